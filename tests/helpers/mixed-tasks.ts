/** The ECU configuration of a plan, but with the events of several of its tasks in one. */
import { emitEcuc } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';

/** ARXML that maps all that is assumed, what those tasks have to a task `Task_Mixed` of a priority. */
export function mixedTasks(plan: RtePlan, names: readonly string[], priority: number): string {
  const merged = plan.tasks.filter(({ name }) => names.includes(name));
  const [task] = merged;
  if (task === undefined || merged.length !== names.length) {
    throw new Error(`tasks ${names} among ${plan.tasks.map(({ name }) => name)}`);
  }
  const mixed = {
    ...task,
    name: 'Task_Mixed',
    path: `/${plan.ecu}/Os/Task_Mixed`,
    activation: 1,
    priority,
    entries: merged
      .flatMap(({ entries }) => entries)
      .map((entry, i) => ({ ...entry, position: i + 1 })),
  };
  return emitEcuc([
    {
      ...plan,
      tasks: [...plan.tasks.filter((one) => !merged.includes(one)), mixed],
      alarms: plan.alarms.filter((alarm) => !names.includes(alarm.task)),
    },
  ]);
}
