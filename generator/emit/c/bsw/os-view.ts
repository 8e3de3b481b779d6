/** Os_Cfg: tasks by priority, alarms in milliseconds. */
import { osEventsOf, resourcesOf } from '../../../plan/os-objects.ts';
import type { RtePlan } from '../../../plan/rte-plan.ts';
import { commented } from '../words.ts';
import { tickNs } from './options.ts';
import { flag, rowsOf } from './rows.ts';

export function osView(plan: RtePlan) {
  const { tasks, alarms, counters } = plan;
  const priorities = [...new Set(tasks.map(({ priority }) => priority))].sort((a, b) => a - b);
  const rooms = priorities.map((priority) =>
    tasks.filter((t) => t.priority === priority).reduce((sum, t) => sum + t.activation, 0),
  );
  const levels = priorities.map((priority, i) => {
    const first = rooms.slice(0, i).reduce((sum, room) => sum + room, 0);
    return { row: `{${first}U, ${rooms[i]}U}`, comment: `priority ${priority}` };
  });
  const taskRows = tasks.map((task) => ({
    row: `{${priorities.indexOf(task.priority) + 1}U, ${task.activation}U, ${flag(task.schedule === 'FULL')}, ${flag(task.autostart)}}`,
    comment: commented(task.path),
  }));
  const counterRows = counters.map((counter) => ({
    row: `{${counter.maxAllowedValue}UL, ${counter.minCycle}UL, ${Math.max(1, counter.tickNs / tickNs)}UL, ${Math.max(1, tickNs / counter.tickNs)}UL}`,
    comment: commented(counter.path),
  }));
  const alarmRows = alarms.map((alarm) => {
    const task = tasks.findIndex(({ name }) => name === alarm.task);
    const counter = counters.findIndex(({ name }) => name === alarm.counter);
    return {
      row: `{${task}U, ${counter}U, ${flag(alarm.startedBy === 'os')}, ${alarm.offsetNs / tickNs}UL, ${alarm.cycleNs / tickNs}UL}`,
      comment: commented(alarm.path),
    };
  });
  const osEvents = osEventsOf(plan);
  const greatest = Math.max(0, ...osEvents.map(({ mask }) => mask));
  const alarmEventRows = alarms.map(({ path, osEvent }) => ({
    row: `${osEvents.find(({ name }) => name === osEvent)?.mask ?? 0}U`,
    comment: commented(path),
  }));
  const extendedRows = tasks.flatMap((task, id) =>
    task.osEvents === undefined ? [] : [{ row: `${id}U`, comment: commented(task.path) }],
  );
  const resources = resourcesOf(plan);
  const ceilingRows = resources.map(({ name, ceilingPriority = -1 }) => ({
    row: `${priorities.indexOf(ceilingPriority) + 1}U`,
    comment: commented(name),
  }));
  return {
    eventMaskType: greatest <= 0xff ? 'uint8' : greatest <= 0xffff ? 'uint16' : 'uint32',
    osEvents,
    resources: resources.map(({ name }, id) => ({ name, id })),
    alarmEventRows: rowsOf(alarmEventRows, 'number'),
    extendedRows: rowsOf(extendedRows, 'number'),
    ceilingRows: rowsOf(ceilingRows, 'number'),
    counts: {
      extendedTasks: extendedRows.length,
      resources: resources.length,
      tasks: tasks.length,
      levels: levels.length,
      activations: rooms.reduce((sum, room) => sum + room, 0),
      counters: counters.length,
      alarms: alarms.length,
    },
    tasks: tasks.map(({ name }, id) => ({ name, id })),
    alarms: alarms.map(({ name }, id) => ({ name, id })),
    taskRows: rowsOf(taskRows),
    levelRows: rowsOf(levels),
    counterRows: rowsOf(counterRows),
    alarmRows: rowsOf(alarmRows),
  };
}
