/** Frames of a bus → names and values, as the communication matrix has them. */

import type { FrameLayout, SignalLayout } from '../generator/pipeline.ts';
import { bitsOfSignal } from '../generator/plan/signal-bits.ts';

export interface DecodedFrame {
  /** PDUs, joined by commas where a frame has several. */
  readonly name: string;
  readonly signals: readonly DecodedSignal[];
}

export interface DecodedSignal {
  readonly name: string;
  /** Bytes as a list, 64 bits that no number holds as text. */
  readonly raw: number | string | readonly number[];
  /** Where the model scales the raw value. */
  readonly physical: number | undefined;
  /** What the model calls the raw value. */
  readonly text: string | undefined;
}

export class FrameDecoder {
  readonly #layouts: ReadonlyMap<string, FrameLayout>;

  /** Where two frames have one identifier, the first counts. */
  constructor(layouts: readonly FrameLayout[]) {
    const byId = new Map<string, FrameLayout>();
    for (const layout of layouts) {
      const id = key(layout.canId, layout.extended);
      if (!byId.has(id)) byId.set(id, layout);
    }
    this.#layouts = byId;
  }

  /** Undefined for a frame that is not in the matrix. Signals beyond the end of the frame are left out. */
  decode(id: number, extended: boolean, data: Uint8Array): DecodedFrame | undefined {
    const layout = this.#layouts.get(key(id, extended));
    if (layout === undefined) return undefined;
    return {
      name: layout.pdus.join(', '),
      signals: layout.signals
        .filter((signal) => bitsOfSignal(signal).every((bit) => bit < 8 * data.length))
        .map((signal) => decodeSignal(signal, data)),
    };
  }
}

function key(id: number, extended: boolean): string {
  return `${id}${extended ? 'x' : ''}`;
}

function decodeSignal(signal: SignalLayout, data: Uint8Array): DecodedSignal {
  const { name, lengthBits, startPosition, byteOrder, meaning } = signal;
  if (byteOrder === 'opaque') {
    const first = startPosition / 8;
    const raw = [...data.subarray(first, first + Math.ceil(lengthBits / 8))];
    return { name, raw, physical: undefined, text: undefined };
  }
  const exact = rawValue(signal, data);
  const number = typeof exact === 'bigint' ? Number(exact) : exact;
  const raw = typeof exact === 'bigint' && !Number.isSafeInteger(number) ? `${exact}` : number;
  const { scaling, texts } = meaning;
  return {
    name,
    raw,
    physical: scaling && rounded((scaling.offset + scaling.factor * number) / scaling.divisor),
    text: texts.find(({ from, to }) => number >= from && number <= to)?.text,
  };
}

function rawValue(signal: SignalLayout, data: Uint8Array): number | bigint {
  const { baseType = 'uint8', lengthBits } = signal;
  let value = 0n;
  bitsOfSignal(signal).forEach((bit, index) => {
    const byte = data[Math.floor(bit / 8)] ?? 0;
    if ((byte >> (bit % 8)) & 1) value |= 1n << BigInt(index);
  });
  if (baseType === 'float32' && lengthBits === 32) {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, Number(value));
    return view.getFloat32(0);
  }
  if (baseType === 'float64' && lengthBits === 64) {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, value);
    return view.getFloat64(0);
  }
  return baseType.startsWith('sint') ? BigInt.asIntN(lengthBits, value) : value;
}

/** 0.1 × 3 is 0.3 for who reads it. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
