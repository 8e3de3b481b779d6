/** Tasks, alarms, counters, interrupts and event-to-task mappings of the ECU configuration. */
import type { Elements } from '../../model/elements.ts';
import type { InterruptPlan } from '../../plan/rte-plan.ts';
import type { EcucContainer } from '../../system/ecuc-values.ts';
import type { PlanDraft } from '../draft.ts';
import type { ConfiguredAlarm, TaskDraft } from './tasks.ts';

/** Where the configuration puts an event. */
export interface EventMapping {
  readonly container: EcucContainer;
  /** Absent: mapped to no task, which for an operation-invoked event means a direct call. */
  readonly task: string | undefined;
  readonly position: number | undefined;
  readonly offsetNs: number | undefined;
  readonly alarm: string | undefined;
  readonly osEvent: string | undefined;
}

export function configuredTasks(draft: PlanDraft): TaskDraft[] {
  return draft.system.ecuc.containers('Os', 'OsTask').map((task) => ({
    name: task.name,
    path: task.path,
    assumed: false,
    priority: task.number('OsTaskPriority') ?? 0,
    schedule: task.text('OsTaskSchedule') === 'NON' ? 'NON' : 'FULL',
    activation: task.number('OsTaskActivation') ?? 1,
    autostart: task.child('OsTaskAutostart') !== undefined,
    ...resourcesOf(task, draft),
    osEventRefs: task.references('OsTaskEventRef').map(({ path }) => nameOf(path)),
    at: task.element,
  }));
}

function resourcesOf(task: EcucContainer, draft: PlanDraft): Pick<TaskDraft, 'resources'> {
  const paths = task.references('OsTaskResourceRef').map(({ path }) => path);
  if (paths.length === 0) return {};
  for (const resource of draft.system.ecuc.containers('Os', 'OsResource')) {
    const property = resource.text('OsResourceProperty') ?? 'STANDARD';
    if (property === 'STANDARD' || !paths.includes(resource.path)) continue;
    draft.diagnostics.report('construct-unsupported', resource.at('OsResourceProperty'), {
      where: resource.path,
      what: `${property} resource of task ${task.name}`,
    });
  }
  return { resources: [...new Set(paths.map(nameOf))].sort() };
}

export function configuredInterrupts(draft: PlanDraft): InterruptPlan[] {
  return draft.system.ecuc.containers('Os', 'OsIsr').map((isr) => {
    const priority = isr.number('OsIsrInterruptPriority');
    return {
      name: isr.name,
      category: isr.text('OsIsrCategory') === 'CATEGORY_1' ? 1 : 2,
      ...(priority === undefined ? {} : { priority }),
    };
  });
}

/** Of a TickType of 32 bits. */
const mostTicks = 0xffffffff;

export function addConfiguredCounters(draft: PlanDraft): void {
  for (const counter of draft.system.ecuc.containers('Os', 'OsCounter')) {
    const secondsPerTick = counter.number('OsSecondsPerTick');
    if (secondsPerTick === undefined || secondsPerTick <= 0) continue;
    draft.counters.push({
      name: counter.name,
      path: counter.path,
      assumed: false,
      tickNs: Number((secondsPerTick * 1e9).toPrecision(15)),
      maxAllowedValue: Math.min(counter.number('OsCounterMaxAllowedValue') ?? mostTicks, mostTicks),
      minCycle: Math.min(counter.number('OsCounterMinCycle') ?? 1, mostTicks),
    });
  }
}

/**
 * Alarms with the times the RTE may rely on. RteUsedOsActivation states what the RTE was configured
 * for and wins over the OS alarm's own ticks: contradicting files mean the RTE's value.
 */
export function configuredAlarms(draft: PlanDraft): ConfiguredAlarm[] {
  const { ecuc } = draft.system;
  const expected = new Map(
    ecuc
      .deep('Rte', 'RteUsedOsActivation')
      .map((use) => [use.reference('RteActivationOsAlarmRef')?.path ?? '', use]),
  );
  return ecuc.containers('Os', 'OsAlarm').map((alarm) => {
    const counter = nameOf(alarm.reference('OsAlarmCounterRef')?.path);
    const tickNs = draft.counters.find((c) => c.name === counter)?.tickNs;
    const autostart = alarm.child('OsAlarmAutostart');
    const ticks = (parameter: string) => {
      const count = autostart?.number(parameter);
      return count === undefined || tickNs === undefined ? undefined : Math.round(count * tickNs);
    };
    const os = { offsetNs: ticks('OsAlarmAlarmTime'), cycleNs: ticks('OsAlarmCycleTime') };
    const use = expected.get(alarm.path);
    const rte = {
      offsetNs: use?.secondsNs('RteExpectedActivationOffset'),
      cycleNs: use?.secondsNs('RteExpectedTickDuration'),
    };
    if (use !== undefined) reportContradiction(alarm, use, os, rte, draft);
    const action = alarm.child('OsAlarmAction');
    const task =
      action?.child('OsAlarmActivateTask')?.reference('OsAlarmActivateTaskRef') ??
      action?.child('OsAlarmSetEvent')?.reference('OsAlarmSetEventTaskRef');
    const osEvent = action?.child('OsAlarmSetEvent')?.reference('OsAlarmSetEventRef');
    return {
      name: alarm.name,
      path: alarm.path,
      counter,
      task: nameOrUndefined(task?.path),
      osEvent: nameOrUndefined(osEvent?.path),
      autostart: autostart !== undefined,
      offsetNs: rte.offsetNs ?? os.offsetNs,
      cycleNs: rte.cycleNs ?? os.cycleNs,
      at: alarm.element,
    };
  });
}

