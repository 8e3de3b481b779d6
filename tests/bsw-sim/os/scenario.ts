/** A small language for OS scenarios: tasks as lists of entries, and the trace as lines of text. */

import { EcuClock, type EcuClockOptions } from '../../../bsw-sim/os/ecu-clock.ts';
import { Os } from '../../../bsw-sim/os/os.ts';
import { EventQueue, Phase } from '../../../bsw-sim/sim/event-queue.ts';
import { Software } from '../../../bsw-sim/sim/software.ts';
import { Trace } from '../../../bsw-sim/sim/trace.ts';
import type { OsAlarm, OsCounter, OsResource } from '../../../rte/typescript/configuration.ts';
import type { TaskBody } from '../../../rte/typescript/rte.ts';

export interface EntryScript {
  readonly name: string;
  readonly timeNs?: number;
  readonly due?: () => boolean;
  /** In an extended task: what starts it. */
  readonly events?: number;
  readonly run?: (os: Os) => void;
}

export interface TaskScript {
  readonly name: string;
  readonly priority: number;
  readonly schedule?: 'FULL' | 'NON';
  readonly activation?: number;
  readonly autostart?: boolean;
  /** Of an extended task. */
  readonly events?: number;
  readonly entries?: readonly EntryScript[];
}

export interface Scenario {
  readonly os: Os;
  readonly software: Software;
  readonly queue: EventQueue;
  readonly trace: Trace;
  /** Runs `action` at an instant, as an interrupt if it wants to be one. */
  at(atNs: number, action: () => void): void;
  /** Runs to an instant and returns what was traced since the last call: `<ns> <kind> <name>`. */
  run(untilNs: number): string[];
}

export const millisecondCounter: OsCounter = {
  name: 'SystemTimer',
  tickNs: 1_000_000,
  maxAllowedValue: 65_535,
  minCycle: 1,
};

export function scenario(options: {
  readonly tasks: readonly TaskScript[];
  readonly counters?: readonly OsCounter[];
  readonly alarms?: readonly OsAlarm[];
  readonly resources?: readonly OsResource[];
  readonly clock?: EcuClockOptions;
  readonly maxActivationsPerInstant?: number;
}): Scenario {
  const queue = new EventQueue();
  const trace = new Trace();
  const clock = new EcuClock(options.clock);
  const holder: { os?: Os } = {};
  const theOs = (): Os => {
    if (holder.os === undefined) throw new Error('no OS yet');
    return holder.os;
  };
  const executionTimesNs = new Map<string, number>();
  const bodies = options.tasks.map((task): TaskBody => {
    const entries = (task.entries ?? []).map((entry) => {
      if (entry.timeNs !== undefined) executionTimesNs.set(entry.name, entry.timeNs);
      const run = (): void => entry.run?.(theOs());
      const { due, events } = entry;
      return { name: entry.name, run, ...(due && { due }), ...(events && { events }) };
    });
    return { name: task.name, entries };
  });
  const software = new Software({ node: 'Ecu', queue, trace, stop: () => os.stop() });
  const os = new Os({
    ecu: 'Ecu',
    configuration: {
      tasks: options.tasks.map((task) => ({
        name: task.name,
        priority: task.priority,
        schedule: task.schedule ?? 'FULL',
        activation: task.activation ?? 1,
        autostart: task.autostart ?? false,
        ...(task.events && { events: task.events }),
      })),
      counters: options.counters ?? [millisecondCounter],
      alarms: options.alarms ?? [],
      resources: options.resources ?? [],
    },
    tasks: bodies,
    queue,
    trace,
    clock,
    software,
    executionTimesNs,
    maxActivationsPerInstant: options.maxActivationsPerInstant,
  });
  holder.os = os;

  const actions: (() => void)[] = [];
  const actor = queue.register({ handle: (what) => actions[what]?.() });
  const at = (atNs: number, action: () => void): void => {
    queue.schedule(atNs, Phase.hardware, actor, actions.push(action) - 1);
  };
  at(clock.startOffsetNs, () => os.StartOS());
  return {
    os,
    software,
    queue,
    trace,
    at,
    run(untilNs) {
      queue.runUntil(untilNs);
      const lines: string[] = [];
      for (let i = 0; i < trace.length; i++) {
        const { atNs, kind, name } = trace.at(i);
        lines.push(`${atNs} ${kind} ${name}`);
      }
      trace.clear();
      return lines;
    },
  };
}

/** Only the lines of the given kinds: what a test is about. */
export function only(lines: readonly string[], ...kinds: readonly string[]): string[] {
  return lines.filter((line) => kinds.includes(line.split(' ')[1] ?? ''));
}
