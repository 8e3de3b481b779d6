/**
 * Ctrl-C in a run that leaves the event loop no turn: only the engine can stop it, with `breakOnSigint`
 * for a script. Node makes room for that by taking the process's own listeners away, and puts them back
 * after each script; in between a signal kills the process. So there are no listeners here: a thread
 * beside the run stands in such a script all the time, and while anybody does, Node keeps its handler.
 * A signal goes to whoever began last: to the slice of the run, or between two slices to the thread.
 */
import { once } from 'node:events';
import { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';

/** Places in the memory shared with the thread. */
const asked = 0;
const over = 1;

/** Two scripts: what is stopped is the inner one, and the handler stays. */
const threadSource = `
const { parentPort, workerData: state } = require('node:worker_threads');
const { Script } = require('node:vm');
const stoppable = { breakOnSigint: true };
const inner = new Script('wait()');
const outer = new Script('hold()');
globalThis.wait = () => {
  parentPort.postMessage('ready');
  Atomics.wait(state, ${over}, 0);
};
globalThis.hold = () => {
  while (Atomics.load(state, ${over}) === 0) attempt(inner);
};
function attempt(script) {
  try {
    script.runInThisContext(stoppable);
  } catch (error) {
    if (error.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error;
    Atomics.store(state, ${asked}, 1);
  }
}
while (Atomics.load(state, ${over}) === 0) attempt(outer);
`;

export class Interruption {
  readonly #state: Int32Array;
  readonly #thread: Worker;

  private constructor(state: Int32Array, thread: Worker) {
    this.#state = state;
    this.#thread = thread;
  }

  /** From its end on, Ctrl-C does not kill the process. */
  static async start(): Promise<Interruption> {
    const state = new Int32Array(new SharedArrayBuffer(8));
    const thread = new Worker(threadSource, { eval: true, workerData: state, stdin: false });
    await once(thread, 'message');
    return new Interruption(state, thread);
  }

  get asked(): boolean {
    return Atomics.load(this.#state, asked) === 1;
  }

  /** Calls `run`, which Ctrl-C ends wherever it is; then this throws. */
  during(run: () => void): void {
    const slot = globalThis as { [sliceName]?: () => void };
    slot[sliceName] = run;
    try {
      sliceScript.runInThisContext({ breakOnSigint: true });
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') {
        Atomics.store(this.#state, asked, 1);
      }
      throw error;
    } finally {
      delete slot[sliceName];
    }
  }

  async end(): Promise<void> {
    const ended = once(this.#thread, 'exit');
    Atomics.store(this.#state, over, 1);
    Atomics.notify(this.#state, over);
    await ended;
  }
}

const sliceName = '__vfbSlice';
const sliceScript = new Script(`${sliceName}()`);
