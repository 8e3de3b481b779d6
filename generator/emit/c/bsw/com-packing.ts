/**
 * The shifts and masks that put a signal into the bytes of an I-PDU and take it out again, byte by byte: an
 * 8-bit processor has nothing wider, and every board is little-endian.
 */
import type { ComSignalPlan, ValuePlan } from '../../../plan/rte-plan.ts';
import { bitsOfSignal } from '../../../plan/signal-bits.ts';

/** Consecutive bits that lie in one byte of the I-PDU and in one of the value. */
interface Piece {
  readonly byte: number;
  readonly bit: number;
  readonly count: number;
  readonly valueByte: number;
  readonly valueBit: number;
}

/** Statements over `data` and `value`. */
export function packLines(signal: ComSignalPlan): readonly string[] {
  return piecesOf(signal).map(({ byte, bit, count, valueByte, valueBit }) => {
    const source = `value[${valueByte}]`;
    if (count === 8) return `data[${byte}] = ${source};`;
    const mask = ((1 << count) - 1) << bit;
    const by = bit - valueBit;
    const shifted =
      by === 0 ? source : `(uint8)(${source} ${by > 0 ? '<<' : '>>'} ${Math.abs(by)})`;
    return `data[${byte}] = (uint8)((data[${byte}] & ${hex(0xff & ~mask)}) | (${shifted} & ${hex(mask)}));`;
  });
}

export function unpackLines(signal: ComSignalPlan): readonly string[] {
  const pieces = piecesOf(signal);
  const { lengthBits } = signal;
  const lines: string[] = [];
  const top = (lengthBits - 1) >> 3;
  for (let valueByte = 0; valueByte < widthBytes(signal); valueByte++) {
    const parts = pieces.filter((piece) => piece.valueByte === valueByte).map(load);
    const [first] = parts;
    if (first !== undefined) {
      const sum = parts.map(({ text }) => text).join(' | ');
      const isByte = parts.length === 1 && first.isByte;
      const cast = parts.length === 1 ? `(uint8)${sum}` : `(uint8)(${sum})`;
      lines.push(`value[${valueByte}] = ${isByte ? sum : cast};`);
      if (isSigned(signal) && valueByte === top && lengthBits % 8 !== 0) {
        const sign = 1 << ((lengthBits - 1) & 7);
        const above = 0xff & ~(2 * sign - 1);
        lines.push(
          `if ((value[${top}] & ${hex(sign)}) != 0U) { value[${top}] = (uint8)(value[${top}] | ${hex(above)}); }`,
        );
      }
    } else {
      lines.push(
        isSigned(signal)
          ? `value[${valueByte}] = ((value[${top}] & 0x80U) != 0U) ? 0xFFU : 0x00U;`
          : `value[${valueByte}] = 0x00U;`,
      );
    }
  }
  return lines;
}

/** Bits of the I-PDU that a signal covers, as bytes. */
export function coverOf(signals: readonly ComSignalPlan[], lengthBytes: number): Uint8Array {
  const cover = new Uint8Array(lengthBytes);
  for (const signal of signals) {
    for (const position of bitsOfSignal(signal)) setBit(cover, position, 1);
  }
  return cover;
}

/** Writes the initial value of a signal into the contents of its I-PDU. */
export function packValue(signal: ComSignalPlan, value: ValuePlan, contents: Uint8Array): void {
  const bytes = bytesOf(value, signal);
  for (const [i, position] of positionsOf(signal).entries()) {
    setBit(contents, position, ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1);
  }
}

function load({ byte, bit, count, valueBit }: Piece): { text: string; isByte: boolean } {
  const source = `data[${byte}]`;
  if (count === 8) return { text: source, isByte: true };
  const shifted = bit === 0 ? source : `(data[${byte}] >> ${bit})`;
  const masked = `(${shifted} & ${hex((1 << count) - 1)})`;
  return { text: valueBit === 0 ? masked : `(${masked} << ${valueBit})`, isByte: false };
}

function piecesOf(signal: ComSignalPlan): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [i, position] of positionsOf(signal).entries()) {
    const byte = position >> 3;
    const valueByte = i >> 3;
    // What a signal has beyond its type is nothing.
    if (valueByte >= widthBytes(signal)) break;
    const last = pieces.at(-1);
    if (last?.byte === byte && last.valueByte === valueByte) {
      pieces[pieces.length - 1] = { ...last, count: last.count + 1 };
    } else {
      pieces.push({ byte, bit: position & 7, count: 1, valueByte, valueBit: i & 7 });
    }
  }
  return pieces;
}

/** Position of each bit of the value, the least significant first; bytes are numbered as they lie. */
function positionsOf(signal: ComSignalPlan): readonly number[] {
  if (signal.type !== 'bytes') return bitsOfSignal(signal);
  const first = 8 * Math.floor(signal.startPosition / 8);
  return Array.from({ length: signal.lengthBits }, (_, i) => first + i);
}

function isSigned({ type }: ComSignalPlan): boolean {
  return type.startsWith('sint');
}

function widthBytes({ type, lengthBits }: ComSignalPlan): number {
  switch (type) {
    case 'bytes':
      return Math.ceil(lengthBits / 8);
    case 'boolean':
    case 'uint8':
    case 'sint8':
      return 1;
    case 'uint16':
    case 'sint16':
      return 2;
    case 'uint32':
    case 'sint32':
    case 'float32':
      return 4;
    case 'uint64':
    case 'sint64':
    case 'float64':
      return 8;
  }
}

function bytesOf(value: ValuePlan, { type }: ComSignalPlan): Uint8Array {
  if (type === 'bytes') return Uint8Array.from(value as readonly number[]);
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'float32') view.setFloat32(0, Number(value), true);
  else if (type === 'float64') view.setFloat64(0, Number(value), true);
  else view.setBigInt64(0, BigInt.asIntN(64, BigInt(value as number | string)), true);
  return new Uint8Array(view.buffer);
}

function setBit(bytes: Uint8Array, position: number, bit: number): void {
  const byte = position >> 3;
  const mask = 1 << (position & 7);
  bytes[byte] = bit === 0 ? (bytes[byte] ?? 0) & ~mask : (bytes[byte] ?? 0) | mask;
}

export function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, '0')}U`;
}
