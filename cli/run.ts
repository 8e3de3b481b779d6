/** Runs a vehicle in slices: the trace goes to its file, memory stays bounded, Ctrl-C ends the run. */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { Script } from 'node:vm';
import type { TraceRecord } from '../vehicle/index.ts';
import { formatTime } from '../vehicle/time.ts';
import type { Vehicle } from '../vehicle/vehicle.ts';
import type { Progress } from './progress.ts';

export interface RunResult {
  readonly interrupted: boolean;
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
  const startedMs = performance.now();
  const interruption = new Interruption();
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
    interruption.end();
  }
  // What was traced before the end is worth keeping most of all.
  handOver(vehicle, options.onRecord);
  return { interrupted: interruption.asked, error, wallMs: performance.now() - startedMs };
}

export function handOver(vehicle: Vehicle, onRecord: (record: TraceRecord) => void): void {
  const { trace } = vehicle;
  for (let index = 0; index < trace.length; index++) onRecord(trace.at(index));
  trace.clear();
}

/**
 * Ctrl-C. Between slices a signal handler sees it; within one, where a component may loop for ever,
 * only the engine can stop: `breakOnSigint` makes it throw.
 */
export class Interruption {
  asked = false;
  readonly #onSignal = (): void => {
    this.asked = true;
  };

  constructor() {
    process.on('SIGINT', this.#onSignal);
  }

  during(run: () => void): void {
    const slot = globalThis as { [sliceName]?: () => void };
    slot[sliceName] = run;
    try {
      sliceScript.runInThisContext({ breakOnSigint: true });
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') {
        this.asked = true;
      }
      throw error;
    } finally {
      delete slot[sliceName];
    }
  }

  end(): void {
    process.off('SIGINT', this.#onSignal);
  }
}

const sliceName = '__vfbSlice';
const sliceScript = new Script(`${sliceName}()`);
