/** Names of things inside the generated C files. */
import type { ComponentPlan, InstancePlan } from '../../plan/rte-plan.ts';

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
