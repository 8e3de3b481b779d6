/**
 * The host's side of SLCAN: sends and receives while the channel is open, sees when nobody answers any
 * more or the other side has forgotten everything, and begins again. Its timers are events of the run.
 */
import type { CanFrame } from '../bus/can-frame.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { Heartbeat, heartbeatNs } from './heartbeat.ts';
import {
  type LineStatistics,
  type LossCause,
  lineStatistics,
  transferStatistics,
} from './line-statistics.ts';
import { MailboxOffers, parseOffer } from './mailbox-offers.ts';
import { type Outgoing, SendWindow } from './send-window.ts';
import type { LineUser, SerialLine } from './serial-line.ts';
import { formatFrame, parseFrame, type SlcanFrame } from './slcan-frames.ts';
import {
  type BoardIdentity,
  type HandshakeOptions,
  parseExtensions,
  SlcanHandshake,
  stranger,
} from './slcan-handshake.ts';
import { type SlcanToken, SlcanTokens } from './slcan-tokens.ts';
import { Timers } from './timers.ts';

export interface SlcanDriverOptions extends Pick<HandshakeOptions, 'role' | 'setup' | 'open'> {
  readonly line: SerialLine;
  readonly queue: EventQueue;
  /** In bit/s. */
  readonly baud: number;
  /** Sent with the heartbeat instead of F: refused by who has forgotten its role. */
  readonly reminder?: string | undefined;
  readonly user: SlcanUser;
}

export interface SlcanUser {
  online(board: BoardIdentity): void;
  /** Also when it cannot come online, as often as it was tried. */
  offline(reason: string): void;
  frame(frame: SlcanFrame): void;
  /** Role e: a mailbox wants to send, until `mailboxSent`. */
  mailbox(mailbox: number, frame: SlcanFrame): void;
  /** Another line that begins with x. False: it means nothing. */
  extension(line: string): boolean;
  /** A frame that was not delivered, by its name. */
  lost(frame: string): void;
  /** Answer to F with at least one bit set. */
  flags(flags: number): void;
}

export class SlcanDriver implements LineUser {
  readonly statistics: LineStatistics = lineStatistics();
  private readonly options: SlcanDriverOptions;
  private readonly line: SerialLine;
  private readonly tokens = new SlcanTokens();
  private readonly handshake: SlcanHandshake;
  private readonly window: SendWindow;
  private readonly mailboxes: MailboxOffers;
  private readonly heartbeat: Heartbeat;
  private readonly timers: Timers<'answer' | 'pump' | 'heartbeat'>;

  private open = false;
  private identity: BoardIdentity = stranger;

  constructor(options: SlcanDriverOptions) {
    const { line, queue, baud, user } = options;
    const write = (text: string): void => line.write(text);
    this.options = options;
    this.line = line;
    this.timers = new Timers({
      name: line.name,
      names: ['answer', 'pump', 'heartbeat'],
      queue,
      expired: (timer) => this.expired(timer),
    });
    this.handshake = new SlcanHandshake({
      ...options,
      name: line.name,
      write,
      reopen: () => line.end.reopen(),
      done: (identity, answers) => this.goOnline(identity, answers),
      failed: (reason, identity) => {
        this.identity = identity;
        user.offline(reason);
      },
    });
    this.window = new SendWindow({
      baud,
      write,
      now: () => queue.nowNs,
      resumeAt: (atNs) => this.timers.arm('pump', atNs),
      onSent: ({ kind }) => {
        if (kind.is === 'frame') this.statistics.framesSent++;
      },
      onRefused: (outgoing) => this.undelivered(outgoing, 'framesRefused'),
      onUnanswered: (outgoing) => this.undelivered(outgoing, 'framesUnanswered'),
    });
    this.mailboxes = new MailboxOffers(this.window);
    this.heartbeat = new Heartbeat({
      ...options,
      write,
      now: () => queue.nowNs,
      ended: () => {
        this.timers.armIn('heartbeat', heartbeatNs);
        this.window.unblock();
      },
      forgotten: () => this.begin('it was reset'),
      gone: () => {
        this.goOffline('it does not answer any more');
        this.handshake.startLater();
        line.end.reopen();
      },
    });
  }

