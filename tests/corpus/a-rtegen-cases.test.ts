/**
 * ECU extracts with complete ECU configurations, made for another RTE generator: each is generated
 * or refused for a known reason, and what is generated agrees with what that generator made of it.
 */
import { describe, expect, it } from 'vitest';
import { emitTypeScript, type RtePlan } from '../../vehicle/index.ts';
import {
  corpusMissing,
  errorsOf,
  onlyPlan,
  type Reading,
  readAndPlan,
  readText,
  rtegenCases,
} from './corpus.ts';

const generated = [
  'AutoWiperController',
  'HelloAutosar',
  'HelloAutosar2',
  'HelloAutosarWithComTOut_ECU1',
  'HelloAutosarWithComTOut_ECU2',
  'HelloAutosarWithCom_ECU1',
  'HelloAutosarWithCom_ECU2',
  'PowerWindowController',
  'PowerWindowController2',
  'PowerWindowController2WithWdg',
  'SpeedoMeter',
];

/** In the group, a 32 bit signal lies at bit 0, an 8 and a 16 bit one at bit 16: over each other. */
const overlappingGroup = [
  'pdu-unlinked I-PDU ComIPduSG1 reaches no CanIf PDU',
  ...['2 1', '3 1', '3 2', '4 1', '4 2'].map((pair) => {
    const [signal, other] = pair.split(' ').map((index) => `ISignalToPduMappingSG${index}`);
    return `signal-overlap signals ${signal} and ${other} overlap in I-PDU ComIPduSG1`;
  }),
];

/** Why a case is refused, without the folders of the paths. */
const refused: Readonly<Record<string, readonly string[]>> = {
  HelloAutosarWithComSG_ECU1: overlappingGroup,
  HelloAutosarWithComSG_ECU2: overlappingGroup,
  HelloAutosarWithTransAck: [
    'construct-unsupported PPort time: invalidation (KEEP) is not supported',
    'construct-unsupported RPort time: invalidation (KEEP) is not supported',
  ],
};

/** What one generator made of a case (rte-facts.json). */
interface Facts {
  readonly components: Readonly<Record<string, { readonly apis: readonly string[] }>>;
  readonly tasks: Readonly<Record<string, { readonly calls: readonly string[] }>>;
  readonly comCallbacks: readonly string[];
}

const facts: Readonly<Record<string, Facts>> = corpusMissing
  ? {}
  : JSON.parse(readText(`${rtegenCases}/rte-facts.json`));

/**
 * What we generate besides. Its author ignores ENABLE-UPDATE: there is no Rte_IsUpdated, and so no
 * call-back that would have to set its flag.
 */
const ours: Readonly<
  Record<string, { apis?: readonly string[]; comCallbacks?: readonly string[] }>
> = {
  HelloAutosarWithCom_ECU2: {
    apis: ['SWC2 Rte_IsUpdated_RPort_time'],
    comCallbacks: ['Rte_COMCbk_ComSignal1'],
  },
};

function readCase(name: string): Reading {
  return readAndPlan([`${rtegenCases}/${name}`]);
}

function apisOf(plan: RtePlan): string[] {
  return plan.components.flatMap(({ name, calls }) => calls.map((call) => `${name} ${call.name}`));
}

