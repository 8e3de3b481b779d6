/** Tasks whose events are of several kinds: OS events, and which entries each of them starts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { emitEcuc, emitTypeScript, planEcu, readModel } from '../../../generator/pipeline.ts';
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import { ecucContainer } from '../../helpers/arxml-network.ts';
import { named, ref, xml } from '../../helpers/arxml-print.ts';
import {
  type LightWords,
  lightEcu,
  lightEvents,
  osAlarm,
  osEvent,
} from '../../helpers/arxml-tasks.ts';
import { type Api, fakeEcu, planOf } from '../../helpers/fake-ecu.ts';
import { typeCheck } from '../../helpers/type-check.ts';

const lightPlan = (words: LightWords = {}): RtePlan => planOf('Body', [lightEcu(words)]);

function task(plan: RtePlan) {
  const found = plan.tasks.find(({ name }) => name === 'TaskLight');
  if (found === undefined) throw new Error('no TaskLight');
  return found;
}

const alarms = (plan: RtePlan) =>
  plan.alarms
    .filter(({ task: name }) => name === 'TaskLight')
    .map((a) => `${a.name} ${a.osEvent} ${a.offsetNs / 1e6} ${a.cycleNs / 1e6} ${a.startedBy}`);

const starts = (plan: RtePlan) =>
  task(plan).entries.map(({ osEvent: event, executes }) =>
    executes.kind === 'runnable' ? `${executes.runnable} ${event}` : '',
  );

const os = (name: string) => `/Car/Os/${name}`;

describe('a task with events of several kinds', () => {
  it('waits for one OS event per alarm, one for Rte_Start and one per data event', () => {
    const plan = lightPlan();
    expect(starts(plan)).toEqual([
      'Start Rte_Ev_Init_TaskLight',
      'Blink Rte_Ev_Cyclic_TaskLight',
      'Fade Rte_Ev_Cyclic_TaskLight',
      'Dim Rte_Ev_Run_light_DimReceived_In_speed',
      'Warn Rte_Ev_Run_light_WarnReceived_In_limit',
    ]);
    expect(task(plan).osEvents).toEqual(
      [
        'Rte_Ev_Cyclic_TaskLight',
        'Rte_Ev_Init_TaskLight',
        'Rte_Ev_Run_light_DimReceived_In_speed',
        'Rte_Ev_Run_light_WarnReceived_In_limit',
      ].map((name, bit) => ({ name, path: `/Car/Os/${name}`, assumed: true, mask: 1 << bit })),
    );
    expect(alarms(plan)).toEqual(['Rte_Alarm_TaskLight Rte_Ev_Cyclic_TaskLight 0 10 rte']);
  });

  it('is activated by Rte_Start, and told of init and time at once', () => {
    const ecu = fakeEcu('Body', [lightEcu()]);
    expect(ecu.activated).toEqual(['TaskLight', 'TaskSensor']);
    expect(ecu.events).toEqual(['TaskLight 2', 'TaskLight 1']);
    expect(ecu.alarms).toContain('Rte_Alarm_TaskLight 10 10');
  });

  it('that the OS starts is only told', () => {
    const text = lightEcu().replace(
      /(<SHORT-NAME>TaskLight<\/SHORT-NAME>[\s\S]*?<\/PARAMETER-VALUES>)/,
      `$1<SUB-CONTAINERS><ECUC-CONTAINER-VALUE><SHORT-NAME>Auto</SHORT-NAME>
      <DEFINITION-REF DEST="ECUC-PARAM-CONF-CONTAINER-DEF">/AUTOSAR/EcucDefs/Os/OsTask/OsTaskAutostart</DEFINITION-REF>
      </ECUC-CONTAINER-VALUE></SUB-CONTAINERS>`,
    );
    const ecu = fakeEcu('Body', [text]);
    expect(ecu.activated).toEqual(['TaskSensor']);
    expect(ecu.events).toEqual(['TaskLight 2', 'TaskLight 1']);
  });

  it('runs what its events mean, each cyclic entry in its own rhythm, init before all', () => {
    const ecu = fakeEcu('Body', [lightEcu()]);
    const runs = [3, 4, 1, 1, 1, 9, 12].map((events) => {
      ecu.ran.length = 0;
      ecu.run('TaskLight', events);
      return ecu.ran.map((name) => name.replace(/.*\//, '')).join(' ');
    });
    expect(runs).toEqual([
      'Start Blink Fade',
      'Dim',
      'Blink',
      'Blink',
      'Blink Fade',
      'Blink Warn',
      'Dim Warn',
    ]);
  });

  it('gets the event of the data that is written', () => {
    const apis: Api[] = [];
    const ecu = fakeEcu('Body', [lightEcu()], { Sensor: { Measure: (api) => apis.push(api) } });
    ecu.run('TaskSensor');
    ecu.events.length = 0;
    apis[0]?.Rte_Write_Out_limit?.(1);
    apis[0]?.Rte_Write_Out_speed?.(1);
    expect(ecu.events).toEqual(['TaskLight 8', 'TaskLight 4']);
    expect(ecu.activated).toEqual(['TaskLight', 'TaskSensor']);
  });

  it('written as ECUC and read back gives the same plan', () => {
    const text = lightEcu();
    const plan = planOf('Body', [text]);
    const again = planOf('Body', [text, emitEcuc([plan])]);
    const confirmed = JSON.parse(
      JSON.stringify(plan).replaceAll('"assumed":true', '"assumed":false'),
    );
    expect(again.tasks).toEqual(confirmed.tasks);
    expect(again.alarms).toEqual(confirmed.alarms);
    expect(again.counters).toEqual(confirmed.counters);
  });
});

describe('OS events of the configuration', () => {
  it('make an extended task of one whose events are all of one kind', () => {
    const plan = lightPlan({
      events: { BlinkTiming: { RteUsedOsEventRef: os('Tick') } },
      task: { OsTaskEventRef: os('Tick') },
      os: [osEvent('Tick', 16)],
    });
    expect(task(plan).osEvents).toEqual([
      { name: 'Tick', path: '/Car/Os/Tick', assumed: false, mask: 16 },
    ]);
    expect(alarms(plan)).toEqual(['Rte_Alarm_Tick Tick 0 10 rte']);
  });

  it('alone do not: a task whose events use none stays a basic one', () => {
    const plan = lightPlan({
      events: { BlinkTiming: {} },
      task: { OsTaskEventRef: os('Tick') },
      os: [osEvent('Tick', 16)],
    });
    expect(task(plan).osEvents).toBeUndefined();
    expect(alarms(plan)).toEqual(['Rte_Alarm_TaskLight undefined 0 10 rte']);
  });

  it('are given by the alarms that set them, each with a rhythm of its own', () => {
    const plan = lightPlan({
      events: {
        BlinkTiming: { RteUsedOsAlarmRef: os('Fast') },
        FadeTiming: { RteUsedOsAlarmRef: os('Slow') },
        StartInit: {},
      },
      task: { OsTaskEventRef: [os('TickFast'), os('TickSlow')] },
      os: [
        osAlarm('Fast', 'TaskLight', 'TickFast'),
        osAlarm('Slow', 'TaskLight', 'TickSlow'),
        osEvent('TickFast', 2),
        osEvent('TickSlow', 1),
      ],
    });
    expect(alarms(plan)).toEqual(['Fast TickFast 0 10 rte', 'Slow TickSlow 0 30 rte']);
    expect(starts(plan)).toEqual([
      'Start Rte_Ev_Init_TaskLight',
      'Blink TickFast',
      'Fade TickSlow',
    ]);
    expect(task(plan).osEvents?.map(({ mask }) => mask)).toEqual([4, 2, 1]);
  });

  it('that tasks share are set in each of them by an alarm of its own', () => {
    const tick = { RteUsedOsEventRef: os('Tick') };
    const words: LightWords = {
      events: {
        ...lightEvents,
        BlinkTiming: tick,
        FadeTiming: { ...tick, RteMappedToTaskRef: os('TaskFade'), RtePositionInTask: 1 },
      },
      task: { OsTaskEventRef: os('Tick') },
      os: [
        osEvent('Tick'),
        ecucContainer('OsTask', 'TaskFade', { OsTaskPriority: 7, OsTaskEventRef: os('Tick') }),
      ],
    };
    const plan = lightPlan(words);
    const setters = (of: RtePlan) =>
      of.alarms
        .filter(({ osEvent: event }) => event === 'Tick')
        .map((a) => `${a.name} ${a.task} ${a.cycleNs / 1e6}`);
    expect(setters(plan)).toEqual(['Rte_Alarm_Tick TaskFade 30', 'Rte_Alarm_Tick_2 TaskLight 10']);
    const written = emitEcuc([plan]);
    expect(setters(planOf('Body', [lightEcu(words), written]))).toEqual(setters(plan));
  });

  it('without a mask get a free bit, also beside those that the RTE does not use', () => {
    const plan = lightPlan({
      events: {
        DimReceived_In_speed: { RteUsedOsEventRef: os('Data') },
        BlinkTiming: {},
      },
      task: { OsTaskEventRef: [os('Data'), os('Other')] },
      os: [osEvent('Data'), osEvent('Other', 3)],
    });
    expect(task(plan).osEvents?.map(({ name, mask }) => `${name} ${mask}`)).toEqual([
      'Data 4',
      'Rte_Ev_Cyclic_TaskLight 8',
    ]);
  });

  it('that several data events share leave it to flags which one is meant', () => {
    const words: LightWords = {
      events: {
        ...lightEvents,
        DimReceived_In_speed: { RteUsedOsEventRef: os('Data') },
        WarnReceived_In_limit: { RteUsedOsEventRef: os('Data') },
      },
      task: { OsTaskEventRef: os('Data') },
      os: [osEvent('Data', 1)],
    };
    const apis: Api[] = [];
    const sensor = { Sensor: { Measure: (api: Api) => void apis.push(api) } };
    const ecu = fakeEcu('Body', [lightEcu(words)], sensor);
    ecu.run('TaskSensor');
    ecu.ran.length = 0;
    apis[0]?.Rte_Write_Out_limit?.(1);
    expect(ecu.events.at(-1)).toBe('TaskLight 1');
    ecu.run('TaskLight', 1);
    ecu.run('TaskLight', 1);
    expect(ecu.ran.map((name) => name.replace(/.*\//, ''))).toEqual(['Warn']);
  });

  it('of autostart alarms are taken from these, with their times', () => {
    const text = lightEcu({
      events: { BlinkTiming: {}, StartInit: {} },
      task: { OsTaskEventRef: os('Tick') },
      os: [osAlarm('Pace', 'TaskLight', 'Tick'), osEvent('Tick', 1)],
    }).replace(
      /<SHORT-NAME>Action<\/SHORT-NAME>/,
      `<SHORT-NAME>Auto</SHORT-NAME>
      <DEFINITION-REF DEST="ECUC-PARAM-CONF-CONTAINER-DEF">/AUTOSAR/EcucDefs/Os/OsAlarm/OsAlarmAutostart</DEFINITION-REF>
      </ECUC-CONTAINER-VALUE><ECUC-CONTAINER-VALUE>$&`,
    );
    const diagnostics = new Diagnostics();
    const plan = planEcu(readModel([{ path: 'a.arxml', text }], diagnostics), 'Body', diagnostics);
    if (plan === undefined) throw new Error(diagnostics.list.map((d) => d.message).join());
    // Without times in ticks the RTE starts it.
    expect(alarms(plan)).toEqual(['Pace Tick 0 10 rte']);
    expect(starts(plan)).toEqual(['Start Rte_Ev_Init_TaskLight', 'Blink Tick']);
  });
});

describe('generated TypeScript', () => {
  it('passes the compiler under our own settings', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vfb-extended-'));
    try {
      const plan = lightPlan({
        events: {
          ...lightEvents,
          DimReceived_In_speed: { RteUsedOsEventRef: os('Data') },
          WarnReceived_In_limit: { RteUsedOsEventRef: os('Data') },
        },
        task: { OsTaskEventRef: os('Data'), OsTaskResourceRef: os('Bus') },
        os: [osEvent('Data', 0x80000000), ecucContainer('OsResource', 'Bus')],
      });
      for (const { path, text } of emitTypeScript(plan)) writeFileSync(join(folder, path), text);
      expect(await typeCheck(folder, [], [])).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('events of BSW modules', () => {
  it('share a task with those of components, by the OS event of their mapping', () => {
    const behavior = '/Car/Nm/Behavior';
    const entity = ref('STARTS-ON-EVENT-REF', 'BSW-SCHEDULABLE-ENTITY', `${behavior}/Main`);
    const module = named(
      'BSW-MODULE-DESCRIPTION',
      'Nm',
      xml(
        'INTERNAL-BEHAVIORS',
        named(
          'BSW-INTERNAL-BEHAVIOR',
          'Behavior',
          xml('ENTITYS', named('BSW-SCHEDULABLE-ENTITY', 'Main')),
          xml('EVENTS', named('BSW-TIMING-EVENT', 'Every', entity, xml('PERIOD', '0.02'))),
        ),
      ),
    );
    const text = lightEcu({
      events: { BlinkTiming: {}, StartInit: {} },
      task: { OsTaskEventRef: os('Nm') },
      os: [osEvent('Nm', 4)],
      more: [module],
      rte: [
        ecucContainer(
          'RteBswModuleInstance',
          'Nm',
          {},
          ecucContainer('RteBswEventToTaskMapping', 'Every', {
            RteBswEventRef: `${behavior}/Every`,
            RteBswMappedToTaskRef: os('TaskLight'),
            RteBswPositionInTask: 9,
            RteBswUsedOsEventRef: os('Nm'),
          }),
        ),
      ],
    });
    const plan = planOf('Body', [text]);
    expect(
      task(plan).entries.map(({ osEvent: name, executes }) => `${name} ${executes.kind}`),
    ).toEqual(['Rte_Ev_Init_TaskLight runnable', 'Rte_Ev_Cyclic_TaskLight runnable', 'Nm bsw']);
    expect(alarms(plan)).toEqual([
      'Rte_Alarm_Nm Nm 0 20 rte',
      'Rte_Alarm_TaskLight Rte_Ev_Cyclic_TaskLight 0 10 rte',
    ]);
  });
});

describe('resources of tasks', () => {
  const resource = (property: string) =>
    ecucContainer('OsResource', 'Bus', { OsResourceProperty: property });
  const taken = (property: string) =>
    lightEcu({ task: { OsTaskResourceRef: os('Bus') }, os: [resource(property)] });

  it('have the priority of the most urgent task that takes them', () => {
    const ecu = fakeEcu('Body', [taken('STANDARD')]);
    expect(ecu.configuration.os.resources).toEqual([{ name: 'Bus', ceilingPriority: 5 }]);
    expect(fakeEcu('Body', [lightEcu()]).configuration.os).not.toHaveProperty('resources');
  });

  it('that a task would hold all the time are not supported', () => {
    expect(() => planOf('Body', [taken('INTERNAL')])).toThrow(
      'construct-unsupported: /Car/Os/Bus: INTERNAL resource of task TaskLight is not supported',
    );
  });
});
