/** Tasks: what runs in which activation, and how a task is activated. */
import { rteRunnableHook, rteTaskHook } from '../../plan/api-names.ts';
import type { ActivationPlan, RtePlan, TaskEntryPlan, TaskPlan } from '../../plan/rte-plan.ts';
import { type StartStep, startSteps } from '../../plan/start.ts';
import { instanceHandle } from './names.ts';
import { Trace } from './trace.ts';
import { commented, indented, onlyIf } from './words.ts';

/** Entries of a task that run in the same activations share one down-counter. */
interface Rhythm {
  readonly counter: string;
  readonly type: string;
  readonly first: number;
  readonly reload: number;
  readonly osEvent: string | undefined;
  readonly entries: readonly TaskEntryPlan[];
}

export function rhythmsOf(task: TaskPlan): readonly Rhythm[] {
  const byKey = new Map<string, TaskEntryPlan[]>();
  for (const entry of task.entries) {
    const { trigger, osEvent } = entry;
    if (trigger.kind !== 'cyclic') continue;
    // An entry that runs in every activation needs no counter.
    if (trigger.everyActivations === 1 && trigger.firstActivation === 0) continue;
    const event = osEvent === undefined ? '' : `${osEvent}_`;
    const key = `${event}${trigger.everyActivations}_${trigger.firstActivation}`;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [entry]);
    else list.push(entry);
  }
  return [...byKey].map(([key, entries]) => {
    const [every = 1, first = 0] = key.split('_').slice(-2).map(Number);
    const most = Math.max(every - 1, first);
    return {
      counter: `Rte_Counter_${task.name}_${key}`,
      type: most <= 0xff ? 'uint8' : most <= 0xffff ? 'uint16' : 'uint32',
      first,
      reload: every - 1,
      osEvent: entries[0]?.osEvent,
      entries,
    };
  });
}

/**
 * A task as functions of its own, as a simulated OS walks through it: what comes before the entries, and
 * per entry whether this activation runs it. Of an extended task it asks where the OS event is set.
 */
export function stepView(task: TaskPlan, plan: RtePlan) {
  const trace = new Trace(plan);
  const { before, waiting, waited, dispatched } = taskView(task, plan, trace);
  const rhythms = rhythmsOf(task);
  const shared = before.map((line) => line.replace(/^(const )?boolean /, ''));
  const isExtended = task.osEvents !== undefined;
  return {
    task: task.name,
    shared: rhythms.filter((r) => r.entries.length > 1).map((r) => ({ name: dueName(r) })),
    parameters: isExtended ? 'EventMaskType Rte_Events' : 'void',
    before: isExtended
      ? [
          ...onlyIf('Rte_Events == 0U', dispatched),
          'else',
          '{',
          ...indented([...waited, ...shared]),
          '}',
        ]
      : [...dispatched, ...shared],
    waits: isExtended ? [{ lines: waiting }] : [],
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
  const { name, osEvents = [] } = task;
  const waitsFor = osEvents.map((event) => event.name).join(' | ');
  return {
    template: task.osEvents === undefined ? 'task-basic' : 'task-extended',
    name,
    source: commented(task.path),
    priority: task.priority,
    waitsFor,
    dispatched: trace.lines(rteTaskHook('Dispatch'), name),
    waiting: trace.lines(rteTaskHook('WaitEvent'), name, waitsFor),
    waited: trace.lines(rteTaskHook('WaitEventRet'), name, waitsFor),
    // What several entries ask is worked out once, before the first of them.
    before: rhythms.filter((r) => r.entries.length > 1).flatMap(sharedDue),
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

function sharedDue(rhythm: Rhythm): readonly string[] {
  const { counter, type, reload, osEvent } = rhythm;
  const due = dueName(rhythm);
  const isDue = `${due} = (${counter} == 0U) ? TRUE : FALSE;`;
  const count = `${counter} = (${type})((${due} != FALSE) ? ${reload}U : (${counter} - 1U));`;
  return osEvent === undefined
    ? [`const boolean ${isDue}`, count]
    : [`boolean ${due} = FALSE;`, ...onlyIf(isSet(osEvent), [isDue, count])];
}

function isSet(osEvent: string): string {
  return `(Rte_Events & ${osEvent}) != 0U`;
}

function dueName(rhythm: Rhythm): string {
  return rhythm.counter.replace('Rte_Counter_', 'due_');
}

function entryLines(
  entry: TaskEntryPlan,
  rhythm: Rhythm | undefined,
  call: readonly string[],
): readonly string[] {
  const { trigger, osEvent } = entry;
  if (rhythm !== undefined && rhythm.entries.length > 1) {
    return onlyIf(`${dueName(rhythm)} != FALSE`, call);
  }
  if (osEvent !== undefined) {
    const { osEvent: _, ...started } = entry;
    return onlyIf(isSet(osEvent), entryLines(started, rhythm, call));
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

export function startActions(plan: RtePlan, trace: Trace): readonly string[] {
  return startSteps(plan).flatMap((step) => startAction(step, trace));
}

function startAction(step: StartStep, trace: Trace): readonly string[] {
  switch (step.kind) {
    case 'activate':
      return activateTask(step.task, trace);
    case 'set-event':
      return setEvent(step.task, step.osEvent, trace);
    case 'set-alarm':
      return [`(void)SetRelAlarm(${step.alarm}, ${step.incrementTicks}U, ${step.cycleTicks}U);`];
  }
}

function activateTask(task: string, trace: Trace): readonly string[] {
  return [...trace.lines(rteTaskHook('Activate'), task), `(void)ActivateTask(${task});`];
}

function setEvent(task: string, osEvent: string, trace: Trace): readonly string[] {
  return [
    ...trace.lines(rteTaskHook('SetEvent'), task, osEvent),
    `(void)SetEvent(${task}, ${osEvent});`,
  ];
}

export function activationLines(
  { task, osEvent, dueFlag }: ActivationPlan,
  trace: Trace,
): readonly string[] {
  return [
    ...(dueFlag === undefined ? [] : [`Rte_Due_${dueFlag} = TRUE;`]),
    ...(osEvent === undefined ? activateTask(task, trace) : setEvent(task, osEvent, trace)),
  ];
}