  get isOnline(): boolean {
    return this.open;
  }

  /** Frames of which nobody knows yet whether they arrive. */
  get underwayFrames(): number {
    const { unconfirmed, sent, waiting } = this.window.underway;
    return unconfirmed.length + sent.length + waiting.length;
  }

  /** What is there, or was last. */
  get board(): BoardIdentity {
    return this.identity;
  }

  /** The last that is sent: leaves the channel closed. */
  get farewell(): string {
    return '\rC\r';
  }

  start(): void {
    this.line.start(this);
  }

  /** The run is over: where frames wait for too long already, none of those underway arrives. */
  end(): void {
    if (!this.window.isStalled) return;
    this.window.heard();
    this.loseUnderway();
  }

  /** `name` is for the report if it gets lost. */
  sendFrame(frame: CanFrame, name: string): void {
    if (this.open && this.window.frame(name, formatFrame(frame))) {
      this.watchAnswers();
    } else {
      this.statistics.framesNotSent++;
      this.options.user.lost(name);
    }
  }

  /** Sends a line until it is answered, instead of an older one of the same key. */
  sendLatest(key: string, text: string): void {
    if (!this.open) return;
    this.window.latest(key, text);
    this.watchAnswers();
  }

  /** The frame that the mailbox offered last has been sent. */
  mailboxSent(mailbox: number): void {
    if (!this.open) return;
    this.mailboxes.confirm(mailbox);
    this.watchAnswers();
  }

  transfer(tape: StateTape): void {
    transferStatistics(this.statistics, tape);
    this.tokens.transfer(tape);
    this.handshake.transfer(tape);
    this.window.transfer(tape);
    this.mailboxes.transfer(tape);
    this.heartbeat.transfer(tape);
    this.timers.transfer(tape);
    this.open = tape.boolean(this.open);
    this.identity = tape.data(this.identity);
  }

  // ---- the line -----------------------------------------------------------------------------------

  lineUp(): void {
    this.tokens.clear();
    this.handshake.start();
  }

  lineDown(reason: string): void {
    this.handshake.stop();
    this.goOffline(reason);
  }

  drained(): void {}

  received(bytes: Uint8Array): void {
    for (const token of this.tokens.push(bytes)) {
      this.confirm();
      if (this.open) this.token(token);
      else this.handshake.token(token);
    }
    this.watchAnswers();
  }

  private goOnline(identity: BoardIdentity, answers: boolean): void {
    this.open = true;
    this.identity = identity;
    this.statistics.connections++;
    this.heartbeat.begin(identity);
    this.window.begin(identity.window, answers);
    this.mailboxes.begin();
    this.options.user.online(identity);
    this.timers.armIn('heartbeat', 0);
  }

  private goOffline(reason: string): void {
    if (this.open) this.statistics.losses++;
    this.open = false;
    this.heartbeat.stop();
    this.timers.disarm('answer');
    this.timers.disarm('pump');
    this.timers.disarm('heartbeat');
    this.loseUnderway();
    this.options.user.offline(reason);
  }

  /** Who does not answer is believed to have taken what it was sent, unless it was dead in between. */
  private confirm(): void {
    if (this.heartbeat.isMissing) {
      for (const outgoing of this.window.underway.unconfirmed) {
        this.undelivered(outgoing, 'framesUnanswered');
      }
    }
    this.window.heard();
  }

  private loseUnderway(): void {
    const { unconfirmed, sent, waiting } = this.window.underway;
    for (const outgoing of [...unconfirmed, ...sent])
      this.undelivered(outgoing, 'framesUnanswered');
    for (const outgoing of waiting) this.undelivered(outgoing, 'framesNotSent');
    this.window.clear();
  }

  private expired(timer: 'answer' | 'pump' | 'heartbeat'): void {
    switch (timer) {
      case 'answer':
        this.answerDue();
        return;
      case 'pump':
        this.window.pump();
        return;
      case 'heartbeat':
        this.beat();
        return;
    }
  }

  // ---- what comes ---------------------------------------------------------------------------------

