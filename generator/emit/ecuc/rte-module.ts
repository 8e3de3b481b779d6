/** Rte: the event-to-task mappings and the protections of exclusive areas that were assumed. */
import type { RtePlan, TaskEntryPlan, TaskPlan } from '../../plan/rte-plan.ts';
import type { Container, Module, Parameter } from './containers.ts';
import { pathOf } from './os-module.ts';

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

/** How exclusive areas of BSW modules are protected, where that was assumed: by package and module. */
export function exclusiveAreas(plan: RtePlan): readonly (readonly [string, Module])[] {
  return plan.bsw.modules.flatMap(({ configuration, exclusiveAreas: areas }) => {
    const containers = areas
      .filter(({ assumed }) => assumed)
      .map(
        ({ name, path, protection }): Container => ({
          name,
          definition: 'RteBswExclusiveAreaImpl',
          parameters: [['RteExclusiveAreaImplMechanism', protection.kind]],
          references: [['RteBswExclusiveAreaRef', path, 'EXCLUSIVE-AREA']],
        }),
      );
    if (containers.length === 0) return [];
    const names = configuration.split('/');
    const [module = '', name = ''] = names.slice(-2);
    const instance = { name, definition: 'RteBswModuleInstance', containers };
    return [[names.slice(0, -2).join('/'), { name: module, containers: [instance] }] as const];
  });
}

const eventKinds: Readonly<Record<TaskEntryPlan['trigger']['kind'], string>> = {
  cyclic: 'TIMING-EVENT',
  background: 'BACKGROUND-EVENT',
  // Or one that activates like it: the class of all events.
  'data-received': 'RTE-EVENT',
  init: 'INIT-EVENT',
};

function mapping(entry: TaskEntryPlan, task: TaskPlan, plan: RtePlan): Container {
  const { trigger } = entry;
  const alarm = plan.alarms.find((a) => a.task === task.name && a.osEvent === entry.osEvent);
  const offset: readonly Parameter[] =
    trigger.kind === 'cyclic' ? [['RteActivationOffset', trigger.offsetNs / 1e9]] : [];
  return {
    name: entry.event.slice(entry.event.lastIndexOf('/') + 1),
    definition: 'RteEventToTaskMapping',
    parameters: [['RtePositionInTask', entry.position], ...offset],
    references: [
      ['RteEventRef', entry.event, eventKinds[trigger.kind]],
      ['RteMappedToTaskRef', task.path],
      ...(entry.osEvent === undefined
        ? []
        : [['RteUsedOsEventRef', pathOf(task.osEvents ?? [], entry.osEvent)] as const]),
      ...(alarm === undefined ? [] : [['RteUsedOsAlarmRef', alarm.path] as const]),
    ],
  };
}
