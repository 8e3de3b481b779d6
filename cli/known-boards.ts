/** The table of boards as commands see it: what can be done with each. */
import { join } from 'node:path';
import { type BoardEntry, boardsFolder, boardTable } from '../build/boards.ts';
import {
  boardOf,
  type Board as FlashBoard,
  type BoardEntry as FlashEntry,
} from '../flash/boards.ts';

export interface KnownBoard extends Pick<BoardEntry, 'name' | 'title' | 'chip' | 'notFlashed'> {
  /** The name for `vfb build`: its own, that of a board whose images run here, or none. */
  readonly buildsAs: string | undefined;
  /** File of the serial bridge that is shipped for it. */
  readonly bridge: string | undefined;
  /** Undefined where `notFlashed` says why. */
  readonly flash: FlashBoard | undefined;
}

/** In the order of the table. */
export function knownBoards(): readonly KnownBoard[] {
  return boardTable<FlashEntry['core'], FlashEntry['flash']>().map((entry) => {
    const { name, title, chip, core, build, imagesOf, notFlashed, flash } = entry;
    const buildsAs = build === undefined ? imagesOf : name;
    return {
      ...{ name, title, chip, buildsAs },
      bridge: buildsAs && join(boardsFolder, 'prebuilt', `${buildsAs}-bridge.hex`),
      flash: flash && boardOf({ name, title, chip, core, flash }),
      ...(notFlashed && { notFlashed }),
    };
  });
}

export function notFlashedText(
  name: string,
  { why, instead }: NonNullable<KnownBoard['notFlashed']>,
): string {
  return `${name} is not flashed by vfb: ${why}; ${instead}`;
}
