/** What is locked and why, for whoever judges the code's cost or safety. */
import { Consistency } from '../../plan/consistency.ts';
import type { RtePlan } from '../../plan/rte-plan.ts';
import { generatedMarker } from '../generated-file.ts';
import type { COptions } from './options.ts';

export function emitCReport(plan: RtePlan, options: COptions): string {
  const consistency = new Consistency(plan, options.atomicWidthBits);
  const lines = consistency.objects.flatMap((object) => [
    object.source,
    ...object.accesses.map((access) => {
      const { lock, reason } = consistency.decide(access, object);
      return `    ${access.by}: ${lock ? 'locked' : 'no lock'}: ${reason}`;
    }),
  ]);
  const locks = lines.filter((line) => line.includes(': locked: ')).length;
  return `${[
    `# ${generatedMarker}: consistency of what contexts share.`,
    `# ECU ${plan.ecu}, atomic width ${options.atomicWidthBits} bits. Data elements and signal groups: ${consistency.objects.length}, locked accesses: ${locks}`,
    ...lines,
  ].join('\n')}\n`;
}
