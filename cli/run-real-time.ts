/** Runs a vehicle at the speed of the wall clock, since something real takes part; Ctrl-C ends it. */
import { performance } from 'node:perf_hooks';
import { formatTime } from '../vehicle/time.ts';
import type { Vehicle } from '../vehicle/vehicle.ts';
import { handOver, Interruption, type RunOptions, type RunResult } from './run.ts';

/** Whoever ends a run, also by closing its terminal, the adapters are left closed. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function runInRealTime(vehicle: Vehicle, options: RunOptions): Promise<RunResult> {
  const { durationNs, progress, onRecord } = options;
  const startedMs = performance.now();
  const interruption = new Interruption();
  const onEnd = (): void => {
    interruption.asked = true;
  };
  for (const signal of endingSignals) process.on(signal, onEnd);
  let error: unknown;
  try {
    await vehicle.runRealTime(durationNs - vehicle.nowNs, {
      isStopped: () => interruption.asked,
      onSlice: () => {
        handOver(vehicle, onRecord);
        progress.show(`in real time: ${formatTime(vehicle.nowNs)}`);
      },
    });
  } catch (thrown) {
    error = thrown;
  } finally {
    for (const signal of endingSignals) process.off(signal, onEnd);
    interruption.end();
  }
  handOver(vehicle, onRecord);
  return { interrupted: interruption.asked, error, wallMs: performance.now() - startedMs };
}
