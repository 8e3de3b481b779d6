/** The shifts and masks of the C BSW put signals where the oracles put them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../bsw-sim/sim/random.ts';
import { packLines, packValue, unpackLines } from '../../generator/emit/c/bsw/com-packing.ts';
import type { BaseTypeName, ComSignalPlan } from '../../generator/plan/rte-plan.ts';
import { bitsOfSignal } from '../../generator/plan/signal-bits.ts';
import { hasHostCompiler, hostProgram } from '../helpers/boards/host-bsw.ts';
import { projectRoot } from '../helpers/examples.ts';

interface PackingCase {
  readonly signal: ComSignalPlan;
  readonly widthBytes: number;
  /** Contents before packing. */
  readonly before: Uint8Array;
  /** The object in memory, least significant byte first. */
  readonly value: Uint8Array;
}

interface Outcome {
  readonly packed: string;
  readonly unpacked: string;
}

/** Packs over `before`, and unpacks from what was packed. */
function compiled(cases: readonly PackingCase[]): readonly Outcome[] {
  const list = (bytes: Uint8Array) => [...bytes].map((byte) => `${byte}U`).join(', ');
  const functions = cases.map(({ signal, before, value, widthBytes }, i) =>
    [
      `static void case${i}(void)`,
      '{',
      `    uint8 data[${before.length}] = {${list(before)}};`,
      '    {',
      `        const uint8 value[${widthBytes}] = {${list(value)}};`,
      ...packLines(signal).map((line) => `        ${line}`),
      '    }',
      '    print(data, sizeof data);',
      '    {',
      `        uint8 value[${widthBytes}];`,
      ...unpackLines(signal).map((line) => `        ${line}`),
      '        print(value, sizeof value);',
      '    }',
      '}',
    ].join('\n'),
  );
  const text = [
    '#include <stdio.h>',
    '#include "Std_Types.h"',
    'static void print(const uint8 *bytes, size_t length)',
    '{',
    '    size_t i;',
    '    for (i = 0U; i < length; i++) { (void)printf("%02x", (unsigned)bytes[i]); }',
    '    (void)printf("\\n");',
    '}',
    ...functions,
    // A table: a compiler would put functions that are called once into one of thousands of lines.
    'static void (*const cases[])(void) = {',
    ...cases.map((_, i) => `    case${i},`),
    '};',
    'int main(void)',
    '{',
    '    size_t i;',
    '    for (i = 0U; i < sizeof cases / sizeof cases[0]; i++) { cases[i](); }',
    '    return 0;',
    '}',
    '',
  ].join('\n');
  const lines = hostProgram([{ path: 'packing.c', text }], []).run([]);
  return cases.map((_, i) => ({
    packed: lines[2 * i] ?? '',
    unpacked: lines[2 * i + 1] ?? '',
  }));
}

function signalOf(
  startPosition: number,
  lengthBits: number,
  byteOrder: ComSignalPlan['byteOrder'],
  type: ComSignalPlan['type'],
): ComSignalPlan {
  return {
    ...{ name: 'Signal', iPdu: 'IPdu', source: '', path: '' },
    ...{ startPosition, lengthBits, byteOrder, type },
    ...{ transferProperty: 'PENDING', initValue: 0, callbacks: {} },
  };
}

const bit = (bytes: Uint8Array, i: number) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** One bit at a time. */
function expected({ signal, before, value, widthBytes }: PackingCase): Outcome {
  const data = before.slice();
  const unpacked = new Uint8Array(widthBytes);
  const positions = bitsOfSignal(signal);
  for (const [i, position] of positions.entries()) {
    const byte = position >> 3;
    const mask = 1 << (position & 7);
    data[byte] = bit(value, i) === 1 ? (data[byte] ?? 0) | mask : (data[byte] ?? 0) & ~mask;
  }
  const sign = signal.type.startsWith('sint') ? bit(value, signal.lengthBits - 1) : 0;
  for (let i = 0; i < 8 * widthBytes; i++) {
    const set = i < signal.lengthBits ? bit(value, i) : sign;
    unpacked[i >> 3] = (unpacked[i >> 3] ?? 0) | (set << (i & 7));
  }
  return { packed: hex(data), unpacked: hex(unpacked) };
}

