/** Boards of the table by name, as flashing sees them. */
import { knownBoards } from '../../../cli/known-boards.ts';
import type { Board } from '../../../flash/boards.ts';

/** Those that can be flashed. */
export const flashBoards: readonly Board[] = knownBoards().flatMap(({ flash }) => flash ?? []);

export function known(name: string): Board {
  const board = flashBoards.find((one) => one.name === name);
  if (board === undefined) throw new Error(`no board ${name}`);
  return board;
}
