/**
 * Flashing a board: boot loader, write, read back and compare, start. Success means that every byte was
 * read back from the board as it is in the image.
 */
import type { Board } from './boards.ts';
import { fit } from './fit.ts';
import { FlashError, hexAddress } from './flash-error.ts';
import type { Flasher } from './flasher.ts';
import type { Segment } from './image/image.ts';
import type { ReadImage } from './image/read-image.ts';
import { connectAn3155 } from './protocols/an3155.ts';
import { connectAvr109 } from './protocols/avr109.ts';
import { connectEsptool } from './protocols/esptool.ts';
import { connectStk500v1 } from './protocols/stk500v1.ts';
import { connectStk500v2 } from './protocols/stk500v2.ts';
import type { Surroundings } from './serial-line.ts';

export type Stage = 'connect' | 'erase' | 'write' | 'verify';

export interface FlashOptions extends Surroundings {
  /** Called before each page and after the last: how many of them are done. */
  readonly onProgress?: (stage: Stage, done: number, total: number) => void;
}

/** Writes an image to a board and starts it. Throws a `FlashError` that says what to try. */
export async function flashBoard(
  board: Board,
  image: ReadImage,
  options: FlashOptions,
): Promise<void> {
  const { pages } = fit(board, image);
  options.onProgress?.('connect', 0, 1);
  const flasher = await connect(board, options);
  try {
    await writeAndVerify(flasher, pages, options);
  } finally {
    await flasher.close();
  }
}

function connect(board: Board, surroundings: Surroundings): Promise<Flasher> {
  switch (board.protocol) {
    case 'stk500v1':
      return connectStk500v1(board, surroundings);
    case 'stk500v2':
      return connectStk500v2(board, surroundings);
    case 'avr109':
      return connectAvr109(board, surroundings);
    case 'an3155':
      return connectAn3155(board, surroundings);
    case 'esptool':
      return connectEsptool(board, surroundings);
    case 'uf2-drive':
      throw new Error(`${board.name} is no serial port: see uf2-drive.ts`);
  }
}

async function writeAndVerify(
  flasher: Flasher,
  pages: readonly Segment[],
  { onProgress }: FlashOptions,
): Promise<void> {
  try {
    onProgress?.('erase', 0, 1);
    await flasher.erase(pages);
    for (const [done, page] of pages.entries()) {
      onProgress?.('write', done, pages.length);
      await flasher.writePage(page);
    }
    for (const [done, page] of pages.entries()) {
      onProgress?.('verify', done, pages.length);
      compare(page, await flasher.readPage(page.address, page.bytes.length));
    }
    onProgress?.('verify', pages.length, pages.length);
  } catch (error) {
    throw withHint(error, 'The program on the board is incomplete: flash it again.');
  }
  try {
    await flasher.leave();
  } catch (error) {
    throw withHint(error, 'The program is on the board and was verified: press reset to start it.');
  }
}

function compare({ address, bytes }: Segment, readBack: Uint8Array): void {
  const wrong = bytes.findIndex((byte, index) => byte !== readBack[index]);
  if (wrong < 0) return;
  const at = hexAddress(address + wrong);
  throw new FlashError(
    'verify-failed',
    `at ${at} the board has 0x${hex(readBack[wrong])} instead of 0x${hex(bytes[wrong])}`,
    'try again; if it is always the same address, the flash of the chip is worn',
  );
}

function hex(byte: number | undefined): string {
  return (byte ?? 0).toString(16).toUpperCase().padStart(2, '0');
}

function withHint(error: unknown, hint: string): unknown {
  if (!(error instanceof FlashError)) return error;
  // Whoever has interrupted it knows why.
  const help = error.failure === 'interrupted' ? hint : `${hint} ${error.help}`;
  return new FlashError(error.failure, error.message, help);
}
