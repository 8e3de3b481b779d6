/** Generated packing code against an oracle that moves one bit at a time. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packing } from '../../generator/emit/typescript/packing.ts';
import type { BaseTypeName, ComSignalPlan } from '../../generator/plan/rte-plan.ts';
import { byteAt, scratch } from '../../rte/typescript/packing.ts';
import { projectRoot } from '../helpers/examples.ts';

/** A signal's place, type and value; the value of a float or of bytes as the bits it has. */
interface Layout {
  readonly startPosition: number;
  readonly lengthBits: number;
  readonly byteOrder: 'little-endian' | 'big-endian' | 'opaque';
  readonly type: BaseTypeName | 'bytes';
  readonly bits: bigint;
}

// ---- the code under test ----------------------------------------------------------------------------

function pack({ valueType, pack: statements }: ReturnType<typeof packing>) {
  const body = statements.join('\n');
  return new Function('byteAt', 'scratch', 'data', 'value', `/* ${valueType} */ ${body}`).bind(
    undefined,
    byteAt,
    scratch,
  ) as (data: Uint8Array, value: unknown) => void;
}

function unpack({ prepare, unpack: expression }: ReturnType<typeof packing>) {
  const body = `${prepare.join('\n')}\nreturn ${expression};`;
  return new Function('byteAt', 'scratch', 'data', body).bind(undefined, byteAt, scratch) as (
    data: Uint8Array,
  ) => unknown;
}

function signal(layout: Layout): ComSignalPlan {
  const { startPosition, lengthBits, byteOrder, type } = layout;
  return {
    name: 'Signal',
    iPdu: 'IPdu',
    source: '',
    path: '',
    startPosition,
    lengthBits,
    byteOrder,
    type,
    transferProperty: 'PENDING',
    initValue: 0,
    callbacks: {},
  };
}

// ---- the oracle -------------------------------------------------------------------------------------

/** Bit `i` of the signal (0 is the least significant) as a position in the I-PDU. */
function position(layout: Layout, i: number): number {
  if (layout.byteOrder !== 'big-endian') return layout.startPosition + i;
  // Count from the most significant bit along bytes whose bit 7 comes first.
  const { startPosition, lengthBits } = layout;
  const sequence = 8 * Math.floor(startPosition / 8) + (7 - (startPosition % 8));
  const at = sequence + (lengthBits - 1 - i);
  return 8 * Math.floor(at / 8) + (7 - (at % 8));
}

function packBits(layout: Layout, data: Uint8Array): void {
  for (let i = 0; i < layout.lengthBits; i += 1) {
    const at = position(layout, i);
    const mask = 1 << (at % 8);
    const byte = Math.floor(at / 8);
    const old = data[byte] ?? 0;
    data[byte] = (layout.bits >> BigInt(i)) & 1n ? old | mask : old & ~mask;
  }
}

/** The value as a component has it: a number, a bigint for 64-bit types, bytes. */
function componentValue({ type, bits, lengthBits }: Layout): number | bigint | Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(64, bits), true);
  switch (type) {
    case 'bytes':
      return Uint8Array.from({ length: lengthBits / 8 }, (_, i) =>
        Number((bits >> BigInt(8 * i)) & 0xffn),
      );
    case 'float32':
      return view.getFloat32(0, true);
    case 'float64':
      return view.getFloat64(0, true);
    case 'uint64':
      return BigInt.asUintN(lengthBits, bits);
    case 'sint64':
      return BigInt.asIntN(lengthBits, bits);
    default:
      return Number(
        type.startsWith('sint')
          ? BigInt.asIntN(lengthBits, bits)
          : BigInt.asUintN(lengthBits, bits),
      );
  }
}

// ---- random layouts ---------------------------------------------------------------------------------

/** Types with the lengths they may have on the bus. */
const lengths: readonly { type: Layout['type']; least: number; most: number; step: number }[] = [
  { type: 'boolean', least: 1, most: 8, step: 1 },
  { type: 'uint8', least: 1, most: 8, step: 1 },
  { type: 'uint16', least: 1, most: 16, step: 1 },
  { type: 'uint32', least: 1, most: 32, step: 1 },
  { type: 'uint64', least: 1, most: 64, step: 1 },
  { type: 'sint8', least: 1, most: 8, step: 1 },
  { type: 'sint16', least: 1, most: 16, step: 1 },
  { type: 'sint32', least: 1, most: 32, step: 1 },
  { type: 'sint64', least: 1, most: 64, step: 1 },
  { type: 'float32', least: 32, most: 32, step: 1 },
  { type: 'float64', least: 64, most: 64, step: 1 },
  { type: 'bytes', least: 8, most: 512, step: 8 },
];

