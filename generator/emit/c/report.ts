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
  lines.push(...signalAccesses(plan));
  const locks = lines.filter((line) => line.includes(': locked: ')).length;
  return `${[
    `# ${generatedMarker}: consistency of what contexts share.`,
    `# ECU ${plan.ecu}, atomic width ${options.atomicWidthBits} bits. Locked accesses: ${locks}`,
    ...lines,
  ].join('\n')}\n`;
}

/** Accesses to data that are COM's alone. */
function signalAccesses({ instances }: RtePlan): readonly string[] {
  return instances.flatMap(({ name, calls }) =>
    calls.flatMap((call) => {
      const signals =
        call.kind === 'Rte_Read' &&
        call.from.kind === 'com-signal' &&
        call.clearsFlag === undefined &&
        call.outdatedFlag === undefined
          ? [call.from.signal]
          : call.kind === 'Rte_Write'
            ? call.to.flatMap((to) => (to.kind === 'com-signal' ? [to.signal] : []))
            : [];
      return signals.flatMap((signal) => [
        call.source,
        `    ${call.name} of ${name}: no lock: COM keeps signal ${signal} whole`,
      ]);
    }),
  );
}
