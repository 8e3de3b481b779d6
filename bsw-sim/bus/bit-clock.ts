/**
 * Instants on the wire. Bits are counted, and the count is turned into nanoseconds from the last
 * start of frame after a pause, so that a bit time that is no whole number of nanoseconds does not
 * add up its rounding over frames that follow each other.
 */

import type { StateTape } from '../sim/state-tape.ts';

/** The most classic CAN has. */
const maxBitRate = 1_000_000;
const nsPerSecond = 1_000_000_000;

export class BitClock {
  readonly bitRate: number;
  private originNs = 0;
  private bits = 0;

  /** `bitRate` in bit/s, an integer from 1 to 1,000,000, else throws. */
  constructor(bitRate: number) {
    if (!Number.isInteger(bitRate) || bitRate < 1 || bitRate > maxBitRate) {
      throw new RangeError(`bit rate of ${bitRate} bit/s: not an integer from 1 to ${maxBitRate}`);
    }
    this.bitRate = bitRate;
  }

  /** Starts counting at this instant. */
  restart(nowNs: number): void {
    this.originNs = nowNs;
    this.bits = 0;
  }

  /** Moves on by a number of bits. */
  advance(bits: number): void {
    this.bits += bits;
    // `bitRate` bits are one second exactly; below that the product in `instantAfter` is exact.
    while (this.bits >= this.bitRate) {
      this.bits -= this.bitRate;
      this.originNs += nsPerSecond;
    }
  }

  transfer(tape: StateTape): void {
    this.originNs = tape.number(this.originNs);
    this.bits = tape.number(this.bits);
  }

  /** The instant `bits` after the present bit, to the nearest nanosecond. */
  instantAfter(bits: number): number {
    return this.originNs + Math.round(((this.bits + bits) * nsPerSecond) / this.bitRate);
  }
}

/** How long `bits` take, to the nearest nanosecond. */
export function durationNs(bits: number, bitRate: number): number {
  const seconds = Math.floor(bits / bitRate);
  return seconds * nsPerSecond + Math.round(((bits % bitRate) * nsPerSecond) / bitRate);
}
