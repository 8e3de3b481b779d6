/** CAN frames written out bit by bit: slow, obvious, and sharing nothing with the simulation. */
import type { CanFrame } from '../../../bsw-sim/bus/can-frame.ts';

/** What is compared in arbitration, as text of 0 and 1; the lesser text wins. */
export function arbitrationBits({ id, extended, remote }: CanFrame): string {
  const rtr = remote ? '1' : '0';
  if (!extended) return `${binary(id, 11)}${rtr}0`;
  const all = binary(id, 29);
  return `${all.slice(0, 11)}11${all.slice(11)}${rtr}`;
}

export interface EncodedFrame {
  readonly crc15: number;
  readonly stuffBits: number;
  /** Start of frame to end of frame. */
  readonly frameBits: number;
}

export function encode(frame: CanFrame): EncodedFrame {
  let bits = `0${arbitrationBits(frame)}`;
  // r0 of a standard frame, r1 and r0 of an extended one; both dominant.
  bits += frame.extended ? '00' : '0';
  bits += binary(frame.lengthBytes, 4);
  if (!frame.remote) {
    for (const byte of frame.data.subarray(0, frame.lengthBytes)) bits += binary(byte, 8);
  }
  const crc15 = checksum(bits);
  bits += binary(crc15, 15);
  const stuffed = stuff(bits);
  return {
    crc15,
    stuffBits: stuffed.length - bits.length,
    frameBits: stuffed.length + '1'.length + '01'.length + '1111111'.length,
  };
}

function checksum(bits: string): number {
  let register = 0;
  for (const bit of bits) {
    const feedback = Number(bit) ^ (register >> 14);
    register = (register << 1) & 0x7fff;
    if (feedback === 1) register ^= 0x4599;
  }
  return register;
}

function stuff(bits: string): string {
  let wire = '';
  for (const bit of bits) {
    wire += bit;
    if (wire.endsWith('00000')) wire += '1';
    else if (wire.endsWith('11111')) wire += '0';
  }
  return wire;
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}
