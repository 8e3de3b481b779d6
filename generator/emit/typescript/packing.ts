/** The shifts and masks that put a signal into the bytes of an I-PDU and take it out again. */
import type { ComSignalPlan } from '../../plan/rte-plan.ts';
import { bitsOfSignal } from '../../plan/signal-bits.ts';

/** Consecutive bits of a value in one byte. */
interface Segment {
  readonly byte: number;
  /** Lowest bit in the byte. */
  readonly bit: number;
  readonly count: number;
  /** Bit of the value that lies there. */
  readonly shift: number;
}

export interface Packing {
  readonly valueType: string;
  /** Statements over `data` and `value`. */
  readonly pack: readonly string[];
  /** Statements before, and the value. */
  readonly prepare: readonly string[];
  readonly unpack: string;
}

export function packing(signal: ComSignalPlan): Packing {
  switch (signal.type) {
    case 'bytes':
      return bytes(signal);
    case 'float32':
    case 'float64':
      return float(signal, signal.type);
    case 'uint64':
    case 'sint64':
      return wide(signal, signal.type === 'sint64');
    default:
      return narrow(signal, signal.type.startsWith('sint'));
  }
}

function segments(signal: ComSignalPlan): readonly Segment[] {
  const found: Segment[] = [];
  for (const [shift, position] of bitsOfSignal(signal).entries()) {
    const byte = Math.floor(position / 8);
    const last = found.at(-1);
    if (last?.byte === byte) found[found.length - 1] = { ...last, count: last.count + 1 };
    else found.push({ byte, bit: position % 8, count: 1, shift });
  }
  return found;
}

/** The statement that stores `bits`, an expression of the segment's bits at their place in the byte. */
function store(segment: Segment, bits: string): string {
  const { byte } = segment;
  if (segment.count === 8) return `data[${byte}] = ${bits};`;
  const mask = ((1 << segment.count) - 1) << segment.bit;
  const keep = 0xff & ~mask;
  return `data[${byte}] = (byteAt(data, ${byte}) & ${hex(keep)}) | ((${bits}) & ${hex(mask)});`;
}

function load(segment: Segment): string {
  const byte = `byteAt(data, ${segment.byte})`;
  if (segment.count === 8) return byte;
  const shifted = segment.bit === 0 ? byte : `(${byte} >> ${segment.bit})`;
  return `(${shifted} & ${hex((1 << segment.count) - 1)})`;
}

function narrow(signal: ComSignalPlan, signed: boolean): Packing {
  const parts = segments(signal);
  const { lengthBits } = signal;
  const sum = parts
    .map((s) => (s.shift === 0 ? load(s) : `(${load(s)} << ${s.shift})`))
    .join(' | ');
  const unused = 32 - lengthBits;
  const signExtended = unused === 0 ? `(${sum}) | 0` : `((${sum}) << ${unused}) >> ${unused}`;
  return {
    valueType: 'number',
    pack: parts.map((s) => {
      const by = s.shift - s.bit;
      return store(s, by === 0 ? 'value' : by > 0 ? `value >>> ${by}` : `value << ${-by}`);
    }),
    prepare: [],
    // A sum that reaches bit 31 is negative in JavaScript.
    unpack: signed ? signExtended : lengthBits === 32 ? `(${sum}) >>> 0` : sum,
  };
}

function wide(signal: ComSignalPlan, signed: boolean): Packing {
  const parts = segments(signal);
  const sum = parts.map((s) => `(BigInt(${load(s)}) << ${s.shift}n)`).join(' | ');
  const cast = signed ? 'asIntN' : 'asUintN';
  return {
    valueType: 'bigint',
    pack: parts.map((s) => {
      const mask = hex((1 << s.count) - 1);
      const bits = `Number((value >> ${s.shift}n) & ${mask}n)`;
      return store(s, s.bit === 0 ? bits : `${bits} << ${s.bit}`);
    }),
    prepare: [],
    unpack: `BigInt.${cast}(${signal.lengthBits}, ${sum})`,
  };
}

/** Through the bytes of the IEEE representation, least significant first. */
function float(signal: ComSignalPlan, type: 'float32' | 'float64'): Packing {
  const method = type === 'float32' ? 'Float32' : 'Float64';
  const parts = segments(signal);
  const set: string[] = [];
  const get: string[] = [];
  for (const s of parts) {
    // A segment may cross a byte of the number where the signal does not begin at a byte border.
    for (const piece of piecesOf(s)) {
      const source = `scratch.getUint8(${piece.shift >> 3})`;
      const inByte = piece.shift & 7;
      const by = inByte - piece.bit;
      set.push(
        store(piece, by === 0 ? source : by > 0 ? `${source} >> ${by}` : `${source} << ${-by}`),
      );
      const target = piece.shift >> 3;
      const bits = inByte === 0 ? load(piece) : `(${load(piece)} << ${inByte})`;
      get.push(
        inByte === 0
          ? `scratch.setUint8(${target}, ${bits});`
          : `scratch.setUint8(${target}, scratch.getUint8(${target}) | ${bits});`,
      );
    }
  }
  return {
    valueType: 'number',
    pack: [`scratch.set${method}(0, value, true);`, ...set],
    prepare: get,
    unpack: `scratch.get${method}(0, true)`,
  };
}

function piecesOf(segment: Segment): readonly Segment[] {
  const first = Math.min(segment.count, 8 - (segment.shift & 7));
  if (first === segment.count) return [segment];
  return [
    { ...segment, count: first },
    {
      byte: segment.byte,
      bit: segment.bit + first,
      count: segment.count - first,
      shift: segment.shift + first,
    },
  ];
}

function bytes(signal: ComSignalPlan): Packing {
  const first = Math.floor(signal.startPosition / 8);
  return {
    valueType: 'Uint8Array',
    pack: [`data.set(value, ${first});`],
    prepare: [],
    unpack: `data.subarray(${first}, ${first + signal.lengthBits / 8})`,
  };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
