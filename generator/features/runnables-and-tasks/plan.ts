/** Tasks with their entries, alarms and activations. Every other pattern activates what is planned here. */
import type { AlarmPlan, TaskEntryPlan, TaskPlan, TriggerPlan } from '../../plan/rte-plan.ts';
import { firstActivation } from '../../system/numbers.ts';
import { eventKey, type PlanDraft } from '../draft.ts';
import { planAlarm } from './alarms.ts';
import { assumedBackgroundNs, assumeTasks } from './assume.ts';
import { type CollectedWork, collectWork } from './collect.ts';
import {
  addConfiguredCounters,
  configuredAlarms,
  configuredInterrupts,
  configuredTasks,
} from './from-ecuc.ts';
import { type EventWork, isExtended, OsEvents } from './os-events.ts';
import { type ConfiguredAlarm, type MappedWork, starterOf, type TaskDraft } from './tasks.ts';

export function planTasks(draft: PlanDraft): void {
  addConfiguredCounters(draft);
  draft.interrupts.push(...configuredInterrupts(draft));
  const configured = configuredTasks(draft);
  const alarms = configuredAlarms(draft);
  const collected = collectWork(draft);
  const unmapped = collected.filter((w) => w.mapping?.task === undefined);
  const assumed = assumeTasks(unmapped, configured, draft);
  const mapped = [...mapConfigured(collected, configured, draft), ...assumed.mapped];
  const tasks = [...configured, ...assumed.tasks].sort((a, b) => (a.name < b.name ? -1 : 1));
  const osEvents = new OsEvents(draft);
  for (const task of tasks) {
    const work = mapped
      .filter((w) => w.task === task.name)
      .sort((a, b) => a.position - b.position || (nameOf(a) < nameOf(b) ? -1 : 1));
    checkPositions(work, draft);
    const { at: _, osEventRefs: __, ...attributes } = task;
    draft.tasks.push({
      ...attributes,
      ...(work.length === 0
        ? { body: 'integrator', entries: [] }
        : isExtended(task, work, alarms)
          ? planExtended(task, work, alarms, osEvents, draft)
          : planBasic(task, work, alarms, draft)),
    });
  }
}

function mapConfigured(
  collected: readonly CollectedWork[],
  configured: readonly TaskDraft[],
  draft: PlanDraft,
): readonly MappedWork[] {
  const mapped: MappedWork[] = [];
  for (const { work, trigger, mapping } of collected) {
    if (mapping?.task === undefined) continue;
    const shares = (other: CollectedWork) =>
      other.work !== work && other.mapping?.task === mapping.task;
    if (mapping.position === undefined && collected.some(shares)) {
      const { path, element } = mapping.container;
      const parameter = work.kind === 'bsw' ? 'RteBswPositionInTask' : 'RtePositionInTask';
      draft.diagnostics.report('ecuc-parameter-missing', element, { container: path, parameter });
      continue;
    }
    if (!configured.some((task) => task.name === mapping.task)) {
      draft.diagnostics.report('task-missing', mapping.container.element, {
        task: mapping.task,
        event: work.event.path,
      });
      continue;
    }
    mapped.push({
      work,
      trigger,
      task: mapping.task,
      position: mapping.position ?? 0,
      alarm: mapping.alarm,
      osEvent: mapping.osEvent,
      assumed: false,
      at: mapping.container.element,
    });
  }
  return mapped;
}

type BodyPlan = Pick<TaskPlan, 'body' | 'osEvents' | 'entries'>;

/** Each activation is one run through its entries; all of them are started in one way. */
function planBasic(
  task: TaskDraft,
  work: readonly MappedWork[],
  alarms: readonly ConfiguredAlarm[],
  draft: PlanDraft,
): BodyPlan {
  const isStartedBy = (starter: string) => work.some((w) => starterOf(w.trigger) === starter);
  const alarm = isStartedBy('alarm') ? planAlarm(task, work, alarms, draft) : undefined;
  // One event in a task: its activation says all. Several: each must know whether it is meant.
  const isFlagged = work.length > 1;
  const entries = work.map((w) => planEntry(w, task, { alarm, isFlagged }, draft));
  if (isStartedBy('data') && task.activation < 2) {
    draft.diagnostics.report('task-activation-lost', task.at, { task: task.name });
  }
  return { body: 'rte', entries };
}

