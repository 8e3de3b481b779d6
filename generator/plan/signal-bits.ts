/** Which bits of an I-PDU a signal covers. */

export interface SignalPlace {
  readonly startPosition: number;
  readonly lengthBits: number;
  readonly byteOrder: 'little-endian' | 'big-endian' | 'opaque';
}

/**
 * Bit positions (8 × byte + bit), least significant first. The start position is the least
 * significant bit for little endian and the most significant one for big endian; big endian runs
 * down to bit 0 of a byte and on at bit 7 of the next.
 */
export function bitsOfSignal(signal: SignalPlace): number[] {
  const { startPosition, lengthBits, byteOrder } = signal;
  if (byteOrder !== 'big-endian')
    return Array.from({ length: lengthBits }, (_, i) => startPosition + i);
  const bits: number[] = [];
  for (let i = 0, bit = startPosition; i < lengthBits; i += 1) {
    bits.push(bit);
    bit = bit % 8 === 0 ? bit + 15 : bit - 1;
  }
  return bits.reverse();
}
