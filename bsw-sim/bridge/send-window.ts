/**
 * Lines on their way to an adapter: a few unanswered at a time where it answers, as fast as the line
 * carries them where it does not. Nothing is dropped without being counted.
 */
import type { StateTape } from '../sim/state-tape.ts';

/** A line to be sent. */
export interface Outgoing {
  readonly text: string;
  readonly kind:
    | { readonly is: 'frame'; readonly name: string }
    /** Only the latest of a key counts; it is sent again until it is answered. */
    | { readonly is: 'latest'; readonly key: string }
    /** Whatever the answer is, it changes nothing any more. */
    | { readonly is: 'settled' };
}

interface Waiting extends Outgoing {
  /** Times it was sent. */
  readonly tries: number;
  readonly queuedAtNs: number;
}

interface Sent extends Waiting {
  readonly atNs: number;
}

/**
 * `unknown`: nothing was answered yet; `none`: the other side does not answer; `z`: it answers frames
 * with z or Z, so that a bare CR belongs to something else; `plain`: it answers everything with CR.
 */
const habits = ['unknown', 'none', 'plain', 'z'] as const;

/** Frames: sent to who does not answer, sent to who does, not sent yet. */
export type Underway = Readonly<Record<'unconfirmed' | 'sent' | 'waiting', readonly Outgoing[]>>;

export interface SendWindowOptions {
  /** In bit/s of the serial line. */
  readonly baud: number;
  readonly write: (text: string) => void;
  readonly now: () => number;
  /** Calls `resume` at that instant. */
  readonly resumeAt: (atNs: number) => void;
  readonly onRefused: (line: Outgoing) => void;
  readonly onUnanswered: (line: Outgoing) => void;
  readonly onSent: (line: Outgoing) => void;
}

/** Without a word of the other side about what it takes. */
const usualWindow = 4;
/** Frames that wait for their turn; a bus fills it in a tenth of a second if nothing moves. */
const maximumFrames = 256;
/** A board that is there answers in a few milliseconds; a machine that is busy takes longer. */
export const answerTimeoutNs = 250_000_000;
/** An answer that is late by this at the end of a run is not waited for any more. */
const stalledNs = 100_000_000;
const maximumTries = 5;
const bitsPerByte = 10;

export class SendWindow {
  private habit: (typeof habits)[number] = 'unknown';
  private window = usualWindow;
  private readonly options: SendWindowOptions;
  private waitingLatest: Waiting[] = [];
  private waitingFrames: Waiting[] = [];
  private sent: Sent[] = [];
  /** Without answers: frames sent since the other side gave its last sign of life. */
  private unconfirmed: Waiting[] = [];
  /** While something needs the line for itself. */
  private isBlocked = false;
  /** Without answers: when the line has carried what was written. */
  private freeAtNs = 0;

  constructor(options: SendWindowOptions) {
    this.options = options;
  }

  /** `window`: as the other side says. `answers`: whether it answered commands. */
  begin(window: number | undefined, answers: boolean): void {
    this.window = window ?? usualWindow;
    this.habit = answers ? 'plain' : 'unknown';
  }

  /** False, and nothing done, when too many frames wait already. */
  frame(name: string, text: string): boolean {
    if (this.waitingFrames.length >= maximumFrames) return false;
    this.waitingFrames.push({
      text,
      kind: { is: 'frame', name },
      tries: 0,
      queuedAtNs: this.options.now(),
    });
    this.pump();
    return true;
  }

  /** In the place of what waits under the same key. */
  latest(key: string, text: string): void {
    this.forget(key);
    this.waitingLatest.push({
      text,
      kind: { is: 'latest', key },
      tries: 0,
      queuedAtNs: this.options.now(),
    });
    this.pump();
  }

  /** Nothing of that key is sent, or sent again, any more. */
  forget(key: string): void {
    this.waitingLatest = this.waitingLatest.filter(({ kind }) => keyOf(kind) !== key);
    this.sent = this.sent.map((line) =>
      keyOf(line.kind) === key ? { ...line, kind: { is: 'settled' } } : line,
    );
  }

  has(key: string): boolean {
    return [...this.waitingLatest, ...this.sent].some(({ kind }) => keyOf(kind) === key);
  }

  /** Waits until all is answered, so that the next answer belongs to what the driver writes itself. */
  block(): void {
    this.isBlocked = true;
  }

  unblock(): void {
    this.isBlocked = false;
    this.pump();
  }

  get isIdle(): boolean {
    return this.sent.length === 0;
  }

