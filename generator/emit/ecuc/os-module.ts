/** Os: the tasks, events, counters and alarms that were assumed. */
import { osEventsOf } from '../../plan/os-objects.ts';
import type { AlarmPlan, RtePlan } from '../../plan/rte-plan.ts';
import type { Container, Module } from './containers.ts';

export function osModule(plan: RtePlan): Module {
  return {
    name: 'Os',
    containers: [
      ...plan.tasks
        .filter((task) => task.assumed)
        .map(
          (task): Container => ({
            name: task.name,
            definition: 'OsTask',
            parameters: [
              ['OsTaskActivation', task.activation],
              ['OsTaskPriority', task.priority],
              ['OsTaskSchedule', task.schedule],
            ],
          }),
        ),
      ...osEventsOf(plan)
        .filter((event) => event.assumed)
        .map(
          (event): Container => ({
            name: event.name,
            definition: 'OsEvent',
            parameters: [['OsEventMask', event.mask]],
          }),
        ),
      ...plan.counters
        .filter((counter) => counter.assumed)
        .map(
          (counter): Container => ({
            name: counter.name,
            definition: 'OsCounter',
            parameters: [
              ['OsCounterMaxAllowedValue', counter.maxAllowedValue],
              ['OsCounterMinCycle', counter.minCycle],
              ['OsCounterTicksPerBase', 1],
              ['OsCounterType', 'SOFTWARE'],
              ['OsSecondsPerTick', counter.tickNs / 1e9],
            ],
          }),
        ),
      ...plan.alarms
        .filter((alarm) => alarm.assumed)
        .map(
          (alarm): Container => ({
            name: alarm.name,
            definition: 'OsAlarm',
            references: [['OsAlarmCounterRef', pathOf(plan.counters, alarm.counter)]],
            containers: [actionOf(alarm, plan)],
          }),
        ),
    ],
  };
}

function actionOf({ task, osEvent }: AlarmPlan, plan: RtePlan): Container {
  const taskPath = pathOf(plan.tasks, task);
  const [name, references]: [string, Container['references']] =
    osEvent === undefined
      ? ['OsAlarmActivateTask', [['OsAlarmActivateTaskRef', taskPath]]]
      : [
          'OsAlarmSetEvent',
          [
            ['OsAlarmSetEventRef', pathOf(osEventsOf(plan), osEvent)],
            ['OsAlarmSetEventTaskRef', taskPath],
          ],
        ];
  const action: Container = { name, definition: name, ...(references && { references }) };
  return { name: 'OsAlarmAction', definition: 'OsAlarmAction', containers: [action] };
}

/** References of configured tasks to the events that were assumed for them: by package and module. */
export function taskEventReferences(plan: RtePlan): readonly (readonly [string, Module])[] {
  return plan.tasks.flatMap(({ name, path, osEvents = [] }) => {
    const assumed = osEvents.filter((event) => event.assumed);
    if (assumed.length === 0) return [];
    const names = path.split('/');
    const module: Module = {
      name: names.at(-2) ?? 'Os',
      definition: 'Os',
      containers: [
        {
          name,
          definition: 'OsTask',
          references: assumed.map((event) => ['OsTaskEventRef', event.path] as const),
        },
      ],
    };
    return [[names.slice(0, -2).join('/'), module] as const];
  });
}

export function pathOf(list: readonly { name: string; path: string }[], name: string): string {
  const found = list.find((element) => element.name === name);
  if (found === undefined) throw new Error(`no ${name} in the plan`);
  return found.path;
}
