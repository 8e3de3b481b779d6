/** What is locked and why, for whoever judges the code's cost or safety. */
import type { RtePlan } from '../../plan/rte-plan.ts';
import { generatedMarker } from '../generated-file.ts';
import type { COptions } from './options.ts';
import { Storage } from './storage.ts';
import { CWords } from './words.ts';

export function emitCReport(plan: RtePlan, options: COptions): string {
  const storage = new Storage(plan, options, new CWords(plan));
  const lines = plan.instances.flatMap((instance) =>
    instance.buffers.map((buffer) => {
      const { lock, reason } = storage.decision(buffer);
      return `${buffer.source}: ${lock ? 'locked' : 'no lock'}: ${reason}`;
    }),
  );
  const head = `# ${generatedMarker}: consistency of data elements.\n# ECU ${plan.ecu}, atomic width ${options.atomicWidthBits} bits: ${lines.length} data elements`;
  return `${[head, ...lines].join('\n')}\n`;
}
