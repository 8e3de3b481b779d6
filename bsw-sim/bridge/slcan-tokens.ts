/** Bytes of a serial line → the lines and bells in them. Whatever arrives, it goes on understanding. */
import type { StateTape } from '../sim/state-tape.ts';

/** A line without its CR, a BEL, or something that can be no line. */
export type SlcanToken =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'bell' }
  | { readonly kind: 'noise' };

/** Longer than any line there is: version texts may be long, frames have 31 characters. */
const longestLine = 120;

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const bel = 0x07;

export class SlcanTokens {
  private pending = '';
  /** The line begun can be none: it is skipped up to its end. */
  private isNoise = false;

  /** Takes bytes in pieces of any size. */
  push(bytes: Uint8Array): SlcanToken[] {
    const tokens: SlcanToken[] = [];
    for (const byte of bytes) {
      if (byte === carriageReturn) {
        tokens.push(this.isNoise ? { kind: 'noise' } : { kind: 'line', text: this.pending });
        this.clear();
      } else if (byte === bel) {
        // A bell stands alone. What came before it has lost its end.
        if (this.isNoise || this.pending !== '') tokens.push({ kind: 'noise' });
        tokens.push({ kind: 'bell' });
        this.clear();
      } else if (byte === lineFeed && this.pending === '') {
        // Some adapters end their version with CR LF.
      } else if (byte < 0x20 || byte > 0x7e || this.pending.length === longestLine) {
        this.isNoise = true;
      } else {
        this.pending += String.fromCharCode(byte);
      }
    }
    return tokens;
  }

  clear(): void {
    this.pending = '';
    this.isNoise = false;
  }

  transfer(tape: StateTape): void {
    this.pending = tape.data(this.pending);
    this.isNoise = tape.boolean(this.isNoise);
  }
}
