/** Instants on the wire: exact at any bit rate, however many bits went before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitClock, durationNs } from '../../../bsw-sim/bus/bit-clock.ts';

/** Nearest nanosecond, halves up, in exact arithmetic. */
function exactNs(bits: number, bitRate: number): number {
  const twice = (2n * BigInt(bits) * 1_000_000_000n) / BigInt(bitRate);
  return Number((twice + 1n) / 2n);
}

describe('bit clock', () => {
  it('does not add up rounding over bits that follow each other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.nat(10 ** 9),
        fc.array(fc.integer({ min: 44, max: 160 }), { minLength: 1, maxLength: 300 }),
        (bitRate, originNs, frames) => {
          const clock = new BitClock(bitRate);
          clock.restart(originNs);
          let bits = 0;
          for (const frame of frames) {
            bits += frame;
            expect(clock.instantAfter(frame)).toBe(originNs + exactNs(bits, bitRate));
            expect(durationNs(bits, bitRate)).toBe(exactNs(bits, bitRate));
            clock.advance(frame);
          }
        },
      ),
    );
  });

  it.each([0, -1, 1.5, 1_000_001, Number.NaN])('refuses a bit rate of %d', (bitRate) => {
    expect(() => new BitClock(bitRate)).toThrow(`bit rate of ${bitRate}`);
  });
});
