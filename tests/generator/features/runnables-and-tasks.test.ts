/** When runnables run: task bodies of generated code, activated by hand. */
import { describe, expect, it } from 'vitest';
import {
  arxml,
  component,
  composition,
  ecuExtract,
  type RunnableWords,
  senderReceiver,
} from '../../helpers/arxml.ts';
import { ecucContainer, ecucModule } from '../../helpers/arxml-network.ts';
import type { Xml } from '../../helpers/arxml-print.ts';
import { type Api, type FakeEcu, fakeEcu } from '../../helpers/fake-ecu.ts';

/** An ECU with one component `light` and these runnables. */
function light(
  runnables: Readonly<Record<string, RunnableWords>>,
  ...configuration: readonly Xml[]
): FakeEcu {
  const text = arxml(
    component('Light', { runnables }),
    composition('Vehicle', { parts: { light: 'Light' } }),
    ecuExtract('Body', 'Vehicle'),
    configuration,
  );
  return fakeEcu('Body', [text]);
}

/** Which runnables each of the first activations of a task runs. */
function activations(ecu: FakeEcu, task: string, count: number): string[] {
  return Array.from({ length: count }, () => {
    ecu.ran.length = 0;
    ecu.run(task);
    return ecu.ran.map((name) => name.replace('light/', '')).join(' ');
  });
}

const times = (ecu: FakeEcu) =>
  ecu.plan.alarms.map(({ name, offsetNs, cycleNs }) => `${name} ${offsetNs} ${cycleNs}`);

describe('timing events', () => {
  it('without offset start at once: Rte_Start activates the task, the alarm does the rest', () => {
    const ecu = light({ Blink: { every: '0.5' } });
    expect(ecu.activated).toEqual(['Task_500ms']);
    expect(ecu.alarms).toEqual(['Rte_Alarm_Task_500ms 500 500']);
  });

  it('with an offset wait for it', () => {
    const ecu = light({ Blink: { every: '0.5', offset: '0.2' } });
    expect(ecu.activated).toEqual([]);
    expect(ecu.alarms).toEqual(['Rte_Alarm_Task_500ms 200 500']);
  });

  it('with an offset as long as the period run for the first time after one period', () => {
    const ecu = light({ Blink: { every: '0.02', offset: '0.02' } });
    expect(ecu.activated).toEqual([]);
    expect(ecu.alarms).toEqual(['Rte_Alarm_Task_20ms 20 20']);
    expect(activations(ecu, 'Task_20ms', 2)).toEqual(['Blink', 'Blink']);
  });

  it('share a task at the greatest common distance of their offsets', () => {
    const ecu = light({
      Blink: { every: '0.02' },
      Dim: { every: '0.02', offset: '0.015' },
      Fade: { every: '0.02', offset: '0.02' },
    });
    expect(times(ecu)).toEqual(['Rte_Alarm_Task_20ms 0 5000000']);
    // At 0, 5, 10 ... ms.
    expect(activations(ecu, 'Task_20ms', 9)).toEqual([
      'Blink',
      '',
      '',
      'Dim',
      'Blink Fade',
      '',
      '',
      'Dim',
      'Blink Fade',
    ]);
  });

  it('mapped to one task run in the order of their positions, each in its own period', () => {
    const map = (event: string, position: number) =>
      ecucContainer('RteEventToTaskMapping', event, {
        RteEventRef: `/Car/Light/Behavior/${event}`,
        RteMappedToTaskRef: '/Car/Os/Body',
        RtePositionInTask: position,
      });
    const ecu = light(
      { Blink: { every: '0.01' }, Dim: { every: '0.03' }, Fade: { every: '0.02' } },
      ecucModule('Os', ecucContainer('OsTask', 'Body', { OsTaskPriority: 1 })),
      ecucModule(
        'Rte',
        ecucContainer(
          'RteSwComponentInstance',
          'light',
          { RteSoftwareComponentInstanceRef: '/Car/Vehicle/light' },
          map('BlinkTiming', 3),
          map('DimTiming', 2),
          map('FadeTiming', 1),
        ),
      ),
    );
    expect(activations(ecu, 'Body', 7)).toEqual([
      'Fade Dim Blink',
      'Blink',
      'Fade Blink',
      'Dim Blink',
      'Fade Blink',
      'Blink',
      'Fade Dim Blink',
    ]);
  });

  it('begin anew with Rte_Start', () => {
    const ecu = light({ Blink: { every: '0.02' }, Dim: { every: '0.02', offset: '0.01' } });
    expect(activations(ecu, 'Task_20ms', 3)).toEqual(['Blink', 'Dim', 'Blink']);
    ecu.rte.Rte_Stop();
    ecu.rte.Rte_Start();
    expect(activations(ecu, 'Task_20ms', 2)).toEqual(['Blink', 'Dim']);
  });
});

