/** Traces of runs, and what two runs have in common whose instants differ. */
import { formatRecord, type Vehicle } from '../../vehicle/index.ts';

export function traceOf({ trace }: Vehicle): string[] {
  return Array.from({ length: trace.length }, (_, i) => formatRecord(trace.at(i)));
}

/**
 * What every signal and output became at an ECU, in order, without the instants. A frame that is a millisecond
 * later may be sampled once less before: repetitions do not count.
 */
export function valuesOf(trace: readonly string[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const line of trace) {
    const [, ecu, kind, name, value = ''] = line.split(' ');
    if (!/^(signal-(send|receive)|dio-output)$/.test(kind ?? '')) continue;
    const key = `${ecu}.${kind}.${name}`;
    const before = values.get(key) ?? [];
    if (before.at(-1) !== value) values.set(key, [...before, value]);
  }
  return values;
}