interface Times {
  readonly offsetNs: number | undefined;
  readonly cycleNs: number | undefined;
}

function reportContradiction(
  alarm: EcucContainer,
  use: EcucContainer,
  os: Times,
  rte: Times,
  draft: PlanDraft,
): void {
  const differs = (a: number | undefined, b: number | undefined) =>
    a !== undefined && b !== undefined && a !== b;
  for (const [what, osNs, rteNs, parameter] of [
    ['cycle', os.cycleNs, rte.cycleNs, 'RteExpectedTickDuration'],
    ['offset', os.offsetNs, rte.offsetNs, 'RteExpectedActivationOffset'],
  ] as const) {
    if (!differs(osNs, rteNs)) continue;
    draft.diagnostics.report(
      'alarm-contradiction',
      use.at(parameter),
      {
        alarm: alarm.path,
        what,
        os: seconds(osNs),
        rte: seconds(rteNs),
        parameter,
      },
      [{ message: 'the alarm', at: alarm.element }],
    );
  }
}

function seconds(ns: number | undefined): string {
  return `${(ns ?? 0) / 1e9} s`;
}

/** Mappings of RTE events: by prototype of the component instance, then by event path. */
export function eventMappings(
  draft: PlanDraft,
): ReadonlyMap<string, ReadonlyMap<string, EventMapping>> {
  const byPrototype = new Map<string, Map<string, EventMapping>>();
  for (const instance of draft.system.ecuc.containers('Rte', 'RteSwComponentInstance')) {
    const prototype = instance.reference('RteSoftwareComponentInstanceRef')?.path;
    if (prototype === undefined) continue;
    const mappings = byPrototype.get(prototype) ?? new Map<string, EventMapping>();
    byPrototype.set(prototype, mappings);
    for (const container of instance.children('RteEventToTaskMapping')) {
      const event = container.reference('RteEventRef')?.path;
      if (event === undefined) continue;
      note(mappings, event, draft, {
        container,
        task: nameOrUndefined(container.reference('RteMappedToTaskRef')?.path),
        position: container.number('RtePositionInTask'),
        offsetNs: container.secondsNs('RteActivationOffset'),
        alarm: nameOrUndefined(container.reference('RteUsedOsAlarmRef')?.path),
        osEvent: nameOrUndefined(container.reference('RteUsedOsEventRef')?.path),
      });
    }
  }
  return byPrototype;
}

function note(
  mappings: Map<string, EventMapping>,
  event: string,
  { diagnostics }: PlanDraft,
  mapping: EventMapping,
): void {
  const other = mappings.get(event);
  if (other !== undefined) {
    const words = { event, task: mapping.task ?? 'none', other: other.task ?? 'none' };
    diagnostics.report('event-mapped-twice', mapping.container.element, words, [
      { message: 'the other mapping', at: other.container.element },
    ]);
  }
  mappings.set(event, mapping);
}

/** Mappings of BSW events, by event path. */
export function bswEventMappings(draft: PlanDraft): ReadonlyMap<string, EventMapping> {
  const mappings = new Map<string, EventMapping>();
  for (const container of draft.system.ecuc.deep('Rte', 'RteBswEventToTaskMapping')) {
    const event = container.reference('RteBswEventRef')?.path;
    if (event === undefined) continue;
    note(mappings, event, draft, {
      container,
      task: nameOrUndefined(container.reference('RteBswMappedToTaskRef')?.path),
      position: container.number('RteBswPositionInTask'),
      offsetNs: container.secondsNs('RteBswActivationOffset'),
      alarm: nameOrUndefined(container.reference('RteBswUsedOsAlarmRef')?.path),
      osEvent: nameOrUndefined(container.reference('RteBswUsedOsEventRef')?.path),
    });
  }
  return mappings;
}

/** Schedulable entities with their events, of every BSW module description of the model. */
export function bswEvents(draft: PlanDraft): readonly {
  module: string;
  entity: Elements['BSW-SCHEDULABLE-ENTITY'];
  event: Elements['BSW-TIMING-EVENT' | 'BSW-BACKGROUND-EVENT'];
}[] {
  const { model } = draft.system;
  return model.all('BSW-MODULE-DESCRIPTION').flatMap((description) =>
    description.behaviors.flatMap((behavior) =>
      behavior.events.flatMap((event) => {
        const entity = model.resolve(event.entity, draft.diagnostics);
        return entity === undefined ? [] : [{ module: description.shortName, entity, event }];
      }),
    ),
  );
}

function nameOf(path: string | undefined): string {
  return path === undefined ? '' : path.slice(path.lastIndexOf('/') + 1);
}

function nameOrUndefined(path: string | undefined): string | undefined {
  return path === undefined ? undefined : nameOf(path);
}
