/**
 * Where nothing maps an event to a task: one task per period, rate monotonic; one for init events;
 * one for events that data triggers, above the periodic ones; background below all. Documented in
 * docs/tasks.md; `--strict` refuses it, `generate --ecuc` writes it out.
 */
import type { PlanDraft } from '../draft.ts';
import type { CollectedWork } from './collect.ts';
import type { MappedWork, TaskDraft, WorkTrigger } from './tasks.ts';

/** How often a background task runs that no alarm paces. */
export const assumedBackgroundNs = 10_000_000;

export interface Assumed {
  readonly tasks: readonly TaskDraft[];
  readonly mapped: readonly MappedWork[];
}

/** Tasks for the work that no mapping names, with priorities above those of `configured`. */
export function assumeTasks(
  unmapped: readonly CollectedWork[],
  configured: readonly TaskDraft[],
  draft: PlanDraft,
): Assumed {
  if (unmapped.length === 0) return { tasks: [], mapped: [] };
  const first = unmapped[0];
  draft.diagnostics.report('events-unmapped', first?.work.event, {
    ecu: draft.system.name,
    count: unmapped.length,
    tasks: [...new Set(unmapped.map((w) => taskName(w.trigger)))].sort().join(', '),
  });
  const above = Math.max(0, ...configured.map((task) => task.priority));
  const tasks = [...groupByTask(unmapped)]
    .sort(([, a], [, b]) => urgency(a) - urgency(b))
    .map(
      ([name, works], rank): TaskDraft => ({
        name,
        path: draft.ecucPath('Os', name),
        assumed: true,
        priority: above + rank + 1,
        schedule: 'FULL',
        // A task that data activates must not lose an activation while it runs.
        activation: works.some((w) => w.trigger.kind === 'data-received') ? 2 : 1,
        autostart: false,
        osEventRefs: [],
        at: undefined,
      }),
    );
  const positions = new Map<string, number>();
  const mapped = unmapped.map((collected): MappedWork => {
    const task = taskName(collected.trigger);
    const position = (positions.get(task) ?? 0) + 1;
    positions.set(task, position);
    return {
      work: collected.work,
      trigger: collected.trigger,
      task,
      position,
      alarm: undefined,
      osEvent: undefined,
      assumed: true,
      at: collected.work.event,
    };
  });
  return { tasks, mapped };
}

function groupByTask(
  works: readonly CollectedWork[],
): ReadonlyMap<string, readonly CollectedWork[]> {
  const groups = new Map<string, CollectedWork[]>();
  for (const work of works) {
    const name = taskName(work.trigger);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [work]);
    else group.push(work);
  }
  return groups;
}

function taskName(trigger: WorkTrigger): string {
  switch (trigger.kind) {
    case 'cyclic':
      return `Task_${spelledPeriod(trigger.periodNs)}`;
    case 'background':
      return 'Task_Background';
    case 'data-received':
      return 'Task_DataReceived';
    case 'init':
      return 'Task_Init';
  }
}

/** 10ms, 500us, 1s: the greatest unit without a fraction. */
function spelledPeriod(ns: number): string {
  for (const [unit, size] of [
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
  ] as const) {
    if (ns % size === 0) return `${ns / size}${unit}`;
  }
  return `${ns}ns`;
}

/** Less urgent first: background, periods from long to short, data, init. */
function urgency(works: readonly CollectedWork[]): number {
  const trigger = works[0]?.trigger;
  switch (trigger?.kind) {
    case 'cyclic':
      return 1 / trigger.periodNs;
    case 'data-received':
      return 2;
    case 'init':
      return 3;
    default:
      return 0;
  }
}
