/**
 * Wall time: the one file of the simulation that reads a clock. It says which instant of a run it is
 * now, and moves a run on so that it keeps up.
 */
import type { EventQueue } from '../sim/event-queue.ts';

/** Most virtual time between two looks at the world, so that a run that lags behind still hears it. */
const maximumSliceNs = 5_000_000;

/** A run that is no later than this has time to rest. */
const restNs = 1_000_000;
const restMs = 1;

export interface PaceOptions {
  readonly limitNs: number;
  /** Runs everything up to and including that instant. */
  readonly advance: (toNs: number) => void;
  /** Asked between slices. */
  readonly isStopped: () => boolean;
  readonly onSlice?: (() => void) | undefined;
}

export class WallClock {
  private queue: Pick<EventQueue, 'nowNs' | 'nextAtNs'> | undefined = undefined;
  /** Difference of the run's time to the machine's; undefined while nothing runs. */
  private offsetNs: number | undefined = undefined;
  private wakeUp: () => void = () => {};
  private lagNs = 0;

  /** The run whose clock this is. Ports are opened before there is one. */
  follow(queue: Pick<EventQueue, 'nowNs' | 'nextAtNs'>): void {
    this.queue = queue;
  }

  /** The most that any event so far ran later than its instant. */
  get maximumLagNs(): number {
    return this.lagNs;
  }

  /** The instant for something that happens now. It is not one that the run has dealt with. */
  instant(): number {
    const untouched = this.run.nowNs + 1;
    if (this.offsetNs === undefined) return untouched;
    return Math.max(untouched, machineNs() + this.offsetNs);
  }

  /** Something arrived: no reason to rest. */
  wake(): void {
    this.wakeUp();
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  }

  /** Runs at the speed of the wall clock, or as near to it as the machine can. */
  async pace(options: PaceOptions): Promise<void> {
    const { limitNs, advance, isStopped, onSlice } = options;
    const queue = this.run;
    this.offsetNs = queue.nowNs - machineNs();
    try {
      while (queue.nowNs < limitNs && !isStopped()) {
        const dueNs = Math.min(this.instant(), limitNs);
        const nextNs = queue.nextAtNs();
        if (nextNs !== undefined) this.lagNs = Math.max(this.lagNs, dueNs - nextNs);
        advance(Math.min(dueNs, queue.nowNs + maximumSliceNs));
        onSlice?.();
        const behindNs = this.instant() - queue.nowNs;
        await (behindNs > restNs ? new Promise<void>(setImmediate) : this.rest());
      }
    } finally {
      this.offsetNs = undefined;
    }
  }

  private get run(): Pick<EventQueue, 'nowNs' | 'nextAtNs'> {
    if (this.queue === undefined) throw new Error('the clock follows no run');
    return this.queue;
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, restMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function machineNs(): number {
  return Math.round(performance.now() * 1e6);
}
