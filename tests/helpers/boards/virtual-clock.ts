/**
 * Code that talks to an emulated board and waits by a clock that it is given, run in the board's virtual
 * time: nothing waits for the wall clock, and every run is the same.
 */
import { AvrBoard } from './avr-board.ts';

interface Timer {
  readonly atNs: number;
  readonly run: () => void;
}

/** A clock whose time is passed by `runWithBoard`. */
export class VirtualClock {
  nowNs = 0;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.nowNs / 1e6;
  }

  /** Calls `run` after some time; the function returned calls it off. */
  after(delayMs: number, run: () => void): () => void {
    const timer = { atNs: this.nowNs + delayMs * 1e6, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Runs what is due, the earliest first. */
  advanceTo(timeNs: number): void {
    for (;;) {
      const due = [...this.#timers].filter(({ atNs }) => atNs <= timeNs);
      const [next] = due.sort((a, b) => a.atNs - b.atNs);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.nowNs = Math.max(this.nowNs, next.atNs);
      next.run();
    }
    this.nowNs = Math.max(this.nowNs, timeNs);
  }
}

/** Turns of the event loop in which a stream hands on what it has, in both directions. */
const quietTurns = 4;
const sliceNs = 200_000;

/** Lets board and clock run together until the work is done; it fails when that takes too long. */
export async function runWithBoard<T>(
  board: AvrBoard | readonly AvrBoard[],
  clock: VirtualClock,
  work: Promise<T>,
  limitMs = 120_000,
): Promise<T> {
  const boards = board instanceof AvrBoard ? [board] : board;
  let done = false;
  const finished = () => {
    done = true;
  };
  work.then(finished, finished);
  const startNs = clock.nowNs;
  const offsets = boards.map(({ nowNs }) => nowNs - startNs);
  for (;;) {
    for (let turn = 0; turn < quietTurns && !done; turn++) await new Promise(setImmediate);
    if (done) return work;
    const nowNs = clock.nowNs + sliceNs;
    if (nowNs - startNs > limitMs * 1e6) throw new Error(`not finished after ${limitMs} ms`);
    for (const [i, one] of boards.entries()) one.runUntil(nowNs + (offsets[i] ?? 0));
    clock.advanceTo(nowNs);
  }
}
