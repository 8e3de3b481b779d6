/**
 * How many bits a classic CAN frame takes on the wire: exact, since CRC and stuff bits are those of
 * its contents. Two tables do eight bits at a time.
 *
 * Both tables want whole bytes, so the bits before the data are filled up at the front: with zeros
 * for the CRC, which starts at zero and does not see them; with alternating bits for the stuffing,
 * so that the filling neither needs a stuff bit nor leaves a run behind for the start of frame.
 */
import type { CanFrame } from './can-frame.ts';

/** Delimiter of the CRC, ACK slot, its delimiter, end of frame: never stuffed. */
const crcDelimiterBits = 1;
const ackSlotBits = 1;
const ackDelimiterBits = 1;
const endOfFrameBits = 7;
/** What follows the ACK slot up to the end of a frame. */
export const bitsAfterAckSlot = ackDelimiterBits + endOfFrameBits;
/** Between a frame, or an error delimiter, and the next start of frame. */
export const intermissionBits = 3;

const crcBits = 15;
const unstuffedTailBits = crcBits + crcDelimiterBits + ackSlotBits + bitsAfterAckSlot;
/** Start of frame to data length code. */
const standardHeaderBits = 19;
const extendedHeaderBits = 39;

/** Bits from start of frame to end of frame, stuff bits included, intermission not. */
export function frameLengthBits(frame: CanFrame): number {
  const header = frame.extended ? extendedHeaderBits : standardHeaderBits;
  const data = frame.remote ? 0 : frame.lengthBytes * 8;
  return header + data + unstuffedTailBits + stuffBits(frame);
}

/** Number of stuff bits; one may follow the last bit of the CRC. */
export function stuffBits(frame: CanFrame): number {
  return checksumAndStuffing(frame) >>> crcBits;
}

/** The CRC-15 of the frame. */
export function crc15(frame: CanFrame): number {
  return checksumAndStuffing(frame) & crcMask;
}

const crcMask = 0x7fff;
const crcPolynomial = 0x4599;
/** The register after eight more bits, by its upper byte and theirs. */
const crcTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 7;
  for (let bit = 0; bit < 8; bit++) {
    crc = ((crc << 1) ^ (crc & 0x4000 ? crcPolynomial : 0)) & crcMask;
  }
  return crc;
});

/**
 * Where the stuffing stands: the last bit on the wire and how often it came in a row, 1..4; after
 * the fifth there is a stuff bit at once, which starts a run of its own.
 */
const stuffState = (bit: number, run: number): number => (bit << 2) | (run - 1);

/** By `state << 8 | byte`: the state afterwards and, from bit 3 on, the stuff bits inserted. */
const stuffTable = Uint8Array.from({ length: 8 * 256 }, (_, index) => {
  let last = index >> 10;
  let run = ((index >> 8) & 3) + 1;
  let inserted = 0;
  for (let position = 7; position >= 0; position--) {
    const bit = (index >> position) & 1;
    run = bit === last ? run + 1 : 1;
    last = bit;
    if (run === 5) {
      inserted++;
      last = 1 - bit;
      run = 1;
    }
  }
  return (inserted << 3) | stuffState(last, run);
});

const stateBeforeFilling = stuffState(0, 1);
/** In front of the 19 header bits of a standard frame, and of the 39 of an extended one. */
const standardFilling = 0b10101_000;
const extendedFilling = 0b1000_0000;

/** The CRC in the low 15 bits, the number of stuff bits above: one pass for both, no allocation. */
function checksumAndStuffing(frame: CanFrame): number {
  const { id, extended, remote, lengthBytes, data } = frame;
  // The last byte of either header: identifier bit 0, RTR, two reserved bits (the first is IDE in
  // a standard frame), data length code.
  const lastHeaderByte = ((id & 1) << 7) | (remote ? 0x40 : 0) | lengthBytes;
  let crc = 0;
  let state = stateBeforeFilling;
  let inserted = 0;
  let entry: number;

  const headerBytes = extended ? 5 : 3;
  const total = headerBytes + (remote ? 0 : lengthBytes);
  for (let i = 0; i < total; i++) {
    let byte: number;
    let filling = 0;
    if (i >= headerBytes) {
      byte = data[i - headerBytes] as number;
    } else if (i === headerBytes - 1) {
      byte = lastHeaderByte;
    } else if (!extended) {
      if (i === 0) {
        byte = id >>> 9;
        filling = standardFilling;
      } else {
        byte = (id >>> 1) & 0xff;
      }
    } else if (i === 0) {
      byte = id >>> 23;
      filling = extendedFilling;
    } else if (i === 1) {
      // Five identifier bits, SRR and IDE recessive, identifier bit 17.
      byte = ((id >>> 15) & 0xf8) | 0b110 | ((id >>> 17) & 1);
    } else {
      byte = (id >>> (i === 2 ? 9 : 1)) & 0xff;
    }
    crc = ((crc << 8) & crcMask) ^ (crcTable[(crc >>> 7) ^ byte] as number);
    entry = stuffTable[(state << 8) | byte | filling] as number;
    inserted += entry >>> 3;
    state = entry & 7;
  }

  entry = stuffTable[(state << 8) | (crc >>> 7)] as number;
  inserted += entry >>> 3;
  // The sixteenth bit fills up, as the opposite of the fifteenth: that never needs a stuff bit.
  const lastByte = ((crc & 0x7f) << 1) | (~crc & 1);
  entry = stuffTable[((entry & 7) << 8) | lastByte] as number;
  inserted += entry >>> 3;
  return (inserted << crcBits) | crc;
}
