/** The small C OS does what the simulated one does, for random tasks, events, resources and alarms. */
import { describe, expect, it } from 'vitest';
import { EcuClock } from '../../bsw-sim/os/ecu-clock.ts';
import { Os } from '../../bsw-sim/os/os.ts';
import { EventQueue, Phase } from '../../bsw-sim/sim/event-queue.ts';
import { RandomStream } from '../../bsw-sim/sim/random.ts';
import { Software } from '../../bsw-sim/sim/software.ts';
import { Trace } from '../../bsw-sim/sim/trace.ts';
import { osView } from '../../generator/emit/c/bsw/os-view.ts';
import { renderer } from '../../generator/emit/render.ts';
import { resourcesOf } from '../../generator/plan/os-objects.ts';
import type { RtePlan, TaskPlan } from '../../generator/plan/rte-plan.ts';
import { out } from '../../rte/typescript/std-types.ts';
import { hasHostCompiler, hostProgram } from '../helpers/boards/host-bsw.ts';
import { emptyPlan } from '../vehicle/empty-plan.ts';

const ms = 1_000_000;

type Operation =
  | { readonly kind: 'activate'; readonly task: number }
  | { readonly kind: 'set'; readonly alarm: number; readonly ticks: number; readonly cycle: number }
  | { readonly kind: 'cancel'; readonly alarm: number }
  | { readonly kind: 'set-event'; readonly task: number; readonly mask: number }
  | { readonly kind: 'get-event'; readonly task: number }
  | { readonly kind: 'clear-event' | 'wait-event'; readonly mask: number }
  | { readonly kind: 'take' | 'give'; readonly resource: number }
  /** From within calls, perhaps with the lock held. */
  | { readonly kind: 'terminate'; readonly isLocked: boolean };

interface Scenario {
  readonly plan: RtePlan;
  /** What the body of each task does, of an extended one each time it goes on. */
  readonly bodies: readonly (readonly Operation[])[];
  /** What an interrupt does, by the millisecond. */
  readonly interrupts: readonly (readonly Operation[])[];
}

const resourceCount = 3;
const masks = [1, 2, 4, 8];
const allMasks = 15;

const ticks = [ms, 2 * ms, 5 * ms, ms / 4];

