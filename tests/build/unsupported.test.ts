/** What the small C BSW does not have is said by name, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { type CanController, unsupportedByBsw } from '../../generator/pipeline.ts';
import type { BswPlan, RtePlan } from '../../generator/plan/rte-plan.ts';
import { examplePlans, examples } from '../helpers/examples.ts';

const [example] = examples().filter(({ name }) => name === 'pedal-to-dashboard');
if (example === undefined) throw new Error('no example');
const plans = await examplePlans(example);

function planOf(ecu: string): RtePlan {
  const plan = plans.get(ecu);
  if (plan === undefined) throw new Error(ecu);
  return plan;
}

const withBsw = (plan: RtePlan, bsw: Partial<BswPlan>): RtePlan => ({
  ...plan,
  bsw: { ...plan.bsw, ...bsw },
});

const said = (plan: RtePlan, hasFloat64 = true, can: CanController = 'serial') =>
  unsupportedByBsw(plan, { hasFloat64, can }).map(({ path, what }) => `${path}: ${what}`);

describe('of the small C BSW', () => {
  it.each([...plans.keys()])('everything that %s needs is there', (ecu) => {
    expect(said(planOf(ecu), false)).toEqual([]);
  });

  it('tasks of others, main functions of others and too many of them are not', () => {
    const plan = planOf('Body');
    const [first, ...rest] = plan.tasks;
    if (first === undefined) throw new Error('no task');
    const tasks = [{ ...first, body: 'integrator' as const, activation: 251 }, ...rest];
    const changed = withBsw({ ...plan, tasks }, { schedulableEntities: ['WdgM_MainFunction'] });
    expect(said(changed)).toEqual([
      `${first.path}: a task with a body that the RTE does not give`,
      'WdgM_MainFunction: a main function of another BSW module',
      'Body: 257 activations of tasks, more than 250',
    ]);
  });

  it('a resource that no task takes is not, since nothing says its ceiling', () => {
    const plan = planOf('Body');
    const [first, ...rest] = plan.tasks;
    if (first === undefined) throw new Error('no task');
    const area = (name: string) => ({
      name,
      path: `/Com/${name}`,
      assumed: false,
      protection: { kind: 'OS_RESOURCE' as const, resource: name },
    });
    const modules = [
      {
        ...{ prefix: 'Com', path: '/Com', configuration: '/Body/Rte/Com', entities: [] },
        exclusiveAreas: [area('Taken'), area('Forgotten')],
      },
    ];
    const tasks = [{ ...first, resources: ['Taken'] }, ...rest];
    expect(said(withBsw({ ...plan, tasks }, { modules }))).toEqual([
      'Forgotten: a resource that no task takes',
    ]);
  });

  it('times that its tick does not divide are not', () => {
    const plan = planOf('Front');
    const counters = plan.counters.map((counter) => ({ ...counter, tickNs: 1_500_000 }));
    const alarms = plan.alarms.map((alarm) => ({
      ...alarm,
      offsetNs: 500_000,
      cycleNs: 10_250_000,
    }));
    const { com } = plan.bsw;
    const changed = withBsw(
      { ...plan, counters, alarms },
      { com: { ...com, txTimeBaseNs: 2_500_000 } },
    );
    expect(said(changed)).toEqual([
      '/Front/Os/SystemTimer: a tick of 1500000 ns, neither a multiple nor a part of a millisecond',
      '/Front/Os/Alarm_10ms: an offset of 0.5 ms, which is no whole number of milliseconds',
      '/Front/Os/Alarm_10ms: a cycle of 10.25 ms, which is no whole number of milliseconds',
      'Com_MainFunctionTx: a period of 2.5 ms, which is no whole number of milliseconds',
    ]);
  });

  it('a second controller, too many mailboxes, and PDUs that no frame holds are not', () => {
    const plan = planOf('Body');
    const { can, com, canIf } = plan.bsw;
    const [controller] = can.controllers;
    if (controller === undefined) throw new Error('no controller');
    const changed = withBsw(plan, {
      can: {
        controllers: [
          { ...controller, txHardwareObjects: 17 },
          { ...controller, name: 'Can1' },
        ],
      },
      com: { ...com, iPdus: com.iPdus.map((iPdu) => ({ ...iPdu, lengthBytes: 9 })) },
      canIf: { ...canIf },
    });
    expect(said(changed)).toEqual([
      'Can1: a second CAN controller',
      'Can0: 17 transmit mailboxes, more than 16',
      'BodyStatus: an I-PDU of 9 bytes',
      'VehicleMotion: an I-PDU of 9 bytes',
      'BodyStatus: an I-PDU longer than its frame BodyStatus',
      'VehicleMotion: an I-PDU longer than its frame VehicleMotion',
    ]);
  });

  it('what an MCP2515 cannot do is not', () => {
    const plan = planOf('Body');
    const [controller] = plan.bsw.can.controllers;
    if (controller === undefined) throw new Error('no controller');
    const withController = (changed: Partial<typeof controller>) =>
      said(
        withBsw(plan, { can: { controllers: [{ ...controller, ...changed }] } }),
        true,
        'mcp2515',
      );
    expect(withController({})).toEqual([]);
    expect(withController({ txHardwareObjects: 4, bitRate: 33_333 })).toEqual([
      'Can0: 4 transmit mailboxes, of which an MCP2515 has 3',
      'Can0: 33333 bit/s on an MCP2515, which is none of 10000, 20000, 50000, 100000, 125000, 250000, 500000, 800000, 1000000',
    ]);
    const { bitRate: _, ...without } = controller;
    expect(said(withBsw(plan, { can: { controllers: [without] } }), true, 'mcp2515')).toEqual([
      'Can0: an MCP2515 on a bus without a bit rate',
    ]);
    expect(said(withBsw(plan, { can: { controllers: [] } }), true, 'mcp2515')).toEqual([
      'Body: an MCP2515 for an ECU without a CAN controller',
    ]);
  });

  it('a notification that the RTE does not have is not', () => {
    const plan = planOf('Body');
    const changed = { ...plan, comCallbacks: [] };
    expect(said(changed).map((line) => line.split(': ')[1])).toEqual([
      'the notification Rte_COMCbkTAck_IndicatorSignal, which the RTE does not have',
      'the notification Rte_COMCbkTErr_IndicatorSignal, which the RTE does not have',
    ]);
  });

  it('float64 is not where the compiler has none', () => {
    const plan = planOf('Front');
    const type = {
      name: 'Exact',
      path: '/Types/Exact',
      definition: { kind: 'primitive', base: 'float64' },
    } as const;
    const components = plan.components.map((component) => ({
      ...component,
      calls: component.calls.map((call) => ({
        ...call,
        parameters: [{ name: 'value', type: 'float64', direction: 'in' as const }],
      })),
    }));
    const changed = { ...plan, types: [...plan.types, type], components };
    expect(said(changed)).toEqual([]);
    const what = "a 64-bit float (the compiler's double has 32 bits)";
    const expected = [
      '/Types/Exact',
      '/ComponentTypes/KickdownDetector',
      '/ComponentTypes/PedalSensor',
    ];
    expect(said(changed, false)).toEqual(expected.map((path) => `${path}: ${what}`));
  });
});
