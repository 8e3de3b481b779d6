/**
 * Role e: which frame each mailbox of a board offers, and what the board is told of it. A damaged line makes
 * either side say a thing again; the sequence of a frame shows that it is the same one.
 */
import type { StateTape } from '../sim/state-tape.ts';
import type { SendWindow } from './send-window.ts';
import { hex, parseFrame, type SlcanFrame } from './slcan-frames.ts';

/** A hexadecimal digit names a mailbox. */
export const mailboxCount = 16;

export interface Offer {
  readonly mailbox: number;
  /** The frame's number among those of its mailbox, modulo 16. */
  readonly sequence: number;
  readonly frame: SlcanFrame;
}

/** `xtms<frame>`; undefined for anything else. */
export function parseOffer(line: string): Offer | undefined {
  const [, mailbox, sequence, text = ''] = /^xt([0-9A-Fa-f])([0-9A-Fa-f])(.*)$/.exec(line) ?? [];
  const frame = parseFrame(text);
  if (mailbox === undefined || sequence === undefined || frame === undefined) return undefined;
  return { mailbox: Number.parseInt(mailbox, 16), sequence: Number.parseInt(sequence, 16), frame };
}

export class MailboxOffers {
  private readonly window: Pick<SendWindow, 'latest' | 'forget' | 'has'>;
  /** By mailbox: the sequence of the last frame, and 1 once that was sent. */
  private readonly sequences = Array.from({ length: mailboxCount }, () => unknown);
  private readonly sent = Array.from({ length: mailboxCount }, () => 0);

  constructor(window: Pick<SendWindow, 'latest' | 'forget' | 'has'>) {
    this.window = window;
  }

  /** A channel was opened: all mailboxes are free, and a board that was reset counts anew. */
  begin(): void {
    this.sequences.fill(unknown);
    this.sent.fill(0);
  }

  /** False: it is an offer that was taken before. */
  take({ mailbox, sequence }: Offer): boolean {
    if (sequence === this.sequences[mailbox]) {
      // The board has not heard yet that the frame was sent.
      if (this.sent[mailbox] === 1 && !this.window.has(key(mailbox))) this.tell(mailbox);
      return false;
    }
    this.sequences[mailbox] = sequence;
    this.sent[mailbox] = 0;
    // Who fills a mailbox again has been told what became of it.
    this.window.forget(key(mailbox));
    return true;
  }

  /** The frame that the mailbox offered last was sent. */
  confirm(mailbox: number): void {
    this.sent[mailbox] = 1;
    this.tell(mailbox);
  }

  transfer(tape: StateTape): void {
    tape.numbers(this.sequences);
    tape.numbers(this.sent);
  }

  private tell(mailbox: number): void {
    const digits = hex(mailbox, 1) + hex(this.sequences[mailbox] ?? unknown, 1);
    this.window.latest(key(mailbox), `xk${digits}`);
  }
}

/** Instead of a sequence. */
const unknown = -1;

function key(mailbox: number): string {
  return `mailbox ${mailbox}`;
}