describe('init events', () => {
  it('are activated by Rte_Start, before what is cyclic', () => {
    const ecu = light({ Blink: { every: '0.5' }, Start: { init: true }, Test: { init: true } });
    expect(ecu.activated).toEqual(['Task_Init', 'Task_500ms']);
    ecu.runActivated();
    expect(ecu.ran).toEqual(['light/Start', 'light/Test', 'light/Blink']);
    const priority = (name: string) => ecu.plan.tasks.find((t) => t.name === name)?.priority ?? 0;
    expect(priority('Task_Init')).toBeGreaterThan(priority('Task_500ms'));
  });
});

describe('background events', () => {
  it('run in the task of lowest priority, as often as an alarm lets them', () => {
    const ecu = light({ Blink: { every: '0.5' }, Idle: { background: true } });
    expect(times(ecu)).toContain('Rte_Alarm_Task_Background 0 10000000');
    const [background, ...others] = [...ecu.plan.tasks].sort((a, b) => a.priority - b.priority);
    expect(background?.name).toBe('Task_Background');
    expect(others.length).toBe(1);
    expect(activations(ecu, 'Task_Background', 2)).toEqual(['Idle', 'Idle']);
  });
});

describe('data-received events', () => {
  const received = (runnables: Readonly<Record<string, RunnableWords>>) => {
    const text = arxml(
      senderReceiver('SpeedIf', { speed: 'uint16', limit: 'uint16' }),
      component('Sensor', {
        provides: { Out: 'SpeedIf' },
        runnables: { Measure: { every: '0.01', writes: ['Out.speed', 'Out.limit'] } },
      }),
      component('Display', { requires: { In: 'SpeedIf' }, runnables }),
      composition('Vehicle', {
        parts: { sensor: 'Sensor', display: 'Display' },
        connect: ['sensor.Out -> display.In'],
      }),
      ecuExtract('Cluster', 'Vehicle'),
    );
    const apis: Api[] = [];
    const ecu = fakeEcu('Cluster', [text], { Sensor: { Measure: (api) => apis.push(api) } });
    ecu.runActivated();
    ecu.ran.length = 0;
    const write = (element: string) => apis[0]?.[`Rte_Write_Out_${element}`]?.(1);
    return { ecu, write };
  };

  it('activate the task when data is written', () => {
    const { ecu, write } = received({ Show: { received: ['In.speed'], reads: ['In.speed'] } });
    write('speed');
    expect(ecu.activated).toEqual(['Task_DataReceived']);
    ecu.runActivated();
    expect(ecu.ran).toEqual(['display/Show']);
  });

  it('need no reader', () => {
    const { ecu, write } = received({ Wake: { received: ['In.speed'] } });
    write('speed');
    ecu.runActivated();
    expect(ecu.ran).toEqual(['display/Wake']);
    expect(ecu.plan.instances.flatMap(({ buffers }) => buffers)).toEqual([]);
  });

  it('of one task run only what was meant', () => {
    const { ecu, write } = received({
      Show: { received: ['In.speed'] },
      Warn: { received: ['In.limit'] },
    });
    write('limit');
    ecu.runActivated();
    expect(ecu.ran).toEqual(['display/Warn']);
    write('speed');
    write('limit');
    ecu.runActivated();
    // Both were due in the first of the two activations; the second finds nothing to do.
    expect(ecu.ran).toEqual(['display/Warn', 'display/Show', 'display/Warn']);
  });

  it('may start several runnables, and one runnable several times', () => {
    const { ecu, write } = received({
      Show: { received: ['In.speed', 'In.limit'] },
      Log: { received: ['In.speed'] },
    });
    write('speed');
    ecu.runActivated();
    expect([...ecu.ran].sort()).toEqual(['display/Log', 'display/Show']);
    write('limit');
    ecu.runActivated();
    expect(ecu.ran.slice(2)).toEqual(['display/Show']);
  });

  it('allow one activation while the task runs', () => {
    const { ecu } = received({ Show: { received: ['In.speed'] } });
    expect(ecu.plan.tasks.find(({ name }) => name === 'Task_DataReceived')?.activation).toBe(2);
  });
});
