/** Names of things inside the generated files, and the statements that are nothing but names. */
import type { ActivationPlan } from '../../plan/rte-plan.ts';

/** Symbolic names as the standard composes them. */
export const symbol = {
  task: (name: string) => `OsTask_${name}`,
  alarm: (name: string) => `OsAlarm_${name}`,
  osEvent: (name: string) => `OsEvent_${name}`,
  signal: (name: string) => `ComConf_ComSignal_${name}`,
  signalGroup: (name: string) => `ComConf_ComSignalGroup_${name}`,
};

/** Buffers and flags of a component instance. */
export const bufferStruct = (instance: string) => `Rte_Buffers_${instance}`;

/** What a component instance calls. */
export const apiObject = (instance: string) => `Rte_Api_${instance}`;

export function activationLines({ task, osEvent, dueFlag }: ActivationPlan): readonly string[] {
  return [
    ...(dueFlag === undefined ? [] : [`Rte_Due.${dueFlag} = true;`]),
    osEvent === undefined ? activateTask(task) : setEvent(task, osEvent),
  ];
}

export function activateTask(task: string): string {
  return `services.ActivateTask(${symbol.task(task)});`;
}

export function setEvent(task: string, osEvent: string): string {
  return `services.SetEvent(${symbol.task(task)}, ${symbol.osEvent(osEvent)});`;
}