/** Activated once, it waits for OS events; each of them starts some of its entries. */
function planExtended(
  task: TaskDraft,
  work: readonly MappedWork[],
  alarms: readonly ConfiguredAlarm[],
  osEvents: OsEvents,
  draft: PlanDraft,
): BodyPlan {
  if (task.activation > 1) {
    const { name, activation } = task;
    draft.diagnostics.report('extended-task-activation', task.at, { task: name, activation });
  }
  const inOrder = initFirst(osEvents.assign(task, work, alarms));
  const plans = osEvents.plan(task, inOrder);
  const entries = new Map<EventWork, TaskEntryPlan>();
  for (const { name } of plans) {
    const of = inOrder.filter(({ osEvent }) => osEvent === name);
    const paced = of.filter(({ trigger }) => starterOf(trigger) === 'alarm');
    const alarm = paced.length > 0 ? planAlarm(task, paced, alarms, draft, name) : undefined;
    const isFlagged = of.length > 1;
    for (const w of of) entries.set(w, planEntry(w, task, { alarm, isFlagged }, draft));
  }
  return { body: 'rte', osEvents: plans, entries: inOrder.flatMap((w) => entries.get(w) ?? []) };
}

/** When the first events of all kinds wake a task together, nothing runs before what initialises. */
function initFirst(work: readonly EventWork[]): readonly EventWork[] {
  const isInit = ({ trigger }: EventWork) => starterOf(trigger) === 'Rte_Start';
  return [...work.filter(isInit), ...work.filter((w) => !isInit(w))];
}

function checkPositions(work: readonly MappedWork[], draft: PlanDraft): void {
  const seen = new Map<number, MappedWork>();
  for (const w of work) {
    const other = seen.get(w.position);
    if (other !== undefined) {
      draft.diagnostics.report(
        'position-twice',
        w.at,
        {
          task: w.task,
          position: w.position,
          event: w.work.event.path,
          other: other.work.event.path,
        },
        [{ message: 'the other mapping', at: other.at }],
      );
    }
    seen.set(w.position, w);
  }
}

/** What starts an entry. */
interface Start {
  readonly alarm: AlarmPlan | undefined;
  /** Whether others are started alike, by data of their own, so that a flag must tell which is meant. */
  readonly isFlagged: boolean;
}

function planEntry(
  mapped: MappedWork,
  task: TaskDraft,
  start: Start,
  draft: PlanDraft,
): TaskEntryPlan {
  const { work } = mapped;
  const trigger = planTrigger(mapped, task, start, draft);
  const started = mapped.osEvent === undefined ? {} : { osEvent: mapped.osEvent };
  if (work.kind === 'bsw') {
    draft.schedulableEntities.add(work.function);
    return {
      position: mapped.position,
      assumed: mapped.assumed,
      ...started,
      event: work.event.path,
      trigger,
      executes: { kind: 'bsw', module: work.module, entity: work.entity, function: work.function },
    };
  }
  const { component, runnable } = work;
  if (trigger.kind === 'data-received') {
    draft.activations.set(eventKey(component, work.event), {
      task: task.name,
      event: work.event.path,
      ...started,
      ...(trigger.dueFlag === undefined ? {} : { dueFlag: trigger.dueFlag }),
    });
  }
  return {
    position: mapped.position,
    assumed: mapped.assumed,
    ...started,
    event: work.event.path,
    trigger,
    executes: {
      kind: 'runnable',
      instance: component.name,
      component: draft.component(component).name,
      runnable: runnable.shortName,
      symbol: runnable.symbol ?? runnable.shortName,
    },
  };
}

function planTrigger(
  mapped: MappedWork,
  task: TaskDraft,
  { alarm, isFlagged }: Start,
  draft: PlanDraft,
): TriggerPlan {
  const { trigger, work } = mapped;
  switch (trigger.kind) {
    case 'background':
      return { kind: 'background', minimumNs: alarm?.cycleNs ?? assumedBackgroundNs };
    case 'init':
      return trigger;
    case 'data-received': {
      const instance = work.kind === 'runnable' ? work.component.name : work.module;
      return isFlagged
        ? {
            kind: 'data-received',
            dueFlag: draft.dueFlags.unique(`${instance}_${work.event.shortName}`),
          }
        : { kind: 'data-received' };
    }
    case 'cyclic': {
      const grid = { baseNs: alarm?.offsetNs ?? 0, cycleNs: alarm?.cycleNs ?? trigger.periodNs };
      const first = firstActivation(trigger, grid);
      if (first === undefined || trigger.periodNs % grid.cycleNs !== 0) {
        draft.diagnostics.report('event-off-grid', mapped.at, {
          event: work.event.path,
          period: trigger.periodNs / 1e9,
          offset: trigger.offsetNs / 1e9,
          task: task.name,
          cycle: grid.cycleNs / 1e9,
          start: grid.baseNs / 1e9,
        });
      }
      return {
        kind: 'cyclic',
        periodNs: trigger.periodNs,
        offsetNs: trigger.offsetNs,
        everyActivations: Math.max(1, Math.round(trigger.periodNs / grid.cycleNs)),
        firstActivation: first ?? 0,
      };
    }
  }
}

function nameOf(work: MappedWork): string {
  return `${work.work.kind} ${work.work.event.path}`;
}
