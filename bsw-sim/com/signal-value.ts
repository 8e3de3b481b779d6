/** Values that people write for a signal, in a stimulus or a test, made those that Com takes. */
import type { ComSignal, SignalValue } from '../../rte/typescript/index.ts';

/**
 * The value as the signal's type has it: a bigint for 64-bit signals, whichever was written.
 * Throws a RangeError naming the signal when it cannot hold the value. `iPduLengthBytes` is that of
 * the signal's I-PDU.
 */
export function signalValue(
  signal: ComSignal,
  iPduLengthBytes: number,
  value: SignalValue,
): SignalValue {
  const typed = ofType(signal, value);
  const held = signal.unpack(packed(signal, iPduLengthBytes, typed));
  if (!holds(held, typed)) throw cannotHold(signal, value);
  return typed;
}

function packed(signal: ComSignal, lengthBytes: number, value: SignalValue): Uint8Array {
  const data = new Uint8Array(lengthBytes);
  signal.pack(data, value as never);
  return data;
}

function ofType(signal: ComSignal, value: SignalValue): SignalValue {
  const { initValue } = signal;
  if (typeof initValue === 'number' && typeof value === 'bigint') return Number(value);
  if (typeof initValue === 'bigint' && Number.isSafeInteger(value)) return BigInt(value as number);
  const lengthFits =
    !(initValue instanceof Uint8Array) ||
    (value instanceof Uint8Array && value.length === initValue.length);
  if (typeof initValue !== typeof value || !lengthFits) throw cannotHold(signal, value);
  return value;
}

function holds(held: SignalValue, value: SignalValue): boolean {
  if (value instanceof Uint8Array) {
    return held instanceof Uint8Array && value.every((byte, i) => byte === held[i]);
  }
  // float32 signals round what they are given; an integer signal never holds a rounded fraction.
  return Object.is(held, value) || held === value || Object.is(held, Math.fround(Number(value)));
}

function cannotHold(signal: ComSignal, value: SignalValue): RangeError {
  const text = value instanceof Uint8Array ? `${value.length} bytes` : `${value}`;
  return new RangeError(`signal ${signal.name} cannot hold ${text}`);
}
