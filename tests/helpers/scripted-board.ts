/**
 * A board that speaks the bridge protocol, as a script in virtual time: what the firmware does, with the
 * habits of other adapters to choose from. A program on it sends frames and sees what it receives.
 */
import type { LockstepBoard } from '../../bsw-sim/bridge/lockstep.ts';
import {
  formatFrame,
  hex,
  parseFrame,
  type SlcanFrame,
} from '../../bsw-sim/bridge/slcan-frames.ts';
import { type SlcanToken, SlcanTokens } from '../../bsw-sim/bridge/slcan-tokens.ts';
import type { StateTape } from '../../bsw-sim/sim/state-tape.ts';

export interface ScriptedBoardOptions {
  /** z: as LAWICEL with auto poll; plain: CR to everything; none: only V is answered, as by CANable. */
  readonly answers?: 'z' | 'plain' | 'none';
  /** The roles that its answer to v names; undefined: it does not know v. */
  readonly roles?: string | undefined;
  readonly window?: number;
  /** Nothing is heard or said before this instant. */
  readonly bootNs?: number;
  /** Lines that it refuses. */
  readonly refuses?: RegExp;
  /** Runs whenever the board does. */
  readonly program?: (board: ScriptedBoard) => void;
  readonly onFrame?: (board: ScriptedBoard, frame: SlcanFrame) => void;
}

const mailboxes = 3;
/** After so long an offer is said again. */
const repeatNs = 100_000_000;

interface Offer {
  readonly line: string;
  readonly saidNs: number;
}

export class ScriptedBoard implements LockstepBoard {
  onByte: ((byte: number) => void) | undefined = undefined;
  nowNs = 0;
  channel: 'closed' | 'open' | 'listening' = 'closed';
  role = '';
  /** Every line it got, in order, and frames among them. */
  readonly lines: string[] = [];
  readonly received: SlcanFrame[] = [];
  /** Mailbox and sequence of frames of which the host has said that they were sent. */
  readonly confirmations: string[] = [];
  flags = 0;
  private readonly options: ScriptedBoardOptions;
  private readonly tokens = new SlcanTokens();
  /** What each mailbox offers, until it is free, and the sequence of that or of the next. */
  private offers: (Offer | undefined)[] = noOffers;
  private sequences: number[] = Array.from({ length: mailboxes }, () => 0);

  constructor(options: ScriptedBoardOptions = {}) {
    this.options = options;
  }

  runUntil(atNs: number): void {
    this.nowNs = atNs;
    if (!this.isBooted) return;
    this.offers.forEach((offer, mailbox) => {
      if (offer && atNs - offer.saidNs >= repeatNs) this.offer(mailbox, offer.line);
    });
    this.options.program?.(this);
  }

  write(byte: number): void {
    if (!this.isBooted) return;
    for (const token of this.tokens.push(Uint8Array.of(byte))) this.obey(token);
  }

  /** As after the reset button. */
  reset(): void {
    this.channel = 'closed';
    this.role = '';
    this.offers = noOffers;
    this.sequences = this.sequences.map(() => 0);
    this.tokens.clear();
  }

  /** Sends text as it is. */
  say(text: string): void {
    for (const character of text) this.onByte?.(character.charCodeAt(0));
  }

  /** As the program's Can_Write: false when there is no free mailbox, or the channel is closed. */
  transmit(frame: SlcanFrame): boolean {
    if (this.channel !== 'open') return false;
    if (this.role !== 'e') {
      this.say(`${formatFrame(frame)}\r`);
      return true;
    }
    const mailbox = this.offers.indexOf(undefined);
    if (mailbox < 0) return false;
    this.offer(mailbox, `xt${mailbox}${this.sequence(mailbox)}${formatFrame(frame)}\r`);
    return true;
  }

  /** What is half received, and which mailboxes wait. */
  protected transferLine(tape: StateTape): void {
    this.tokens.transfer(tape);
    this.offers = [...tape.data([...this.offers])];
    this.sequences = [...tape.data([...this.sequences])];
  }

  private offer(mailbox: number, line: string): void {
    this.offers = this.offers.with(mailbox, { line, saidNs: this.nowNs });
    this.say(line);
  }

  /** Its digit. */
  private sequence(mailbox: number): string {
    return hex(this.sequences[mailbox] ?? 0, 1);
  }

  private free(mailbox: number): void {
    if (this.offers[mailbox] === undefined) return;
    this.offers = this.offers.with(mailbox, undefined);
    this.sequences = this.sequences.with(mailbox, ((this.sequences[mailbox] ?? 0) + 1) % 16);
  }

  private get isBooted(): boolean {
    return this.nowNs >= (this.options.bootNs ?? 0);
  }

  private obey(token: SlcanToken): void {
    if (token.kind === 'bell') return;
    const answer = token.kind === 'line' ? this.answer(token.text) : '\u0007';
    const isAnswered = this.options.answers !== 'none' || answer.length > 2;
    if (isAnswered) this.say(answer);
  }

  private answer(text: string): string {
    const { answers = 'z', roles, window = 4, refuses } = this.options;
    const ok = '\r';
    const no = '\u0007';
    this.lines.push(text);
    if (refuses?.test(text)) return no;
    switch (text[0]) {
      case undefined:
        return ok;
      case 'V':
        return 'V1001\r';
      case 'v':
        return roles === undefined ? no : `vvfb1 board=script roles=${roles} window=${window}\r`;
      case 'C':
        this.channel = 'closed';
        this.offers.forEach((_, mailbox) => {
          this.free(mailbox);
        });
        return ok;
      case 'S':
        return this.channel === 'closed' ? ok : no;
      case 'O':
      case 'L':
        if (this.channel !== 'closed') return no;
        this.channel = text === 'O' ? 'open' : 'listening';
        return ok;
      case 'F': {
        if (this.channel === 'closed' || roles === undefined) return no;
        const flags = this.flags.toString(16).padStart(2, '0');
        this.flags = 0;
        return `F${flags}\r`;
      }
      case 't':
      case 'T':
      case 'r':
      case 'R': {
        const frame = parseFrame(text);
        if (frame === undefined || this.channel !== 'open') return no;
        this.received.push(frame);
        this.options.onFrame?.(this, frame);
        if (answers !== 'z') return ok;
        return frame.extended ? 'Z\r' : 'z\r';
      }
      case 'x':
        return this.extension(text) ?? no;
      default:
        return no;
    }
  }

  /** Undefined: refused. */
  private extension(text: string): string | undefined {
    const { roles = '' } = this.options;
    const ok = '\r';
    if (text.length === 2) {
      if (this.channel !== 'closed' || !roles.includes(text[1] ?? '?')) return undefined;
      this.role = text[1] ?? '';
      return ok;
    }
    if (this.role === 'i') return /^x(o..[iuoap]|s..|w..[01]|p.{6})$/.test(text) ? ok : undefined;
    if (this.role !== 'e' || !/^xk[0-9A-Fa-f]{2}$/.test(text)) return undefined;
    const mailbox = Number.parseInt(text[2] ?? '', 16);
    if (this.offers[mailbox] !== undefined && text[3] === this.sequence(mailbox)) {
      this.confirmations.push(text.slice(2));
      this.free(mailbox);
    }
    return ok;
  }
}

const noOffers: (Offer | undefined)[] = Array.from({ length: mailboxes }, () => undefined);
