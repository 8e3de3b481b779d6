/** The small C OS does what the simulated one does, for random tasks and alarms. */
import { describe, expect, it } from 'vitest';
import { EcuClock } from '../../bsw-sim/os/ecu-clock.ts';
import { Os } from '../../bsw-sim/os/os.ts';
import { EventQueue, Phase } from '../../bsw-sim/sim/event-queue.ts';
import { RandomStream } from '../../bsw-sim/sim/random.ts';
import { Software } from '../../bsw-sim/sim/software.ts';
import { Trace } from '../../bsw-sim/sim/trace.ts';
import { osView } from '../../generator/emit/c/bsw/os-view.ts';
import { renderer } from '../../generator/emit/render.ts';
import type { RtePlan, TaskPlan } from '../../generator/plan/rte-plan.ts';
import { hasHostCompiler, hostProgram } from '../helpers/boards/host-bsw.ts';
import { emptyPlan } from '../vehicle/empty-plan.ts';

const ms = 1_000_000;

type Operation =
  | { readonly kind: 'activate'; readonly task: number }
  | { readonly kind: 'set'; readonly alarm: number; readonly ticks: number; readonly cycle: number }
  | { readonly kind: 'cancel'; readonly alarm: number };

interface Scenario {
  readonly plan: RtePlan;
  /** What the body of each task does. */
  readonly bodies: readonly (readonly Operation[])[];
  /** Tasks that an interrupt activates, by the millisecond. */
  readonly interrupts: readonly (readonly number[])[];
}

const ticks = [ms, 2 * ms, 5 * ms, ms / 4];

function randomScenario(seed: number): Scenario {
  const random = new RandomStream(seed, 'os');
  const one = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  const taskCount = 1 + random.integer(7);
  const tasks = Array.from(
    { length: taskCount },
    (_, i): TaskPlan => ({
      name: `Task_${i}`,
      path: `/Os/Task_${i}`,
      assumed: false,
      priority: random.integer(5),
      schedule: random.integer(4) === 0 ? 'NON' : 'FULL',
      activation: 1 + random.integer(3),
      autostart: random.integer(4) === 0,
      body: 'rte',
      entries: [],
    }),
  );
  const counters = ticks.map((tickNs, i) => ({
    name: `Counter_${i}`,
    path: `/Os/Counter_${i}`,
    assumed: false,
    tickNs,
    maxAllowedValue: one([40, 65_535, 4_294_967_295]),
    minCycle: 1 + random.integer(2),
  }));
  const alarms = Array.from({ length: random.integer(5) }, (_, i) => {
    const counter = random.integer(counters.length);
    const unit = Math.max(ms, ticks[counter] ?? ms);
    return {
      name: `Alarm_${i}`,
      path: `/Os/Alarm_${i}`,
      assumed: false,
      counter: `Counter_${counter}`,
      task: `Task_${random.integer(taskCount)}`,
      startedBy: one(['os', 'rte'] as const),
      offsetNs: random.integer(4) * unit,
      cycleNs: random.integer(4) * unit,
    };
  });
  const bodies = tasks.map((_, i) =>
    Array.from({ length: random.integer(4) }, (): Operation => {
      const kind = random.integer(4);
      if (kind === 0 && alarms.length > 0) {
        const alarm = random.integer(alarms.length);
        const inMs = alarms[alarm]?.counter === 'Counter_3' ? 4 : 1;
        return {
          kind: 'set',
          alarm: random.integer(12) === 0 ? alarms.length : alarm,
          ticks: random.integer(12) * inMs,
          cycle: random.integer(6) * inMs,
        };
      }
      if (kind === 1 && alarms.length > 0) {
        return { kind: 'cancel', alarm: random.integer(alarms.length) };
      }
      // Only later ones, so that there is no circle; or none, which is an error.
      return { kind: 'activate', task: i + 1 + random.integer(taskCount - i) };
    }),
  );
  const interrupts = Array.from({ length: 60 }, () =>
    random.integer(3) === 0
      ? Array.from({ length: random.integer(3) }, () => random.integer(taskCount))
      : [],
  );
  const plan = { ...emptyPlan('Ecu'), tasks, counters, alarms };
  return { plan, bodies, interrupts };
}

// ---- as the simulation does it ------------------------------------------------------------------------------

