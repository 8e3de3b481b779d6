/** An image: the bytes of a program and the addresses where they belong. */
import { FlashError, hexAddress } from '../flash-error.ts';

export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface FlashImage {
  /** Ascending, none empty, none touching the next. */
  readonly segments: readonly Segment[];
  /** What the file holds besides, such as EEPROM contents, which is not written. */
  readonly leftOut: readonly string[];
}

/** A segment and the place in its file, for messages. */
export interface Piece extends Segment {
  readonly place: string;
}

/** Pieces in any order as one image; refused where two of them give one address. */
export function joinPieces(pieces: readonly Piece[], leftOut: readonly string[] = []): FlashImage {
  const ordered = pieces
    .filter(({ bytes }) => bytes.length > 0)
    .sort((a, b) => a.address - b.address);
  if (ordered.length === 0) {
    throw new FlashError('image-malformed', 'the image is empty', 'was the program linked?');
  }
  const runs: Piece[][] = [];
  let endsAt = -1;
  let last: Piece | undefined;
  for (const piece of ordered) {
    if (last !== undefined && piece.address < endsAt) {
      throw new FlashError(
        'image-malformed',
        `${piece.place} gives address ${hexAddress(piece.address)} again, which ${last.place} has given`,
        'two programs may have been merged into one file: give the application alone',
      );
    }
    if (piece.address === endsAt) runs.at(-1)?.push(piece);
    else runs.push([piece]);
    endsAt = piece.address + piece.bytes.length;
    last = piece;
  }
  return { segments: runs.map(joinRun), leftOut };
}

function joinRun(run: readonly Piece[]): Segment {
  const [first] = run;
  if (first === undefined) throw new Error('a run without pieces');
  const bytes = new Uint8Array(run.reduce((sum, piece) => sum + piece.bytes.length, 0));
  for (const piece of run) bytes.set(piece.bytes, piece.address - first.address);
  return { address: first.address, bytes };
}

export function sizeBytes(image: FlashImage): number {
  return image.segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** The address after the last byte. */
export function endAddress(image: FlashImage): number {
  const last = image.segments.at(-1);
  return last === undefined ? 0 : last.address + last.bytes.length;
}

/** The image cut into pages of flash, as it is written: gaps inside a page are 0xFF, as erased flash is. */
export function pagesOf(image: FlashImage, pageBytes: number): readonly Segment[] {
  const pages = new Map<number, Uint8Array>();
  for (const { address, bytes } of image.segments) {
    for (let at = 0; at < bytes.length; ) {
      const offset = (address + at) % pageBytes;
      const start = address + at - offset;
      const part = bytes.subarray(at, at + pageBytes - offset);
      const page = pages.get(start) ?? new Uint8Array(pageBytes).fill(0xff);
      page.set(part, offset);
      pages.set(start, page);
      at += part.length;
    }
  }
  return [...pages].map(([address, bytes]) => ({ address, bytes }));
}
