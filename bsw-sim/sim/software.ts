/**
 * The code that others wrote and a node of the simulation runs. What escapes from it, an exception
 * or a trap, is that node's failure: it is noted where the code was called, stops the node, and goes
 * no further than where the event came in. Whatever else is thrown is a mistake of the simulation.
 */
import type { EventBoundary, EventQueue } from './event-queue.ts';
import type { StateTape } from './state-tape.ts';
import type { Trace } from './trace.ts';

/** A function of the software, as the simulation calls it. */
export interface SoftwareCode {
  /** As the trace names it. */
  readonly name: string;
  /** The task it belongs to; undefined where it is called outside of tasks. */
  readonly task: string | undefined;
  readonly run: () => void;
}

/** Thrown by a call that does not return: it ends the code that made it, which has not failed. */
export const codeEnded = new Error('the code has ended itself');

export interface SoftwareFailure {
  readonly atNs: number;
  /** Where calls nest, the innermost is to blame. */
  readonly code: Omit<SoftwareCode, 'run'>;
  /** What was thrown. */
  readonly cause: unknown;
}

export interface SoftwareOptions {
  /** Name of the node: the source of the record in the trace. */
  readonly node: string;
  readonly queue: EventQueue;
  readonly trace: Trace;
  /** Called at once at the failure, while the code that called the failing one is still to be left. */
  readonly stop: () => void;
}

export class Software implements EventBoundary {
  /** The innermost code that runs. When the engine ends an endless loop, it is still there to be read. */
  running: SoftwareCode | undefined = undefined;
  failure: SoftwareFailure | undefined = undefined;

  private readonly options: SoftwareOptions;
  private readonly failedKind: number;

  constructor(options: SoftwareOptions) {
    this.options = options;
    this.failedKind = options.trace.kind('ecu-failed');
  }

  // ---- where software is called -----------------------------------------------------------------

  /** Runs code. What it throws has become the node's failure when this throws it on. */
  call(code: SoftwareCode): void {
    const outer = this.running;
    this.running = code;
    try {
      code.run();
    } catch (error) {
      if (error === codeEnded && this.failure === undefined) this.running = outer;
      else this.fail(code, error);
      throw error;
    }
    // Code that catches what code called by it threw does not undo that the node has failed.
    if (this.failure !== undefined) throw this.failure.cause;
    this.running = outer;
  }

  /** Runs one code after the other, like `call`. */
  callAll(codes: readonly SoftwareCode[]): void {
    for (let index = 0; index < codes.length; index++) this.call(codes[index] as SoftwareCode);
  }

  /** Notes a failure, of which only the first counts, and stops the node. To be followed by a throw. */
  fail({ name, task }: Omit<SoftwareCode, 'run'>, cause: unknown): void {
    if (this.failure !== undefined) return;
    const { node, queue, trace, stop } = this.options;
    this.failure = { atNs: queue.nowNs, code: { name, task }, cause };
    trace.record(queue.nowNs, this.failedKind, trace.subject(node, name));
    stop();
  }

  /**
   * Between two events, when no code runs. Of what was thrown, a snapshot carries what can be said of
   * it.
   */
  transfer(tape: StateTape): void {
    const { failure } = this;
    const recorded = tape.data(failure && { ...failure, cause: recordedCause(failure.cause) });
    if (tape.recording) return;
    this.failure = recorded && { ...recorded, cause: playedCause(recorded.cause) };
    this.running = undefined;
  }

  // ---- where events come in ---------------------------------------------------------------------

  get closed(): boolean {
    return this.failure !== undefined;
  }

  /** Throws on what is not the node's failure. */
  caught(error: unknown): void {
    if (this.failure === undefined) throw error;
    this.running = undefined;
  }
}

/** What was thrown, as plain data. */
type RecordedCause =
  | { readonly name: string; readonly message: string; readonly stack: string | undefined }
  | string;

function recordedCause(cause: unknown): RecordedCause {
  if (!(cause instanceof Error)) return String(cause);
  const { name, message, stack } = cause;
  return { name, message, stack };
}

function playedCause(recorded: RecordedCause): unknown {
  if (typeof recorded === 'string') return recorded;
  return Object.assign(new Error(recorded.message), recorded);
}