  /** When the oldest line without answer has waited long enough; undefined if none waits. */
  get timeoutAtNs(): number | undefined {
    const oldest = this.sent[0];
    return oldest && oldest.atNs + answerTimeoutNs;
  }

  /** Sends what may be sent now. */
  pump(): void {
    const { now, write, onSent, resumeAt, baud } = this.options;
    while (!this.isBlocked && this.sent.length < this.window) {
      if (this.habit === 'none' && this.freeAtNs > now()) {
        if (this.waitingLatest.length + this.waitingFrames.length > 0) resumeAt(this.freeAtNs);
        return;
      }
      const line = this.waitingLatest.shift() ?? this.waitingFrames.shift();
      if (line === undefined) return;
      write(`${line.text}\r`);
      onSent(line);
      if (this.habit === 'none') {
        const lineNs = Math.ceil(((line.text.length + 1) * bitsPerByte * 1e9) / baud);
        this.freeAtNs = now() + lineNs;
        if (line.kind.is === 'frame') this.unconfirmed.push(line);
      } else {
        this.sent.push({ ...line, tries: line.tries + 1, atNs: now() });
      }
    }
  }

  /** `z`, `Z` or a bare CR. */
  answered(byZ: boolean): void {
    if (this.habit === 'unknown' || this.habit === 'none' || byZ) this.habit = byZ ? 'z' : 'plain';
    const isMeant = ({ kind }: Sent): boolean =>
      this.habit !== 'z' || (kind.is === 'frame') === byZ;
    const index = this.sent.findIndex(isMeant);
    if (index < 0) return;
    // Answers come in order: those to the lines before have been lost on the way.
    const lost = this.sent.splice(0, index);
    this.sent.shift();
    for (const line of lost) this.unanswered(line);
    this.pump();
  }

  /** BEL. False when there is nothing it could be the answer to. */
  refused(): boolean {
    const line = this.sent.shift();
    if (line === undefined) return false;
    if (!this.again(line)) this.options.onRefused(line);
    this.pump();
    return true;
  }

  /** No answer will come any more to what was sent. */
  timedOut(): void {
    const lost = this.sent;
    this.sent = [];
    if (this.habit === 'unknown') {
      this.habit = 'none';
      this.unconfirmed.push(...lost.filter(isFrame));
    } else {
      for (const line of lost) this.unanswered(line);
    }
    this.pump();
  }

  /** The other side is alive: what became of frames without answer is known, or never will be. */
  heard(): void {
    if (this.unconfirmed.length > 0) this.unconfirmed = [];
  }

  /** Frames of which nobody knows yet whether they arrive. */
  get underway(): Underway {
    const { unconfirmed, waitingFrames: waiting } = this;
    return { unconfirmed, sent: this.sent.filter(isFrame), waiting };
  }

  /** Whether a frame waits for longer than on a line that works, be the machine busy. */
  get isStalled(): boolean {
    const oldest = this.sent.find(isFrame) ?? this.waitingFrames[0];
    return oldest !== undefined && this.options.now() - oldest.queuedAtNs >= stalledNs;
  }

  /** Forgets everything; what was underway is lost. */
  clear(): void {
    this.sent = [];
    this.unconfirmed = [];
    this.waitingFrames = [];
    this.waitingLatest = [];
    this.isBlocked = false;
    this.freeAtNs = 0;
  }

  transfer(tape: StateTape): void {
    this.habit = tape.word(habits, this.habit);
    this.window = tape.number(this.window);
    this.waitingLatest = [...tape.data([...this.waitingLatest])];
    this.waitingFrames = [...tape.data([...this.waitingFrames])];
    this.sent = [...tape.data([...this.sent])];
    this.unconfirmed = [...tape.data([...this.unconfirmed])];
    this.isBlocked = tape.boolean(this.isBlocked);
    this.freeAtNs = tape.number(this.freeAtNs);
  }

  private unanswered(line: Sent): void {
    if (!this.again(line)) this.options.onUnanswered(line);
  }

  private again(line: Sent): boolean {
    const { kind, text, tries, queuedAtNs } = line;
    if (kind.is !== 'latest' || tries >= maximumTries) return false;
    if (!this.waitingLatest.some((one) => keyOf(one.kind) === kind.key)) {
      this.waitingLatest.push({ text, kind, tries, queuedAtNs });
    }
    return true;
  }
}

function isFrame({ kind }: Outgoing): boolean {
  return kind.is === 'frame';
}

function keyOf(kind: Outgoing['kind']): string | undefined {
  return kind.is === 'latest' ? kind.key : undefined;
}