const randomCase = fc
  .record({
    lengthBytes: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 64 })),
    kind: fc.constantFrom(...lengths),
    bigEndian: fc.boolean(),
    // Fractions of what is possible, so that every draw is a layout.
    length: fc.nat(10_000),
    start: fc.nat(10_000),
    bits: fc.bigInt({ min: 0n, max: 2n ** 512n - 1n }),
    fill: fc.uint8Array({ minLength: 64, maxLength: 64 }),
  })
  .filter(({ kind, lengthBytes }) => kind.least <= 8 * lengthBytes)
  .map(({ lengthBytes, kind, bigEndian, length, start, bits, fill }) => {
    const most = Math.min(kind.most, 8 * lengthBytes);
    const choices = Math.floor((most - kind.least) / kind.step) + 1;
    const lengthBits = kind.least + kind.step * (length % choices);
    const places = 8 * lengthBytes - lengthBits + 1;
    const at = kind.type === 'bytes' ? 8 * (start % Math.ceil(places / 8)) : start % places;
    const isBig = bigEndian && kind.type !== 'bytes';
    const layout: Layout = {
      // Counted along the bits in their order, then turned into AUTOSAR's position.
      startPosition: isBig ? 8 * Math.floor(at / 8) + (7 - (at % 8)) : at,
      lengthBits,
      byteOrder: kind.type === 'bytes' ? 'opaque' : isBig ? 'big-endian' : 'little-endian',
      type: kind.type,
      bits: bits & ((1n << BigInt(lengthBits)) - 1n),
    };
    return { layout, data: fill.slice(0, lengthBytes) };
  })
  // JavaScript need not keep the bits of what is not a number.
  .filter(({ layout }) => !Number.isNaN(componentValue(layout)));

describe('generated packing code', () => {
  it('puts the bits of any signal where the oracle puts them, and no others', () => {
    fc.assert(
      fc.property(randomCase, ({ layout, data }) => {
        const expected = data.slice();
        packBits(layout, expected);
        const actual = data.slice();
        pack(packing(signal(layout)))(actual, componentValue(layout));
        expect(actual).toEqual(expected);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('reads back what the oracle has put, sign and all', () => {
    fc.assert(
      fc.property(randomCase, ({ layout, data }) => {
        const packed = data.slice();
        packBits(layout, packed);
        expect(unpack(packing(signal(layout)))(packed)).toEqual(componentValue(layout));
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});

// ---- layouts that other tools have computed ---------------------------------------------------------

const oracleFile = join(projectRoot, '..', 'shared', 'oracles', 'signal-layouts.json');

interface OracleCase {
  readonly lengthBytes: number;
  readonly unusedBytePattern: number;
  readonly bytes: string;
  readonly signals: readonly {
    readonly startPosition: number;
    readonly lengthBits: number;
    readonly byteOrder: string;
    readonly signed: boolean;
    readonly value: string;
  }[];
}

describe.skipIf(!existsSync(oracleFile))(
  'layouts that another tool computed (skipped without ../shared)',
  () => {
    it('give the same bytes, and the same values back', () => {
      const { cases }: { cases: OracleCase[] } = JSON.parse(readFileSync(oracleFile, 'utf8'));
      expect(cases.length).toBeGreaterThan(100);
      for (const { lengthBytes, unusedBytePattern, bytes, signals } of cases) {
        const data = new Uint8Array(lengthBytes).fill(unusedBytePattern);
        const expected = Uint8Array.from(Buffer.from(bytes, 'hex'));
        for (const { startPosition, lengthBits, byteOrder, signed, value } of signals) {
          const width = [8, 16, 32, 64].find((bits) => lengthBits <= bits) ?? 64;
          const code = packing(
            signal({
              startPosition,
              lengthBits,
              byteOrder:
                byteOrder === 'MOST-SIGNIFICANT-BYTE-FIRST' ? 'big-endian' : 'little-endian',
              type: `${signed ? 'sint' : 'uint'}${width}` as BaseTypeName,
              bits: 0n,
            }),
          );
          const number = width === 64 ? BigInt(value) : Number(value);
          pack(code)(data, number);
          expect(unpack(code)(expected)).toBe(number);
        }
        expect(Buffer.from(data).toString('hex')).toBe(bytes);
      }
    });
  },
);
