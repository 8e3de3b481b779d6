/**
 * Random numbers by name: each use has a stream of its own, made from the run's seed and the name,
 * so that one more use in one place does not change the numbers of another.
 */

import type { StateTape } from './state-tape.ts';

/** The generator is sfc32: 128 bits of state, the same numbers on every machine. */
export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** `seed` is any safe integer. */
  constructor(seed: number, name: string) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not a safe integer`);
    this.a = hash(`${seed}/${name}`, 0x811c9dc5);
    this.b = hash(`${seed}/${name}`, 0x9e3779b9);
    this.c = hash(`${seed}/${name}`, 0x85ebca6b);
    // The first outputs still resemble the hashes.
    for (let i = 0; i < 15; i++) this.next32();
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  next(): number {
    const high = this.next32() >>> 5;
    const low = this.next32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Uniform in 0..maxExclusive-1; `maxExclusive` is a positive safe integer. */
  integer(maxExclusive: number): number {
    if (!Number.isSafeInteger(maxExclusive) || maxExclusive <= 0) {
      throw new RangeError(`random integer below ${maxExclusive}`);
    }
    return Math.floor(this.next() * maxExclusive);
  }

  transfer(tape: StateTape): void {
    this.a = tape.number(this.a);
    this.b = tape.number(this.b);
    this.c = tape.number(this.c);
    this.counter = tape.number(this.counter);
  }

  private next32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }
}

/** FNV-1a over UTF-16 units, with a final mix so that close names give distant values. */
function hash(text: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return value ^ (value >>> 16);
}
