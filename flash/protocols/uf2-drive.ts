/**
 * Boards whose boot loader is a USB drive that takes UF2 files: the image becomes one, written to the
 * drive, or to a file that the user copies there.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Board } from '../boards.ts';
import { fit } from '../fit.ts';
import { FlashError } from '../flash-error.ts';
import type { ReadImage } from '../image/read-image.ts';
import { writeUf2 } from '../image/uf2.ts';

export interface WrittenUf2 {
  readonly path: string;
  /** To the drive itself, from which the board takes it at once. Otherwise a file was written and read back. */
  readonly onDrive: boolean;
}

/** `path` is the folder where the drive is mounted, or the name of a file to be. */
export async function writeUf2File(
  board: Board,
  image: ReadImage,
  path: string,
): Promise<WrittenUf2> {
  const { pages } = fit(board, image);
  const [family = 0] = board.identities;
  const bytes = writeUf2({ segments: pages, leftOut: [] }, family);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) await checkDrive(board, path);
  else if (!path.endsWith('.uf2')) throw noTarget(board, path);
  const file = isFolder ? join(path, 'vfb.uf2') : path;
  try {
    await writeFile(file, bytes);
    // The drive is gone once the board has the last block.
    if (!isFolder && Buffer.compare(bytes, await readFile(file)) !== 0) {
      throw new Error('it does not read back as it was written');
    }
  } catch (error) {
    // Node adds `, open '<path>'`.
    const why = String(error instanceof Error ? error.message : error).replace(/, \w+ '.*'$/, '');
    throw new FlashError(
      'port',
      `cannot write ${file}: ${why}`,
      'is the drive still there, and is it writable?',
    );
  }
  return { path: file, onDrive: isFolder };
}

/** The drive describes itself in a file. */
async function checkDrive(board: Board, folder: string): Promise<void> {
  const info = await readFile(join(folder, 'INFO_UF2.TXT'), 'latin1').catch(() => undefined);
  if (info === undefined) throw noTarget(board, folder);
  // `Board-ID: RPI-RP2`; its successor says RP2350.
  if (!/^Board-ID:\s*RPI-RP2\s*$/m.test(info)) {
    const id = /^Board-ID:\s*(\S+)/m.exec(info)?.[1] ?? 'unknown';
    throw new FlashError(
      'wrong-board',
      `the drive at ${folder} is of board ${id}; expected ${board.chip}`,
      'name the board that is connected; `vfb boards` lists those known',
    );
  }
}

function noTarget(board: Board, path: string): FlashError {
  return new FlashError(
    'port',
    `${path} is neither the drive of a ${board.name} nor the name of a .uf2 file`,
    'hold BOOTSEL while the board is connected, and give the folder of the drive RPI-RP2 that appears; or name a file to copy there',
  );
}
