/** Runs a vehicle in slices: the trace goes to its file, memory stays bounded, Ctrl-C ends the run. */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { TraceRecord } from '../vehicle/index.ts';
import { formatTime } from '../vehicle/time.ts';
import type { Vehicle } from '../vehicle/vehicle.ts';
import { Interruption } from './interruption.ts';
import type { Progress } from './progress.ts';
import type { EndingSignal } from './signals.ts';

export interface RunResult {
  /** Who ended it before its time. */
  readonly signal: EndingSignal | undefined;
  /** What was thrown last: ECUs that failed, or what ended the run before its time. */
  readonly error: unknown;
  readonly wallMs: number;
}

/** Wall time after which the terminal and Ctrl-C get a turn. */
const sliceWallMs = 50;
/** Slices that no wall clock stretches beyond this keep the trace in memory small. */
const maximumRecords = 200_000;
const firstSliceNs = 1_000_000;

export interface RunOptions {
  readonly durationNs: number;
  /** Gets every record of the trace, in order. */
  readonly onRecord: (record: TraceRecord) => void;
  readonly progress: Progress;
}

export async function runVehicle(vehicle: Vehicle, options: RunOptions): Promise<RunResult> {
  const { durationNs, progress } = options;
  const interruption = await Interruption.start();
  const startedMs = performance.now();
  let error: unknown;
  let sliceNs = firstSliceNs;
  try {
    while (vehicle.nowNs < durationNs && !interruption.asked) {
      const sliceStartMs = performance.now();
      const lengthNs = Math.min(sliceNs, durationNs - vehicle.nowNs);
      try {
        interruption.during(() => vehicle.run(lengthNs));
      } catch (thrown) {
        if (interruption.asked || vehicle.ended) throw thrown;
        // An ECU failed, and the others run on.
        error = thrown;
      }
      const records = vehicle.trace.length;
      handOver(vehicle, options.onRecord);
      const wallMs = performance.now() - sliceStartMs;
      if (records > maximumRecords || wallMs > sliceWallMs * 2) {
        sliceNs = Math.max(firstSliceNs, Math.floor(sliceNs / 2));
      } else if (records < maximumRecords / 4 && wallMs < sliceWallMs / 2) {
        sliceNs *= 2;
      }
      const percent = Math.floor((vehicle.nowNs / durationNs) * 100);
      progress.show(`simulating: ${formatTime(vehicle.nowNs)}, ${percent} %`);
      await setImmediate();
    }
  } catch (thrown) {
    if (!interruption.asked) error = thrown;
  } finally {
    await interruption.end();
  }
  // What was traced before the end is worth keeping most of all.
  handOver(vehicle, options.onRecord);
  const signal = interruption.asked ? 'SIGINT' : undefined;
  return { signal, error, wallMs: performance.now() - startedMs };
}

export function handOver(vehicle: Vehicle, onRecord: (record: TraceRecord) => void): void {
  const { trace } = vehicle;
  for (let index = 0; index < trace.length; index++) onRecord(trace.at(index));
  trace.clear();
}