function randomCase(random: RandomStream): PackingCase {
  const types = [
    ...['uint8', 'sint8', 'uint16', 'sint16', 'uint32', 'sint32', 'uint64', 'sint64'],
    ...['float32', 'float64', 'boolean'],
  ] as BaseTypeName[];
  const type = types[random.integer(types.length)] ?? 'uint8';
  const widthBytes = type === 'boolean' ? 1 : Number(/\d+/.exec(type)?.[0]) / 8;
  const lengthBits = type.startsWith('float') ? 8 * widthBytes : 1 + random.integer(8 * widthBytes);
  const first = random.integer(65 - lengthBits);
  const isBig = random.integer(2) === 1;
  const bytes = (length: number) => Uint8Array.from({ length }, () => random.integer(256));
  return {
    // Counted along bytes whose bit 7 comes first, for big endian.
    signal: signalOf(
      isBig ? 8 * Math.floor(first / 8) + (7 - (first % 8)) : first,
      lengthBits,
      isBig ? 'big-endian' : 'little-endian',
      type,
    ),
    widthBytes,
    before: bytes(8),
    value: bytes(widthBytes),
  };
}

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

const oracleFile = join(projectRoot, '..', 'shared', 'oracles', 'signal-layouts.json');
const isCi = process.env.CI === 'true';

describe.skipIf(!hasHostCompiler && !isCi)('C packing code', () => {
  it('moves the bits of any signal, no others, and the sign', () => {
    const random = new RandomStream(1, 'packing');
    const cases = Array.from({ length: 600 }, () => randomCase(random));
    expect(compiled(cases)).toEqual(cases.map(expected));
  });

  it.skipIf(!existsSync(oracleFile) && !isCi)(
    'gives the bytes that another tool computed (skipped without ../shared)',
    () => {
      const { cases }: { cases: OracleCase[] } = JSON.parse(readFileSync(oracleFile, 'utf8'));
      expect(cases.length).toBeGreaterThan(100);
      // Each signal is packed over what the others have left: from first to last.
      const steps = cases.flatMap(({ lengthBytes, unusedBytePattern, bytes, signals }) => {
        const before = new Uint8Array(lengthBytes).fill(unusedBytePattern);
        return signals.map((given, i) => {
          const width = [8, 16, 32, 64].find((bits) => given.lengthBits <= bits) ?? 64;
          const isBig = given.byteOrder === 'MOST-SIGNIFICANT-BYTE-FIRST';
          const signal = {
            ...signalOf(
              given.startPosition,
              given.lengthBits,
              isBig ? 'big-endian' : 'little-endian',
              `${given.signed ? 'sint' : 'uint'}${width}` as BaseTypeName,
            ),
            initValue: given.value,
          };
          const value = new Uint8Array(8);
          const whole = BigInt.asUintN(64, BigInt(given.value));
          new DataView(value.buffer).setBigUint64(0, whole, true);
          const widthBytes = width / 8;
          const step = {
            signal,
            widthBytes,
            before: before.slice(),
            value: value.slice(0, widthBytes),
          };
          // Initial values are packed by the generator.
          packValue(signal, signal.initValue, before);
          return { step, after: hex(before), isLast: i === signals.length - 1, bytes };
        });
      });
      const outcomes = compiled(steps.map(({ step }) => step));
      for (const [i, { step, after, isLast, bytes }] of steps.entries()) {
        expect(outcomes[i]).toEqual({ packed: after, unpacked: hex(step.value) });
        if (isLast) expect(after).toBe(bytes);
      }
    },
  );
});
