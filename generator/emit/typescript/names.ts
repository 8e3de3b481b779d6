/** Names of things inside the generated files, and the statements that are nothing but names. */
import type { ActivationPlan } from '../../plan/rte-plan.ts';

/** Symbolic names as the standard composes them. */
export const symbol = {
  task: (name: string) => `OsTask_${name}`,
  alarm: (name: string) => `OsAlarm_${name}`,
  signal: (name: string) => `ComConf_ComSignal_${name}`,
  signalGroup: (name: string) => `ComConf_ComSignalGroup_${name}`,
};

/** Buffers and flags of a component instance. */
export const bufferStruct = (instance: string) => `Rte_Buffers_${instance}`;

/** What a component instance calls. */
export const apiObject = (instance: string) => `Rte_Api_${instance}`;

export function activationLines(activation: ActivationPlan): readonly string[] {
  return [
    ...(activation.dueFlag === undefined ? [] : [`Rte_Due.${activation.dueFlag} = true;`]),
    `services.ActivateTask(${symbol.task(activation.task)});`,
  ];
}