  private token(token: SlcanToken): void {
    switch (token.kind) {
      case 'noise':
        this.statistics.noise++;
        return;
      case 'bell':
        this.bell();
        return;
      case 'line':
        if (!this.understood(token.text)) this.statistics.noise++;
        return;
    }
  }

  private understood(text: string): boolean {
    switch (text[0]) {
      case undefined:
        if (/^[^VvF]/.test(this.heartbeat.asked ?? '')) this.heartbeat.answered();
        else this.window.answered(false);
        return true;
      case 't':
      case 'T':
      case 'r':
      case 'R': {
        // Who knows the extensions was asked for none; who does not may have been left so by others.
        const frame = parseFrame(text, this.identity.extensions === 0);
        if (frame === undefined) return false;
        this.statistics.framesReceived++;
        this.options.user.frame(frame);
        return true;
      }
      case 'z':
      case 'Z':
        if (text.length === 1) this.window.answered(true);
        return text.length === 1;
      case 'F':
        return this.takeFlags(text);
      case 'x':
        return this.takeExtension(text);
      case 'v':
        if (this.heartbeat.asked === 'v') this.heartbeat.answered();
        // The handshake will ask again, and choose the role.
        if (this.identity.extensions === 0 && parseExtensions(text).extensions > 0) {
          this.begin('it can say what it is');
        }
        return true;
      default:
        if (this.heartbeat.asked === 'V') {
          this.heartbeat.answered();
          return true;
        }
        // The answer to a question that was given up.
        return /^[VN]/.test(text);
    }
  }

  private takeFlags(text: string): boolean {
    if (!/^F[0-9A-Fa-f]{2}$/.test(text)) return false;
    const flags = Number.parseInt(text.slice(1), 16);
    this.statistics.flags |= flags;
    if (flags !== 0) this.options.user.flags(flags);
    this.heartbeat.flagsCame();
    return true;
  }

  private takeExtension(text: string): boolean {
    if (!text.startsWith('xt')) return this.options.user.extension(text);
    const offer = parseOffer(text);
    if (offer === undefined) return false;
    if (!this.mailboxes.take(offer)) return true;
    this.statistics.framesReceived++;
    this.options.user.mailbox(offer.mailbox, offer.frame);
    return true;
  }

  private bell(): void {
    if (this.heartbeat.asked !== undefined) this.heartbeat.refused();
    else if (!this.window.refused()) this.statistics.bells++;
  }

  private begin(reason: string): void {
    this.goOffline(reason);
    this.handshake.start();
  }

  private undelivered(
    { kind }: Outgoing,
    count: Extract<LossCause, 'framesRefused' | 'framesUnanswered' | 'framesNotSent'>,
  ): void {
    switch (kind.is) {
      case 'frame':
        this.statistics[count]++;
        this.options.user.lost(kind.name);
        return;
      case 'latest':
        this.statistics.linesUnanswered++;
        return;
      case 'settled':
        return;
    }
  }

  // ---- answers that are due -----------------------------------------------------------------------

  private beat(): void {
    this.heartbeat.beat(this.identity);
    this.window.block();
    this.watchAnswers();
  }

  /** When what waits for an answer has waited long enough; undefined when nothing does. */
  private get answerDueNs(): number | undefined {
    return this.heartbeat.dueNs ?? this.window.timeoutAtNs;
  }

  /** After anything that may have changed what waits for an answer. */
  private watchAnswers(): void {
    if (!this.open) return;
    if (this.heartbeat.isWaiting && this.window.isIdle) this.heartbeat.ask();
    const dueNs = this.answerDueNs;
    if (dueNs === undefined || this.timers.isArmed('answer')) return;
    this.timers.arm('answer', Math.max(dueNs, this.options.queue.nowNs));
  }

  private answerDue(): void {
    const dueNs = this.answerDueNs;
    if (dueNs !== undefined && dueNs <= this.options.queue.nowNs) {
      if (this.heartbeat.asked !== undefined) this.heartbeat.timedOut();
      else this.window.timedOut();
    }
    this.watchAnswers();
  }
}
