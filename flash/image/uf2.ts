/**
 * UF2: blocks of 512 bytes, each with the address of its 256 bytes of data, as the USB drive of a boot
 * loader takes them.
 */
import { FlashError } from '../flash-error.ts';
import { type FlashImage, joinPieces, type Piece, pagesOf } from './image.ts';

const blockBytes = 512;
const magicStart = [0x0a324655, 0x9e5d5157] as const;
const magicEnd = 0x0ab16f30;
const flagNotMainFlash = 0x0001;
const flagFamily = 0x2000;
const payloadBytes = 256;

export interface Uf2Image extends FlashImage {
  /** Chip family of the blocks, where they name one: 0xE48BFF56 is the RP2040. */
  readonly family: number | undefined;
}

export function isUf2(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && viewOf(bytes).getUint32(0, true) === magicStart[0];
}

export function readUf2(bytes: Uint8Array): Uf2Image {
  if (bytes.length === 0 || bytes.length % blockBytes !== 0) {
    throw malformed(`has ${bytes.length} bytes, which is no whole number of blocks`);
  }
  const view = viewOf(bytes);
  const count = bytes.length / blockBytes;
  const pieces: Piece[] = [];
  let family: number | undefined;
  for (let block = 0; block < count; block++) {
    const word = (index: number) => view.getUint32(block * blockBytes + index * 4, true);
    const place = `block ${block}`;
    if (word(0) !== magicStart[0] || word(1) !== magicStart[1] || word(127) !== magicEnd) {
      throw malformed(`${place} does not begin and end as one`);
    }
    if (word(5) !== block || word(6) !== count)
      throw malformed(`${place} is number ${word(5)} of ${word(6)}`);
    const length = word(4);
    if (length > 476) throw malformed(`${place} announces ${length} bytes of data`);
    if (word(2) & flagNotMainFlash) continue;
    if (word(2) & flagFamily) {
      if (family !== undefined && family !== word(7))
        throw malformed(`${place} is for another chip`);
      family = word(7);
    }
    const start = block * blockBytes + 32;
    pieces.push({ address: word(3), bytes: bytes.slice(start, start + length), place });
  }
  return { ...joinPieces(pieces), family };
}

/** The image in whole blocks; gaps inside one are 0xFF. */
export function writeUf2(image: FlashImage, family: number): Uint8Array {
  const pages = pagesOf(image, payloadBytes);
  const file = new Uint8Array(pages.length * blockBytes);
  const view = viewOf(file);
  for (const [block, { address, bytes }] of pages.entries()) {
    const start = block * blockBytes;
    const header = [...magicStart, flagFamily, address, payloadBytes, block, pages.length, family];
    for (const [index, word] of header.entries()) view.setUint32(start + index * 4, word, true);
    file.set(bytes, start + 32);
    view.setUint32(start + blockBytes - 4, magicEnd, true);
  }
  return file;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function malformed(what: string): FlashError {
  return new FlashError(
    'image-malformed',
    `UF2: the file ${what}`,
    'build the file again: it is damaged',
  );
}