function randomScenario(seed: number): Scenario {
  const random = new RandomStream(seed, 'os');
  const one = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  const taskCount = 1 + random.integer(7);
  const tasks = Array.from({ length: taskCount }, (_, i): TaskPlan => {
    const isExtended = random.integer(2) === 0;
    const events = masks.map((mask) => {
      const name = `Event_${i}_${mask}`;
      return { name, path: `/Os/${name}`, assumed: false, mask };
    });
    return {
      name: `Task_${i}`,
      path: `/Os/Task_${i}`,
      assumed: false,
      priority: random.integer(5),
      schedule: random.integer(4) === 0 ? 'NON' : 'FULL',
      activation: isExtended ? 1 : 1 + random.integer(3),
      autostart: random.integer(4) === 0,
      resources: Array.from({ length: resourceCount }, (_r, r) => `Resource_${r}`).filter(
        // Each is taken by someone, some also by those of other priorities.
        (_r, r) => r === i || random.integer(3) === 0,
      ),
      body: 'rte',
      ...(isExtended ? { osEvents: events } : {}),
      entries: [],
    };
  });
  const extended = [...tasks.keys()].filter((i) => tasks[i]?.osEvents !== undefined);
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
    const task = random.integer(taskCount);
    const mask = one(masks);
    return {
      name: `Alarm_${i}`,
      path: `/Os/Alarm_${i}`,
      assumed: false,
      counter: `Counter_${counter}`,
      task: `Task_${task}`,
      ...(extended.includes(task) && random.integer(3) > 0
        ? { osEvent: `Event_${task}_${mask}` }
        : {}),
      startedBy: one(['os', 'rte'] as const),
      offsetNs: random.integer(4) * unit,
      cycleNs: random.integer(4) * unit,
    };
  });
  /** Only tasks after `own`, so that there is no circle; or none, which is an error. */
  const operation = (own: number): Operation => {
    const task = own + 1 + random.integer(taskCount - own);
    const mask = 1 + random.integer(allMasks);
    const kind = random.integer(12);
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
    if (kind === 2) return { kind: 'get-event', task: random.integer(taskCount + 1) };
    if (kind === 3) return { kind: one(['clear-event', 'wait-event']), mask };
    if (kind === 4) return { kind: 'terminate', isLocked: random.integer(2) === 0 };
    if (kind < 8) return { kind: 'set-event', task, mask };
    return { kind: 'activate', task };
  };
  const some = (own: number) => Array.from({ length: random.integer(4) }, () => operation(own));
  const bodies = tasks.map((task, i): readonly Operation[] => {
    const resource = () => random.integer(resourceCount + 1);
    const [outer, inner] = [resource(), resource()];
    const take = (r: number): Operation => ({ kind: 'take', resource: r });
    const give = (r: number): Operation => ({ kind: 'give', resource: r });
    // One that waits must have given back what it took; one that ends may have forgotten.
    const isOrdered = task.osEvents !== undefined || random.integer(2) === 0;
    const ends = isOrdered ? [give(inner), ...some(i), give(outer)] : [give(outer), ...some(i)];
    // An event that it sets itself and clears again is no reason to go on.
    const mask = one(masks);
    const own: readonly Operation[] = [
      { kind: 'set-event', task: i, mask },
      { kind: 'get-event', task: i },
      { kind: 'wait-event', mask },
      { kind: 'clear-event', mask },
    ];
    return [
      ...some(i),
      ...(random.integer(2) === 0 ? [] : own),
      ...(random.integer(2) === 0
        ? []
        : [take(outer), ...some(i), take(inner), ...some(i), ...ends]),
      ...some(i),
    ];
  });
  // Not of alarms: to the C OS the millisecond begins after the interrupt.
  const isOfAlarm = ({ kind }: Operation) => kind === 'set' || kind === 'cancel';
  const interrupts = Array.from({ length: 60 }, () =>
    random.integer(3) === 0 ? some(-1).filter((o) => !isOfAlarm(o)) : [],
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
      tasks: plan.tasks.map((task) => ({
        ...task,
        ...(task.osEvents === undefined ? {} : { events: allMasks }),
      })),
      counters: plan.counters,
      resources: resourcesOf(plan),
      alarms: plan.alarms.map((alarm) => ({
        name: alarm.name,
        counter: plan.counters.findIndex(({ name }) => name === alarm.counter),
        activateTask: plan.tasks.findIndex(({ name }) => name === alarm.task),
        ...(alarm.osEvent !== undefined && { setEvent: Number(alarm.osEvent.split('_')[2]) }),
        ...(alarm.startedBy === 'os' && {
          autostart: {
            type: alarm.offsetNs === 0 ? ('ABSOLUTE' as const) : ('RELATIVE' as const),
            alarmTime: alarm.offsetNs / tickOf(alarm.counter),
            cycleTime: alarm.cycleNs / tickOf(alarm.counter),
          },
        }),
      })),
    },
    tasks: plan.tasks.map(({ name, osEvents }, i) => {
      const events = osEvents === undefined ? {} : { events: allMasks };
      return { name, entries: [{ name: `${name}_run`, run: () => runBody(i), ...events }] };
    }),
    queue,
    trace,
    clock: new EcuClock(),
    software: new Software({ node: 'Ecu', queue, trace, stop: () => os.stop() }),
  });
  const call = (operation: Operation): number => {
    switch (operation.kind) {
      case 'activate':
        return os.ActivateTask(operation.task);
      case 'set':
        return os.SetRelAlarm(operation.alarm, operation.ticks, operation.cycle);
      case 'cancel':
        return os.CancelAlarm(operation.alarm);
      case 'set-event':
        return os.SetEvent(operation.task, operation.mask);
      case 'get-event': {
        const event = out(0);
        const status = os.GetEvent(operation.task, event);
        return 100 * event.value + status;
      }
      case 'clear-event':
        return os.ClearEvent(operation.mask);
      case 'wait-event':
        return os.WaitEvent(operation.mask);
      case 'take':
        return os.GetResource(operation.resource);
      case 'give':
        return os.ReleaseResource(operation.resource);
      case 'terminate':
        return os.TerminateTask();
    }
  };
  const runBody = (task: number): void => {
    log.push(`begin ${task}`);
    for (const operation of bodies[task] ?? []) {
      const status = call(operation);
      log.push(`${operation.kind} ${status}`);
    }
    log.push(`end ${task}`);
  };
  const outside = queue.register({
    handle: (_what, at) => {
      if (at === 0) os.StartOS();
      for (const operation of interrupts[at] ?? []) {
        const status = call(operation);
        log.push(`interrupt ${operation.kind} ${status}`);
      }
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
  const call = (operation: Operation): string => {
    switch (operation.kind) {
      case 'activate':
        return `ActivateTask(${operation.task}U)`;
      case 'set':
        return `SetRelAlarm(${operation.alarm}U, ${operation.ticks}U, ${operation.cycle}U)`;
      case 'cancel':
        return `CancelAlarm(${operation.alarm}U)`;
      case 'set-event':
        return `SetEvent(${operation.task}U, ${operation.mask}U)`;
      case 'get-event':
        return `getEvent(${operation.task}U)`;
      case 'clear-event':
        return `ClearEvent(${operation.mask}U)`;
      case 'wait-event':
        return `WaitEvent(${operation.mask}U)`;
      case 'take':
        return `GetResource(${operation.resource}U)`;
      case 'give':
        return `ReleaseResource(${operation.resource}U)`;
      case 'terminate':
        return operation.isLocked ? 'terminateLocked(3U)' : 'terminate(3U)';
    }
  };
  const calls = (operations: readonly Operation[], prefix: string) =>
    operations.flatMap((o) => [
      '        {',
      `            const unsigned status = ${call(o)};`,
      `            (void)printf("${prefix}${o.kind} %u\\n", status);`,
      '        }',
    ]);
  const harness = [
    '#include <stdio.h>',
    '#include "EcuM.h"',
    '#include "Os.h"',
    'static unsigned now;',
    'static unsigned getEvent(TaskType task)',
    '{',
    '    EventMaskType event = 0U;',
    '    const unsigned status = GetEvent(task, &event);',
    '    return 100U * event + status;',
    '}',
    'static unsigned terminate(unsigned depth)',
    '{',
    '    const volatile unsigned left = depth;',
    '    return (left == 0U) ? TerminateTask() : terminate(left - 1U);',
    '}',
    'static unsigned terminateLocked(unsigned depth)',
    '{',
    '    unsigned status;',
    '    SuspendOSInterrupts();',
    '    status = terminate(depth);',
    '    ResumeOSInterrupts();',
    '    return status;',
    '}',
    'unsigned (*const used[])(unsigned) = { terminate, terminateLocked };',
    'unsigned (*const alsoUsed)(TaskType) = getEvent;',
    ...plan.tasks.flatMap(({ name, osEvents }, i) => [
      `TASK(${name})`,
      '{',
      osEvents === undefined ? '    {' : '    for (;;) {',
      ...(osEvents === undefined
        ? []
        : [
            '        EventMaskType event;',
            `        (void)WaitEvent(${allMasks}U);`,
            `        (void)GetEvent(${name}, &event);`,
            '        (void)ClearEvent(event);',
          ]),
      `        (void)printf("begin ${i}\\n");`,
      ...calls(bodies[i] ?? [], ''),
      `        (void)printf("end ${i}\\n");`,
      '    }',
      ...(osEvents === undefined ? ['    (void)TerminateTask();'] : []),
      '}',
    ]),
    'void EcuM_Tick(void)',
    '{',
    '    switch (now) {',
    ...interrupts.flatMap((operations, at) => [
      `    case ${at}U:`,
      ...calls(operations, 'interrupt '),
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

const seeds = Array.from({ length: 24 }, (_, i) => i + 1);

describe.skipIf(!hasHostCompiler && process.env.CI !== 'true')('the C OS', () => {
  it.each(seeds)('activates, preempts and expires like the simulated one, seed %d', (seed) => {
    const scenario = randomScenario(seed);
    const expected = simulated(scenario);
    expect(compiled(scenario)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(scenario.interrupts.length);
  });

  it('is compared in every outcome', () => {
    const lines = new Set(seeds.flatMap((seed) => simulated(randomScenario(seed))));
    const missing = [
      ...['activate 0', 'activate 3', 'activate 4', 'interrupt activate 4'],
      ...['set 0', 'set 7', 'set 8', 'cancel 0', 'cancel 5'],
      ...['set-event 0', 'set-event 1', 'set-event 3', 'set-event 7', 'interrupt set-event 0'],
      ...['get-event 0', 'get-event 1', 'get-event 3', 'get-event 7', 'get-event 800'],
      ...['clear-event 0', 'clear-event 1', 'interrupt clear-event 2'],
      ...['wait-event 0', 'wait-event 1', 'wait-event 6', 'interrupt wait-event 2'],
      ...['take 0', 'take 1', 'take 3', 'give 0', 'give 1', 'give 3', 'give 5'],
      ...['terminate 6', 'interrupt terminate 2'],
    ].filter((line) => !lines.has(line));
    expect(missing).toEqual([]);
  });
});
