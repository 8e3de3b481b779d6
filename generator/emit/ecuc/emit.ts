/** ECUC ARXML. */
import type { RtePlan } from '../../plan/rte-plan.ts';
import type { GeneratedFile } from '../generated-file.ts';
export function emitEcuc(plan: RtePlan): GeneratedFile {
  return { path: `${plan.ecu}.ecuc.arxml`, text: '' };
}
