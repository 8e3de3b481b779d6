/**
 * The questions by which the host sees, every half second, that somebody answers and has not forgotten how it was
 * set up. It knows neither timer nor window: the driver says when the line is free, and when an answer is due.
 */
import type { StateTape } from '../sim/state-tape.ts';
import { answerTimeoutNs } from './send-window.ts';
import { type BoardIdentity, type HandshakeOptions, hasRole } from './slcan-handshake.ts';

export interface HeartbeatOptions extends Pick<HandshakeOptions, 'role' | 'open' | 'write'> {
  readonly now: () => number;
  /** Asked instead of F: refused by who has forgotten its role. */
  readonly reminder?: string | undefined;
  /** Everything was answered, or not in time and without harm. */
  readonly ended: () => void;
  /** It refuses what it understood before. */
  readonly forgotten: () => void;
  /** Nobody has answered for too long. */
  readonly gone: () => void;
}

/** From the end of one to the next. */
export const heartbeatNs = 500_000_000;
/** Heartbeats without an answer after which nobody is there. */
const maximumMissed = 3;

export class Heartbeat {
  private readonly options: HeartbeatOptions;
  /** Whether the first was asked, and when. */
  private questions: readonly string[] = [];
  private isAsked = false;
  private askedAtNs = 0;
  private missed = 0;
  private refusals = 0;
  /** Whether the other side is known to know F, or not to. */
  private knowsFlags = false;
  private lacksFlags = false;

  constructor(options: HeartbeatOptions) {
    this.options = options;
  }

  /** The channel is open. */
  begin(identity: BoardIdentity): void {
    this.missed = 0;
    this.knowsFlags = identity.extensions > 0;
    this.lacksFlags = false;
  }

  stop(): void {
    this.questions = [];
    this.isAsked = false;
  }

  /** Has something to ask from now on: once the line is free, so that the answers belong to the questions. */
  beat(identity: BoardIdentity): void {
    const { reminder, open, role } = this.options;
    const more = reminder ?? (open !== undefined && !this.lacksFlags ? 'F' : undefined);
    // Noise may have hidden that it knows the extensions, without which an ECU gets no confirmations.
    const missing = role === 'e' && !hasRole(identity, role) ? 'v' : undefined;
    this.questions = ['V', more, missing].filter((question) => question !== undefined);
    this.refusals = 0;
  }

  /** Whether it waits for the line. */
  get isWaiting(): boolean {
    return this.questions.length > 0 && !this.isAsked;
  }

  /** The question that waits for its answer. */
  get asked(): string | undefined {
    return this.isAsked ? this.questions[0] : undefined;
  }

  /** When it has waited long enough. */
  get dueNs(): number | undefined {
    return this.isAsked ? this.askedAtNs + answerTimeoutNs : undefined;
  }

  /** Whether nobody answered the last time. */
  get isMissing(): boolean {
    return this.missed > 0;
  }

  /** The line is free. */
  ask(): void {
    this.isAsked = true;
    this.askedAtNs = this.options.now();
    this.options.write(`${this.questions[0]}\r`);
  }

  /** The question that waits has its answer. */
  answered(): void {
    this.missed = 0;
    this.refusals = 0;
    this.questions = this.questions.slice(1);
    if (this.questions.length > 0) this.ask();
    else this.end();
  }

  /** An answer to F has come, asked for or not. */
  flagsCame(): void {
    this.knowsFlags = true;
    if (this.asked === 'F') this.answered();
  }

  /** The question that waits was refused, or something was lost. */
  refused(): void {
    const { asked } = this;
    if (asked === 'V' || asked === 'v') {
      this.answered();
    } else if (asked === 'F' && !this.knowsFlags) {
      this.lacksFlags = true;
      this.answered();
    } else if (this.refusals++ === 0) {
      // A bell may also be the sign of an overflow: whoever refuses twice means it.
      this.ask();
    } else {
      this.options.forgotten();
    }
  }

  /** The question that waits has waited long enough. */
  timedOut(): void {
    const isUnknown = this.asked === 'F' && !this.knowsFlags;
    if (isUnknown) this.lacksFlags = true;
    if (isUnknown || this.asked === 'v') this.end();
    else if (++this.missed < maximumMissed) this.end();
    else this.options.gone();
  }

  transfer(tape: StateTape): void {
    this.questions = tape.data(this.questions);
    this.isAsked = tape.boolean(this.isAsked);
    this.askedAtNs = tape.number(this.askedAtNs);
    this.missed = tape.number(this.missed);
    this.refusals = tape.number(this.refusals);
    this.knowsFlags = tape.boolean(this.knowsFlags);
    this.lacksFlags = tape.boolean(this.lacksFlags);
  }

  private end(): void {
    this.stop();
    this.options.ended();
  }
}
