/** Whether an image is for a board: its chip, its memory, beside its boot loader. */
import type { Board } from './boards.ts';
import { FlashError, hexAddress } from './flash-error.ts';
import { endAddress, type FlashImage, pagesOf, type Segment, sizeBytes } from './image/image.ts';
import type { ReadImage } from './image/read-image.ts';
import { vectorsOf, vectorTableOf } from './image/vector-table.ts';

export interface FittedImage {
  readonly pages: readonly Segment[];
  /** Bytes of the program itself. */
  readonly sizeBytes: number;
  /** What the file holds besides and is not written. */
  readonly leftOut: readonly string[];
  /** Whether the file names its chip, or begins as programs of this one do and of no other known here. */
  readonly isChipKnown: boolean;
}

/** The pages to write; an image that is not for the board is refused. */
export function fit(board: Board, image: ReadImage): FittedImage {
  checkChip(board, image);
  const flash = withoutOtherMemories(board, image);
  checkMemory(board, flash);
  const isRecognised = checkVectors(board, flash);
  return {
    pages: pagesOf(flash, board.pageBytes),
    sizeBytes: sizeBytes(flash),
    leftOut: flash.leftOut,
    isChipKnown: isRecognised || image.form === 'elf' || image.form === 'uf2',
  };
}

function checkChip(board: Board, image: ReadImage): void {
  const { machine, architecture } = board.elf;
  const otherMachine = image.machine !== undefined && image.machine !== machine;
  const otherArchitecture =
    image.architecture !== undefined &&
    architecture !== undefined &&
    image.architecture !== architecture;
  const otherFamily = image.family !== undefined && !board.identities.includes(image.family);
  if (otherMachine || otherArchitecture || otherFamily) {
    throw doesNotFit(
      `the image is for another chip than the ${board.chip} of ${board.name}`,
      'build it for this board, or name the board it is for',
    );
  }
}

/** Refuses a program that surely is for another chip; returns whether it begins as programs for this one do. */
function checkVectors(board: Board, image: FlashImage): boolean {
  const table = vectorTableOf(image);
  if (table === undefined) return false;
  if (table.kind === 'cortex-m') {
    if (board.core !== 'cortex-m') throw beginsAs(board, 'the vector table of a Cortex-M');
    return false;
  }
  if (table.chip === board.chip) return true;
  throw beginsAs(board, `the ${vectorsOf(table.chip)} interrupt vectors of an ${table.chip}`);
}

function beginsAs(board: Board, what: string): FlashError {
  return doesNotFit(
    `the image begins with ${what}; ${board.name} has an ${board.chip}`,
    'build it for this board, or name the board it is for',
  );
}

/** avr-objcopy may leave EEPROM, fuses and lock bits in a hex file, far above flash, as in ELF. */
const avrOtherMemories = 0x800000;

function withoutOtherMemories(board: Board, image: FlashImage): FlashImage {
  if (!board.core.startsWith('avr')) return image;
  const isFlash = ({ address }: Segment) => address < avrOtherMemories;
  const others = image.segments.filter((segment) => !isFlash(segment));
  return {
    segments: image.segments.filter(isFlash),
    leftOut: [
      ...image.leftOut,
      ...others.map(({ address, bytes }) => `${bytes.length} bytes at ${hexAddress(address)}`),
    ],
  };
}

function checkMemory(board: Board, image: FlashImage): void {
  const { applicationStart, applicationEnd, after } = board;
  const first = image.segments[0]?.address;
  if (first === undefined) {
    throw doesNotFit(
      `the image has nothing for the flash of ${board.name}`,
      'is it for another board? Otherwise give the file that the linker wrote',
    );
  }
  if (first < applicationStart) {
    throw doesNotFit(
      `the image begins at ${hexAddress(first)}, applications of ${board.name} at ${hexAddress(applicationStart)}`,
      'link it for this board',
    );
  }
  const end = endAddress(image);
  if (end > applicationEnd) {
    throw doesNotFit(
      `the image reaches up to ${hexAddress(end)}, but ${after} of ${board.name} is at ${hexAddress(applicationEnd)}`,
      after === 'the boot loader'
        ? 'if it is a file with boot loader, give the application alone; otherwise the program is too large'
        : 'the program is too large for this board',
    );
  }
}

function doesNotFit(message: string, help: string): FlashError {
  return new FlashError('image-does-not-fit', message, help);
}