describe.skipIf(corpusMissing)('the cases of a-rtegen', () => {
  it.each(generated)('%s is generated', (name) => {
    const reading = readCase(name);
    expect(errorsOf(reading.diagnostics)).toEqual([]);
    const files = emitTypeScript(onlyPlan(reading)).map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(['Ecu_Cfg.ts', 'Rte.ts', 'Rte_Type.ts']));
  });

  it.each(Object.entries(refused))('%s is refused, and why is said', (name, errors) => {
    const reading = readCase(name);
    const reasons = errorsOf(reading.diagnostics).map((text) => text.replace(/(\/\w+)*\//g, ''));
    expect(reasons.sort()).toEqual(errors);
    expect([...reading.plans.values()]).toEqual([undefined]);
  });

  it('are generated on request without what is not supported', () => {
    const reading = readAndPlan([`${rtegenCases}/HelloAutosarWithTransAck`], {
      allowUnsupported: true,
    });
    expect(errorsOf(reading.diagnostics)).toEqual([]);
    const plan = onlyPlan(reading);
    expect(emitTypeScript(plan).length).toBeGreaterThan(0);
    // All in one ECU: the write itself ends the sending, and nothing is monitored.
    const writes = plan.instances.flatMap(({ calls }) =>
      calls.filter((call) => call.kind === 'Rte_Write'),
    );
    expect(writes.map(({ acknowledge }) => acknowledge)).toEqual([
      expect.objectContaining({
        confirmedBy: 'local',
        activates: [
          {
            task: 'TASK1DSC1',
            event: '/HelloAutosar/SWC1/IB_SWC1/DataSendCompletedEvent1',
          },
        ],
      }),
    ]);
    const warnings = reading.diagnostics.list.filter(({ code }) => code === 'receive-error-never');
    expect(warnings.length).toBe(1);
  });

  it('monitor a reception as COM is configured, with a warning where the component says else', () => {
    const { diagnostics, plans } = readCase('HelloAutosarWithComTOut_ECU2');
    const warnings = diagnostics.list.filter(({ code }) => code === 'deadline-contradiction');
    expect(warnings.map(({ message }) => message)).toEqual([
      '/Ecuc/Com/ComConfig/ComSignal1 is configured with ComTimeout 0.5 s, /HelloAutosar/SWC2/RPort time wants ALIVE-TIMEOUT 10 s; 0.5 s is used',
    ]);
    const [plan] = [...plans.values()];
    expect(plan?.bsw.com.iPdus.map(({ deadline }) => deadline)).toEqual([
      { timeoutNs: 500_000_000, firstTimeoutNs: 0 },
    ]);
    expect(plan?.comCallbacks.map(({ name, does }) => ({ name, does }))).toEqual([
      {
        name: 'Rte_COMCbkRxTOut_ComSignal1',
        does: [{ kind: 'set-flag', instance: expect.anything(), flag: 'RPort_time_outdated' }],
      },
      {
        name: 'Rte_COMCbk_ComSignal1',
        does: [
          { kind: 'set-flag', instance: expect.anything(), flag: 'RPort_time_updated' },
          { kind: 'clear-flag', instance: expect.anything(), flag: 'RPort_time_outdated' },
        ],
      },
    ]);
  });

  it('follow the RTE where the OS says another time, with a warning that has both', () => {
    const { diagnostics, plans } = readCase('HelloAutosarWithCom_ECU1');
    const warnings = diagnostics.list.filter(({ code }) => code === 'alarm-contradiction');
    expect(warnings.map(({ message }) => message)).toContain(
      '/Ecuc/Os/ALARM1: the Os says cycle 0.75 s, RteExpectedTickDuration says 0.1 s; 0.1 s is used',
    );
    const alarms = plans.get('SystemHA')?.alarms ?? [];
    expect(alarms.map(({ name, offsetNs, cycleNs }) => ({ name, offsetNs, cycleNs }))).toEqual([
      { name: 'ALARM1', offsetNs: 100_000_000, cycleNs: 100_000_000 },
      { name: 'ALARM2', offsetNs: 100_000_000, cycleNs: 100_000_000 },
    ]);
  });
});

describe.skipIf(corpusMissing).each(Object.entries(facts))(
  '%s and its other generator',
  (name, fact) => {
    const plan = corpusMissing ? undefined : onlyPlan(readCase(name));

    it('have the same RTE calls', () => {
      const theirs = Object.entries(fact.components).flatMap(([component, { apis }]) =>
        apis.map((api) => `${component} ${api}`),
      );
      const expected = [...theirs, ...(ours[name]?.apis ?? [])].sort();
      expect(plan && apisOf(plan).sort()).toEqual(expected);
    });

    it('have the same runnables and main functions in the same order in each task', () => {
      const bodies = (plan?.tasks ?? [])
        .filter(({ body }) => body === 'rte')
        .map(({ name: task, entries }) => [
          task,
          {
            calls: entries.map(({ executes }) =>
              executes.kind === 'runnable' ? executes.symbol : executes.function,
            ),
          },
        ]);
      expect(Object.fromEntries(bodies)).toEqual(fact.tasks);
    });

    it('have the same COM call-backs', () => {
      const expected = [...fact.comCallbacks, ...(ours[name]?.comCallbacks ?? [])].sort();
      expect(plan?.comCallbacks.map((callback) => callback.name).sort()).toEqual(expected);
    });

    it('differ in call-backs only by what sets the flag of Rte_IsUpdated', () => {
      for (const extra of ours[name]?.comCallbacks ?? []) {
        const actions = plan?.comCallbacks.find((callback) => callback.name === extra)?.does;
        const flags = (plan?.instances ?? []).flatMap(({ calls }) =>
          calls.filter((call) => call.kind === 'Rte_IsUpdated').map(({ flag }) => flag),
        );
        expect(actions?.map((action) => action.kind === 'set-flag' && action.flag)).toEqual(flags);
      }
    });
  },
);