function simulated({ plan, bodies, interrupts }: Scenario): readonly string[] {
  const log: string[] = [];
  const queue = new EventQueue();
  const trace = new Trace();
  const tickOf = (name: string) => plan.counters.find((c) => c.name === name)?.tickNs ?? ms;
  const os = new Os({
    ecu: 'Ecu',
    configuration: {
      tasks: plan.tasks,
      counters: plan.counters,
      alarms: plan.alarms.map((alarm) => ({
        name: alarm.name,
        counter: plan.counters.findIndex(({ name }) => name === alarm.counter),
        activateTask: plan.tasks.findIndex(({ name }) => name === alarm.task),
        ...(alarm.startedBy === 'os' && {
          autostart: {
            type: alarm.offsetNs === 0 ? ('ABSOLUTE' as const) : ('RELATIVE' as const),
            alarmTime: alarm.offsetNs / tickOf(alarm.counter),
            cycleTime: alarm.cycleNs / tickOf(alarm.counter),
          },
        }),
      })),
    },
    tasks: plan.tasks.map(({ name }, i) => ({
      name,
      entries: [{ name: `${name}_run`, run: () => runBody(i) }],
    })),
    queue,
    trace,
    clock: new EcuClock(),
    software: new Software({ node: 'Ecu', queue, trace, stop: () => os.stop() }),
  });
  const runBody = (task: number): void => {
    log.push(`begin ${task}`);
    for (const operation of bodies[task] ?? []) {
      const status =
        operation.kind === 'activate'
          ? os.ActivateTask(operation.task)
          : operation.kind === 'set'
            ? os.SetRelAlarm(operation.alarm, operation.ticks, operation.cycle)
            : os.CancelAlarm(operation.alarm);
      log.push(`${operation.kind} ${status}`);
    }
    log.push(`end ${task}`);
  };
  const outside = queue.register({
    handle: (_what, at) => {
      if (at === 0) os.StartOS();
      for (const task of interrupts[at] ?? []) log.push(`interrupt ${os.ActivateTask(task)}`);
    },
  });
  for (const at of interrupts.keys()) queue.schedule(at * ms, Phase.outside, outside, 0, at);
  for (const at of interrupts.keys()) {
    queue.runUntil(at * ms);
    log.push(`@${at}`);
  }
  return log;
}

// ---- as the C does it -----------------------------------------------------------------------------------------

function compiled({ plan, bodies, interrupts }: Scenario): readonly string[] {
  const render = renderer('c/bsw', '.c.hbs', '.h.hbs');
  const view = { marker: 'Test', ecu: 'Ecu', ...osView(plan) };
  const operation = (o: Operation) =>
    o.kind === 'activate'
      ? `ActivateTask(${o.task}U)`
      : o.kind === 'set'
        ? `SetRelAlarm(${o.alarm}U, ${o.ticks}U, ${o.cycle}U)`
        : `CancelAlarm(${o.alarm}U)`;
  const harness = [
    '#include <stdio.h>',
    '#include "EcuM.h"',
    '#include "Os.h"',
    'static unsigned now;',
    ...plan.tasks.flatMap(({ name }, i) => [
      `TASK(${name})`,
      '{',
      `    (void)printf("begin ${i}\\n");`,
      ...(bodies[i] ?? []).flatMap((o) => [
        '    {',
        `        const StatusType status = ${operation(o)};`,
        `        (void)printf("${o.kind} %u\\n", (unsigned)status);`,
        '    }',
      ]),
      `    (void)printf("end ${i}\\n");`,
      '    (void)TerminateTask();',
      '}',
    ]),
    'void EcuM_Tick(void)',
    '{',
    '    switch (now) {',
    ...interrupts.flatMap((tasks, at) => [
      `    case ${at}U:`,
      ...tasks.map(
        (t) => `        (void)printf("interrupt %u\\n", (unsigned)ActivateTask(${t}U));`,
      ),
      '        break;',
    ]),
    '    default: break;',
    '    }',
    '    Os_CounterTick();',
    '}',
    'int main(void)',
    '{',
    '    Os_Init();',
    '    EcuM_Tick();',
    '    ResumeOSInterrupts();',
    '    (void)printf("@0\\n");',
    `    for (now = 1U; now < ${interrupts.length}U; now++) {`,
    '        if (Os_TickInterrupt() != FALSE) { Os_Work(); }',
    '        (void)printf("@%u\\n", now);',
    '    }',
    '    return 0;',
    '}',
    '',
  ].join('\n');
  const program = hostProgram(
    [
      { path: 'Os_Cfg.h', text: render('Os_Cfg.h', view) },
      { path: 'Os_Cfg.c', text: render('Os_Cfg', view) },
      { path: 'harness.c', text: harness },
    ],
    ['bsw/Os.c', 'bsw/Os_Alarms.c', 'bsw/Os_Events.c', 'bsw/Os_Resources.c'],
  );
  return program.run([]);
}

describe.skipIf(!hasHostCompiler && process.env.CI !== 'true')('the C OS', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'activates, preempts and expires like the simulated one, seed %d',
    (seed) => {
      const scenario = randomScenario(seed);
      const expected = simulated(scenario);
      expect(compiled(scenario)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(scenario.interrupts.length);
    },
  );
});
