/**
 * Intel HEX: lines `:LLAAAATT<data>CC`. Types 00 data, 01 end, 02 segment, 03 start segment, 04 linear
 * address, 05 start linear. What a transfer may damage is refused with its line.
 */
import { FlashError } from '../flash-error.ts';
import { type FlashImage, joinPieces, type Piece } from './image.ts';

export function readIntelHex(text: string): FlashImage {
  const pieces: Piece[] = [];
  let base: Base = { kind: 'linear', address: 0 };
  let ended = false;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const place = `line ${index + 1}`;
    if (ended) throw malformed(place, 'follows the record that ends the file');
    const record = readRecord(line, place);
    switch (record.type) {
      case 0x00:
        pieces.push(...dataPieces(record, base, place));
        break;
      case 0x01:
        expectLength(record, 0, place);
        ended = true;
        break;
      case 0x02:
        expectLength(record, 2, place);
        base = { kind: 'segment', address: number(record.data) * 16 };
        break;
      case 0x04:
        expectLength(record, 2, place);
        base = { kind: 'linear', address: number(record.data) * 0x10000 };
        break;
      case 0x03:
      case 0x05:
        // Where the program starts, which a boot loader knows for itself.
        expectLength(record, 4, place);
        break;
      default:
        throw malformed(place, `has record type ${record.type}, which does not exist`);
    }
  }
  if (!ended) {
    throw malformed(
      'the file',
      'does not end with the record :00000001FF, so a part of it is missing',
    );
  }
  return joinPieces(pieces);
}

interface Base {
  readonly kind: 'linear' | 'segment';
  readonly address: number;
}

interface HexRecord {
  readonly type: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

function readRecord(line: string, place: string): HexRecord {
  if (!line.startsWith(':')) throw malformed(place, 'does not begin with ":"');
  if (!/^:([0-9a-f]{2}){5,}$/i.test(line))
    throw malformed(place, 'is not made of pairs of hexadecimal digits');
  const bytes = Uint8Array.from(Buffer.from(line.slice(1), 'hex'));
  const [length = 0, high = 0, low = 0, type = 0] = bytes;
  if (bytes.length !== length + 5) {
    throw malformed(place, `announces ${length} bytes of data and has ${bytes.length - 5}`);
  }
  if (bytes.reduce((sum, byte) => sum + byte, 0) % 256 !== 0)
    throw malformed(place, 'has a wrong checksum');
  return { type, offset: high * 256 + low, data: bytes.subarray(4, -1) };
}

/** Data past the end of a 64 KiB segment goes on at its beginning; linear addresses just go on. */
function dataPieces({ offset, data }: HexRecord, base: Base, place: string): Piece[] {
  const address = base.address + offset;
  const room = 0x10000 - offset;
  if (base.kind === 'linear' || data.length <= room) return [{ address, bytes: data, place }];
  return [
    { address, bytes: data.subarray(0, room), place },
    { address: base.address, bytes: data.subarray(room), place },
  ];
}

function number(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

function expectLength(record: HexRecord, length: number, place: string): void {
  if (record.data.length !== length) {
    throw malformed(
      place,
      `is a record of type ${record.type} with ${record.data.length} bytes instead of ${length}`,
    );
  }
}

function malformed(place: string, what: string): FlashError {
  return new FlashError(
    'image-malformed',
    `Intel HEX: ${place} ${what}`,
    'build the file again, or fetch it again: it is damaged',
  );
}
