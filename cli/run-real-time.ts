/** Runs a vehicle at the speed of the wall clock, since something real takes part; a signal ends it. */
import { performance } from 'node:perf_hooks';
import { formatTime } from '../vehicle/time.ts';
import type { Vehicle } from '../vehicle/vehicle.ts';
import { handOver, type RunOptions, type RunResult } from './run.ts';
import type { SignalListener } from './signals.ts';

export async function runInRealTime(
  vehicle: Vehicle,
  options: RunOptions,
  signals: SignalListener,
): Promise<RunResult> {
  const { durationNs, progress, onRecord } = options;
  const startedMs = performance.now();
  let error: unknown;
  try {
    await vehicle.runRealTime(durationNs - vehicle.nowNs, {
      isStopped: () => signals.asked !== undefined,
      onSlice: () => {
        handOver(vehicle, onRecord);
        progress.show(`in real time: ${formatTime(vehicle.nowNs)}`);
      },
    });
  } catch (thrown) {
    error = thrown;
  }
  handOver(vehicle, onRecord);
  return { signal: signals.asked, error, wallMs: performance.now() - startedMs };
}
