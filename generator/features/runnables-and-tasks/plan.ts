/** Tasks with their entries, alarms and activations. Every other pattern activates what is planned here. */
import type { AlarmPlan, TaskEntryPlan, TriggerPlan } from '../../plan/rte-plan.ts';
import { firstActivation, gcd } from '../../system/numbers.ts';
import { eventKey, type PlanDraft } from '../draft.ts';
import { assumedBackgroundNs, assumeTasks } from './assume.ts';
import { type CollectedWork, collectWork } from './collect.ts';
import {
  addConfiguredCounters,
  configuredAlarms,
  configuredInterrupts,
  configuredTasks,
} from './from-ecuc.ts';
import type { ConfiguredAlarm, MappedWork, TaskDraft } from './tasks.ts';

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
  for (const task of tasks) {
    const work = mapped
      .filter((w) => w.task === task.name)
      .sort((a, b) => a.position - b.position || (nameOf(a) < nameOf(b) ? -1 : 1));
    planTask(task, work, alarms, draft);
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
      assumed: false,
      at: mapping.container.element,
    });
  }
  return mapped;
}

function planTask(
  task: TaskDraft,
  work: readonly MappedWork[],
  alarms: readonly ConfiguredAlarm[],
  draft: PlanDraft,
): void {
  const { at: _, ...attributes } = task;
  if (work.length === 0) {
    draft.tasks.push({ ...attributes, body: 'integrator', entries: [] });
    return;
  }
  checkPositions(work, draft);
  const kinds = new Set(
    work.map((w) => (w.trigger.kind === 'background' ? 'cyclic' : w.trigger.kind)),
  );
  if (kinds.size > 1) {
    draft.diagnostics.report('task-mixed-activation', work[0]?.at, {
      task: task.name,
      kinds: [...kinds].sort().join(' and '),
    });
    return;
  }
  const alarm = kinds.has('cyclic') ? planAlarm(task, work, alarms, draft) : undefined;
  const several = work.length > 1;
  const entries = work.map((w) => planEntry(w, task, alarm, several, draft));
  if (kinds.has('data-received') && task.activation < 2) {
    draft.diagnostics.report('task-activation-lost', task.at, { task: task.name });
  }
  draft.tasks.push({ ...attributes, body: 'rte', entries });
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

function planEntry(
  mapped: MappedWork,
  task: TaskDraft,
  alarm: AlarmPlan | undefined,
  several: boolean,
  draft: PlanDraft,
): TaskEntryPlan {
  const { work } = mapped;
  const trigger = planTrigger(mapped, task, alarm, several, draft);
  if (work.kind === 'bsw') {
    draft.schedulableEntities.add(work.function);
    return {
      position: mapped.position,
      assumed: mapped.assumed,
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
      ...(trigger.dueFlag === undefined ? {} : { dueFlag: trigger.dueFlag }),
    });
  }
  return {
    position: mapped.position,
    assumed: mapped.assumed,
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
  alarm: AlarmPlan | undefined,
  several: boolean,
  draft: PlanDraft,
): TriggerPlan {
  const { trigger, work } = mapped;
  switch (trigger.kind) {
    case 'background':
      return { kind: 'background', minimumNs: alarm?.cycleNs ?? assumedBackgroundNs };
    case 'init':
      return trigger;
    case 'data-received': {
      // One event in a task: its activation says all. Several: each must know whether it is meant.
      const instance = work.kind === 'runnable' ? work.component.name : work.module;
      return several
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

// ---- alarms ---------------------------------------------------------------------------------------

/** The alarm that paces a task: a configured one as it is configured, else one that the RTE starts. */
function planAlarm(
  task: TaskDraft,
  work: readonly MappedWork[],
  configured: readonly ConfiguredAlarm[],
  draft: PlanDraft,
): AlarmPlan {
  const needed = neededGrid(work);
  const named = work.map((w) => w.alarm).find((name) => name !== undefined);
  const found =
    configured.find((alarm) => alarm.name === named) ??
    configured.find((alarm) => alarm.task === task.name && alarm.autostart);
  if (named !== undefined && found?.name !== named) {
    const at = work.find((w) => w.alarm === named)?.at;
    draft.diagnostics.report('alarm-missing', at, { alarm: named, task: task.name });
  }
  const startedByOs = found?.autostart === true && (found.cycleNs ?? 0) > 0;
  const grid = startedByOs
    ? { offsetNs: found.offsetNs ?? 0, cycleNs: found.cycleNs ?? needed.cycleNs }
    : needed;
  const name = found?.name ?? `Rte_Alarm_${task.name}`;
  const alarm: AlarmPlan = {
    name,
    path: found?.path ?? draft.ecucPath('Os', name),
    assumed: found === undefined,
    counter: counterFor(found, grid, draft),
    task: task.name,
    startedBy: startedByOs ? 'os' : 'rte',
    ...grid,
  };
  draft.alarms.push(alarm);
  return alarm;
}

/** From the earliest offset, at the greatest distance that meets every period and offset. */
function neededGrid(work: readonly MappedWork[]): { offsetNs: number; cycleNs: number } {
  const cyclic = work.flatMap((w) => (w.trigger.kind === 'cyclic' ? [w.trigger] : []));
  if (cyclic.length === 0) return { offsetNs: 0, cycleNs: assumedBackgroundNs };
  const offsetNs = Math.min(...cyclic.map((t) => t.offsetNs));
  const cycleNs = cyclic.reduce((sum, t) => gcd(gcd(sum, t.periodNs), t.offsetNs - offsetNs), 0);
  return { offsetNs, cycleNs };
}

/** The alarm's own counter, else one whose tick divides its times, else an assumed one. */
function counterFor(
  alarm: ConfiguredAlarm | undefined,
  grid: { offsetNs: number; cycleNs: number },
  draft: PlanDraft,
): string {
  const divides = (tickNs: number) => grid.offsetNs % tickNs === 0 && grid.cycleNs % tickNs === 0;
  const own = draft.counters.find((c) => c.name === alarm?.counter);
  if (own !== undefined) {
    if (!divides(own.tickNs)) {
      draft.diagnostics.report('alarm-off-counter', alarm?.at, {
        alarm: alarm?.name ?? '',
        counter: own.name,
        tick: own.tickNs / 1e9,
        cycle: grid.cycleNs / 1e9,
      });
    }
    return own.name;
  }
  const fitting = draft.counters.find((c) => divides(c.tickNs));
  if (fitting !== undefined) return fitting.name;
  const tickNs = [1_000_000, 1_000].find(divides) ?? 1;
  const name =
    tickNs === 1_000_000
      ? 'Rte_Counter_1ms'
      : tickNs === 1_000
        ? 'Rte_Counter_1us'
        : 'Rte_Counter_1ns';
  draft.counters.push({
    name,
    path: draft.ecucPath('Os', name),
    assumed: true,
    tickNs,
    maxAllowedValue: 0xffffffff,
    minCycle: 1,
  });
  return name;
}

function nameOf(work: MappedWork): string {
  return `${work.work.kind} ${work.work.event.path}`;
}
