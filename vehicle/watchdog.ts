/**
 * Ends what does not end: an endless loop in a component, in either language. The engine does it, by
 * the time limit that it can put on a script, so nothing here reads a clock, and a run that is not
 * ended is not touched. This is the one place where real time decides anything.
 */
import { Script } from 'node:vm';

/**
 * Events that share one time limit. Setting a limit costs a tenth of a millisecond, a start of a
 * thread; this many events take some milliseconds, and when software computes, much longer.
 */
export const eventsPerLimit = 2000;

const slot = Symbol.for('vfb.limited');
const limited = globalThis as { [slot]?: () => boolean };
const script = new Script("globalThis[Symbol.for('vfb.limited')]()");

/**
 * Calls `step` until it returns true. False when one call took more than `limitMs` of real time and
 * was ended wherever it was: not even a `finally` has run then. A limit of 0 is none.
 */
export function runLimited(step: () => boolean, limitMs: number): boolean {
  if (limitMs === 0) {
    while (!step());
    return true;
  }
  try {
    for (let done = false; !done; ) {
      limited[slot] = step;
      done = script.runInThisContext({ timeout: limitMs, displayErrors: false }) as boolean;
    }
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    delete limited[slot];
  }
}
