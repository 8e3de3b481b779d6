/** Names of things inside the generated C files. */
import { rteTaskHook } from '../../plan/api-names.ts';
import type { ActivationPlan, ComponentPlan, InstancePlan } from '../../plan/rte-plan.ts';
import type { Trace } from './trace.ts';

export const symbol = {
  signal: (name: string) => `ComConf_ComSignal_${name}`,
  signalGroup: (name: string) => `ComConf_ComSignalGroup_${name}`,
};

/** Buffers and flags of a component instance that only RTE code touches. */
export const bufferStruct = (instance: string) => `Rte_Buffers_${instance}`;

/** A buffer that components access without a call. */
export const sharedBuffer = (instance: string, buffer: string) =>
  `Rte_Buffer_${instance}_${buffer}`;

export const dataStructure = (component: string) => `Rte_CDS_${component}`;
export const instanceHandle = (instance: string) => `Rte_Inst_${instance}`;

/** The function behind a call: of the component type, or of the instance where there may be several. */
export function functionName(
  call: string,
  component: Pick<ComponentPlan, 'name' | 'supportsMultipleInstantiation'>,
  instance: Pick<InstancePlan, 'name'>,
): string {
  const scope = component.supportsMultipleInstantiation ? instance.name : component.name;
  return call.replace(/^(Rte_[A-Za-z]+)_/, `$1_${scope}_`);
}

/** The call of Os that activates a task. */
export function activateTask(task: string, trace: Trace): readonly string[] {
  return [...trace.lines(rteTaskHook('Activate'), task), `(void)ActivateTask(${task});`];
}

export function activationLines(activation: ActivationPlan, trace: Trace): readonly string[] {
  return [
    ...(activation.dueFlag === undefined ? [] : [`Rte_Due_${activation.dueFlag} = TRUE;`]),
    ...activateTask(activation.task, trace),
  ];
}
