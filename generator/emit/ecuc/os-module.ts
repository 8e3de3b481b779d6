/** Os: the tasks, counters and alarms that were assumed. */
import type { RtePlan } from '../../plan/rte-plan.ts';
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
            containers: [
              {
                name: 'OsAlarmAction',
                definition: 'OsAlarmAction',
                containers: [
                  {
                    name: 'OsAlarmActivateTask',
                    definition: 'OsAlarmActivateTask',
                    references: [['OsAlarmActivateTaskRef', pathOf(plan.tasks, alarm.task)]],
                  },
                ],
              },
            ],
          }),
        ),
    ],
  };
}

export function pathOf(list: readonly { name: string; path: string }[], name: string): string {
  const found = list.find((element) => element.name === name);
  if (found === undefined) throw new Error(`no ${name} in the plan`);
  return found.path;
}
