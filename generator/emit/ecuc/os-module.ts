/** Os: the tasks, events, counters and alarms that were assumed. */
import { osEventsOf } from '../../plan/os-objects.ts';
import type { AlarmPlan, RtePlan } from '../../plan/rte-plan.ts';
import type { Container, Module } from './containers.ts';

/** By package: what is missing stands beside what is configured. */
export function osModules(plan: RtePlan): readonly (readonly [string, Module])[] {
  const byModule = new Map<string, Container[]>();
  for (const [path, container] of [
    ...tasks(plan),
    ...osEvents(plan),
    ...counters(plan),
    ...alarms(plan),
  ]) {
    const module = parentOf(path);
    const containers = byModule.get(module);
    if (containers === undefined) byModule.set(module, [container]);
    else containers.push(container);
  }
  return [...byModule].map(([path, containers]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return [parentOf(path), { name, definition: 'Os', containers }] as const;
  });
}

type Placed = readonly (readonly [path: string, Container])[];

/** Of a configured task only the references to events that were assumed for it. */
function tasks(plan: RtePlan): Placed {
  return plan.tasks.flatMap((task) => {
    const events = (task.osEvents ?? []).filter(({ assumed }) => assumed);
    if (!task.assumed && events.length === 0) return [];
    const container: Container = {
      name: task.name,
      definition: 'OsTask',
      ...(task.assumed && {
        parameters: [
          ['OsTaskActivation', task.activation],
          ['OsTaskPriority', task.priority],
          ['OsTaskSchedule', task.schedule],
        ],
      }),
      ...(events.length > 0 && {
        references: events.map(({ path }) => ['OsTaskEventRef', path] as const),
      }),
    };
    return [[task.path, container] as const];
  });
}

function osEvents(plan: RtePlan): Placed {
  return osEventsOf(plan)
    .filter(({ assumed }) => assumed)
    .map(({ name, path, mask }) => [
      path,
      { name, definition: 'OsEvent', parameters: [['OsEventMask', mask]] },
    ]);
}

function counters(plan: RtePlan): Placed {
  return plan.counters
    .filter(({ assumed }) => assumed)
    .map((counter) => [
      counter.path,
      {
        name: counter.name,
        definition: 'OsCounter',
        parameters: [
          ['OsCounterMaxAllowedValue', counter.maxAllowedValue],
          ['OsCounterMinCycle', counter.minCycle],
          ['OsCounterTicksPerBase', 1],
          ['OsCounterType', 'SOFTWARE'],
          ['OsSecondsPerTick', counter.tickNs / 1e9],
        ],
      },
    ]);
}

function alarms(plan: RtePlan): Placed {
  return plan.alarms
    .filter(({ assumed }) => assumed)
    .map((alarm) => [
      alarm.path,
      {
        name: alarm.name,
        definition: 'OsAlarm',
        references: [['OsAlarmCounterRef', pathOf(plan.counters, alarm.counter)]],
        containers: [actionOf(alarm, plan)],
      },
    ]);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
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

export function pathOf(list: readonly { name: string; path: string }[], name: string): string {
  const found = list.find((element) => element.name === name);
  if (found === undefined) throw new Error(`no ${name} in the plan`);
  return found.path;
}
