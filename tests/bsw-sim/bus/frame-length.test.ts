/** Frame lengths: against a bit-by-bit encoder, vectors from outside, and the proven bounds. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanFrame } from '../../../bsw-sim/bus/can-frame.ts';
import { crc15, frameLengthBits, stuffBits } from '../../../bsw-sim/bus/frame-length.ts';
import { RandomStream } from '../../../bsw-sim/sim/random.ts';
import { encode } from './bit-by-bit.ts';
import { frame } from './wire.ts';

/** Bytes that make long runs are as likely as any others. */
const byte = fc.oneof(fc.constantFrom(0x00, 0xff, 0xf8, 0x3e, 0x0f, 0x83, 0x1f), fc.nat(255));

const anyFrame: fc.Arbitrary<CanFrame> = fc
  .record({
    extended: fc.boolean(),
    remote: fc.boolean(),
    base: fc.oneof(fc.constantFrom(0, 0x7ff, 0x7c0, 0x01f), fc.nat(0x7ff)),
    extension: fc.oneof(fc.constantFrom(0, 0x3ffff), fc.nat(0x3ffff)),
    data: fc.array(byte, { maxLength: 8 }),
  })
  .map(({ extended, remote, base, extension, data }) => {
    const id = extended ? base * 2 ** 18 + extension : base;
    return frame(id, { extended, remote, data: remote ? [] : data, lengthBytes: data.length });
  });

const oracle = new URL('../../../../shared/oracles/can-frames.json', import.meta.url);

interface Vector extends Pick<CanFrame, 'id' | 'extended' | 'remote'> {
  readonly dlc: number;
  readonly data: string;
  readonly crc15: number;
  readonly stuffBits: number;
  readonly frameBits: number;
}

describe('frame length', () => {
  it('equals that of a bit-by-bit encoder', () => {
    fc.assert(
      fc.property(anyFrame, (any) => {
        expect({
          crc15: crc15(any),
          stuffBits: stuffBits(any),
          frameBits: frameLengthBits(any),
        }).toEqual(encode(any));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    { bytes: 0, shortest: 48, longest: 53 },
    { bytes: 1, shortest: 56, longest: 62 },
  ])(
    'reaches from $shortest to $longest bits, intermission included, for $bytes bytes',
    ({ bytes, shortest, longest }) => {
      const data = new Uint8Array(bytes);
      let least = Number.POSITIVE_INFINITY;
      let most = 0;
      for (let id = 0; id <= 0x7ff; id++) {
        for (let value = 0; value < 256 ** bytes; value++) {
          data[0] = value;
          const any = {
            id,
            extended: false,
            remote: false,
            lengthBytes: bytes,
            data,
            queuedAtNs: 0,
          };
          const bits = frameLengthBits(any) + 3;
          least = Math.min(least, bits);
          most = Math.max(most, bits);
        }
      }
      expect([least, most]).toEqual([shortest, longest]);
    },
  );

  /** Proven over all frames, intermission included: by number of bytes, [least, most]. */
  const standardBounds: readonly (readonly [number, number])[] = [
    [48, 53],
    [56, 62],
    [64, 72],
    [72, 83],
    [79, 93],
    [87, 102],
    [95, 113],
    [103, 124],
    [111, 133],
  ];
  const extendedBounds: readonly (readonly [number, number])[] = [
    [68, 78],
    [76, 88],
    [84, 98],
    [92, 108],
    [99, 118],
    [107, 128],
    [115, 138],
    [123, 148],
    [131, 158],
  ];

  it('of a data frame stays within the exact bounds', () => {
    fc.assert(
      fc.property(anyFrame, (any) => {
        const dataFrame = { ...any, remote: false, data: new Uint8Array(8) };
        dataFrame.data.set(any.data);
        const bounds = (any.extended ? extendedBounds : standardBounds)[any.lengthBytes];
        const bits = frameLengthBits(dataFrame) + 3;
        expect(bits).toBeGreaterThanOrEqual(bounds?.[0] ?? Number.NaN);
        expect(bits).toBeLessThanOrEqual(bounds?.[1] ?? Number.NaN);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    { extended: false, mean: 114.28 },
    { extended: true, mean: 135.05 },
  ])(
    'is $mean bits in the mean over random frames of 8 bytes, extended: $extended',
    ({ extended, mean }) => {
      const random = new RandomStream(1, 'frames');
      const data = new Uint8Array(8);
      const count = 40_000;
      let bits = 0;
      for (let i = 0; i < count; i++) {
        for (let position = 0; position < 8; position++) data[position] = random.integer(256);
        const id = random.integer(extended ? 2 ** 29 : 2 ** 11);
        bits +=
          frameLengthBits({ id, extended, remote: false, lengthBytes: 8, data, queuedAtNs: 0 }) + 3;
      }
      expect(Math.abs(bits / count - mean)).toBeLessThan(0.05);
    },
  );
});

describe.skipIf(!existsSync(oracle))('frame vectors of ../shared/oracles', () => {
  it('all have the CRC, stuff bits and length given there', () => {
    const { frames } = JSON.parse(readFileSync(oracle, 'utf8')) as { frames: Vector[] };
    expect(frames.length).toBeGreaterThan(200);
    for (const vector of frames) {
      const { id, extended, remote, dlc, data } = vector;
      const any = frame(id, {
        extended,
        remote,
        data: [...Buffer.from(data, 'hex')],
        lengthBytes: dlc,
      });
      expect({
        ...vector,
        crc15: crc15(any),
        stuffBits: stuffBits(any),
        frameBits: frameLengthBits(any),
      }).toEqual(vector);
    }
  });
});
