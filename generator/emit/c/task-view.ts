/** Tasks: what runs in which activation, and how a task is activated. */
import { rteRunnableHook, rteTaskHook } from '../../plan/api-names.ts';
import type { ActivationPlan, RtePlan, TaskEntryPlan, TaskPlan } from '../../plan/rte-plan.ts';
import { instanceHandle } from './names.ts';
import { Trace } from './trace.ts';
import { commented, onlyIf } from './words.ts';

/** Entries of a task that run in the same activations share one down-counter. */
interface Rhythm {
  readonly counter: string;
  readonly type: string;
  readonly first: number;
  readonly reload: number;
  readonly entries: readonly TaskEntryPlan[];
}

export function rhythmsOf(task: TaskPlan): readonly Rhythm[] {
  const byKey = new Map<string, TaskEntryPlan[]>();
  for (const entry of task.entries) {
    const { trigger } = entry;
    if (trigger.kind !== 'cyclic') continue;
    // An entry that runs in every activation needs no counter.
    if (trigger.everyActivations === 1 && trigger.firstActivation === 0) continue;
    const key = `${trigger.everyActivations}_${trigger.firstActivation}`;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [entry]);
    else list.push(entry);
  }
  return [...byKey].map(([key, entries]) => {
    const [every = 1, first = 0] = key.split('_').map(Number);
    const most = Math.max(every - 1, first);
    return {
      counter: `Rte_Counter_${task.name}_${key}`,
      type: most <= 0xff ? 'uint8' : most <= 0xffff ? 'uint16' : 'uint32',
      first,
      reload: every - 1,
      entries,
    };
  });
}

/** The due questions of a task as functions of their own: how a simulated OS walks through its entries. */
export function stepView(task: TaskPlan, plan: RtePlan) {
  const trace = new Trace(plan);
  const { before } = taskView(task, plan, trace);
  const rhythms = rhythmsOf(task);
  return {
    task: task.name,
    shared: rhythms.filter((r) => r.entries.length > 1).map((r) => ({ name: dueName(r) })),
    before: before.map((line) => line.replace('const boolean ', '')),
    entries: task.entries.map((entry, index) => {
      const { trigger } = entry;
      const rhythm = rhythms.find((r) => r.entries.includes(entry));
      const due =
        rhythm !== undefined
          ? rhythm.entries.length > 1
            ? [`return ${dueName(rhythm)};`]
            : [
                `if (${rhythm.counter} == 0U)`,
                '{',
                `    ${rhythm.counter} = ${rhythm.reload}U;`,
                '    return TRUE;',
                '}',
                `${rhythm.counter}--;`,
                'return FALSE;',
              ]
          : trigger.kind === 'data-received' && trigger.dueFlag !== undefined
            ? [
                `if (Rte_Due_${trigger.dueFlag} == FALSE)`,
                '{',
                '    return FALSE;',
                '}',
                `Rte_Due_${trigger.dueFlag} = FALSE;`,
                'return TRUE;',
              ]
            : ['return TRUE;'];
      return { index, due, call: callLines(entry, plan, trace) };
    }),
  };
}

export function taskView(task: TaskPlan, plan: RtePlan, trace: Trace) {
  const rhythms = rhythmsOf(task);
  const shared = rhythms.filter((r) => r.entries.length > 1);
  return {
    name: task.name,
    source: commented(task.path),
    priority: task.priority,
    // What several entries ask is worked out once, before the first of them.
    before: [
      ...trace.lines(rteTaskHook('Dispatch'), task.name),
      ...shared.flatMap((r) => [
        `const boolean ${dueName(r)} = (${r.counter} == 0U) ? TRUE : FALSE;`,
        `${r.counter} = (${r.type})((${dueName(r)} != FALSE) ? ${r.reload}U : (${r.counter} - 1U));`,
      ]),
    ],
    entries: task.entries.map((entry) => ({
      source: commented(entry.event),
      lines: entryLines(
        entry,
        rhythms.find((r) => r.entries.includes(entry)),
        callLines(entry, plan, trace),
      ),
    })),
  };
}

function dueName(rhythm: Rhythm): string {
  return rhythm.counter.replace('Rte_Counter_', 'due_');
}

function entryLines(
  entry: TaskEntryPlan,
  rhythm: Rhythm | undefined,
  call: readonly string[],
): readonly string[] {
  const { trigger } = entry;
  if (rhythm !== undefined && rhythm.entries.length > 1) {
    return onlyIf(`${dueName(rhythm)} != FALSE`, call);
  }
  if (rhythm !== undefined) {
    return [
      ...onlyIf(`${rhythm.counter} == 0U`, [`${rhythm.counter} = ${rhythm.reload}U;`, ...call]),
      'else',
      '{',
      `    ${rhythm.counter}--;`,
      '}',
    ];
  }
  if (trigger.kind === 'data-received' && trigger.dueFlag !== undefined) {
    const flag = `Rte_Due_${trigger.dueFlag}`;
    return onlyIf(`${flag} != FALSE`, [`${flag} = FALSE;`, ...call]);
  }
  return call;
}

function callLines({ executes }: TaskEntryPlan, plan: RtePlan, trace: Trace): readonly string[] {
  if (executes.kind === 'bsw') return [`${executes.function}();`];
  const component = plan.components.find((c) => c.name === executes.component);
  const handle = component?.supportsMultipleInstantiation
    ? [`&${instanceHandle(executes.instance)}`]
    : [];
  return [
    ...trace.lines(rteRunnableHook(executes.component, executes.runnable, 'Start'), ...handle),
    `${executes.symbol}(${handle.join('')});`,
    ...trace.lines(rteRunnableHook(executes.component, executes.runnable, 'Return'), ...handle),
  ];
}

/** Tasks that run at once: init events, and timing events without offset, whose alarm comes a cycle later. */
export function startActions(plan: RtePlan, trace: Trace): readonly string[] {
  const actions: string[] = [];
  for (const task of plan.tasks) {
    if (task.entries.some((e) => e.trigger.kind === 'init') && !task.autostart) {
      actions.push(...activateTask(task.name, trace));
    }
  }
  for (const alarm of plan.alarms.filter((a) => a.startedBy === 'rte')) {
    const tickNs = plan.counters.find((c) => c.name === alarm.counter)?.tickNs ?? 1;
    const cycle = Math.round(alarm.cycleNs / tickNs);
    const offset = Math.round(alarm.offsetNs / tickNs);
    if (offset === 0) actions.push(...activateTask(alarm.task, trace));
    actions.push(`(void)SetRelAlarm(${alarm.name}, ${offset || cycle}U, ${cycle}U);`);
  }
  return actions;
}

/** The call of Os that activates a task. */
export function activateTask(task: string, trace: Trace): readonly string[] {
  return [...trace.lines(rteTaskHook('Activate'), task), `(void)ActivateTask(${task});`];
}

export function activationLines(activation: ActivationPlan, trace: Trace): readonly string[] {
  return [
    ...(activation.dueFlag === undefined ? [] : [`Rte_Due_${activation.dueFlag} = TRUE;`]),
    ...activateTask(activation.task, trace),
  ];
}
