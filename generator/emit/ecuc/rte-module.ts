/** Rte: the event-to-task mappings that were assumed. */
import type { RtePlan, TaskEntryPlan, TaskPlan } from '../../plan/rte-plan.ts';
import type { Container, Module, Parameter } from './containers.ts';

export function rteModule(plan: RtePlan): Module {
  const instances = plan.instances.flatMap((instance): Container[] => {
    const mappings = plan.tasks.flatMap((task) =>
      task.entries
        .filter(
          (entry) =>
            entry.assumed &&
            entry.executes.kind === 'runnable' &&
            entry.executes.instance === instance.name,
        )
        .map((entry) => mapping(entry, task, plan)),
    );
    if (mappings.length === 0) return [];
    return [
      {
        name: instance.name,
        definition: 'RteSwComponentInstance',
        references: [
          ['RteSoftwareComponentInstanceRef', instance.prototype, 'SW-COMPONENT-PROTOTYPE'],
        ],
        containers: mappings,
      },
    ];
  });
  return { name: 'Rte', containers: instances };
}

const eventKinds: Readonly<Record<TaskEntryPlan['trigger']['kind'], string>> = {
  cyclic: 'TIMING-EVENT',
  background: 'BACKGROUND-EVENT',
  'data-received': 'DATA-RECEIVED-EVENT',
  init: 'INIT-EVENT',
};

function mapping(entry: TaskEntryPlan, task: TaskPlan, plan: RtePlan): Container {
  const { trigger } = entry;
  const alarm = plan.alarms.find((a) => a.task === task.name);
  const offset: readonly Parameter[] =
    trigger.kind === 'cyclic' ? [['RteActivationOffset', trigger.offsetNs / 1e9]] : [];
  return {
    name: entry.event.slice(entry.event.lastIndexOf('/') + 1),
    definition: 'RteEventToTaskMapping',
    parameters: [['RtePositionInTask', entry.position], ...offset],
    references: [
      ['RteEventRef', entry.event, eventKinds[trigger.kind]],
      ['RteMappedToTaskRef', task.path],
      ...(alarm === undefined ? [] : [['RteUsedOsAlarmRef', alarm.path] as const]),
    ],
  };
}
