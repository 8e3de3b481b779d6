/** The table of boards, and the firmware that is shipped for them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boards } from '../../flash/boards.ts';
import { fit } from '../../flash/fit.ts';
import { readImage } from '../../flash/image/read-image.ts';
import { projectRoot } from '../helpers/examples.ts';

const prebuilt = join(projectRoot, 'boards', 'prebuilt');

describe('the boards', () => {
  it('have names of their own, and memory in whole pages', () => {
    expect(new Set(boards.map(({ name }) => name)).size).toBe(boards.length);
    for (const board of boards) {
      const { applicationStart, applicationEnd, pageBytes, erasePageBytes } = board;
      expect((applicationEnd - applicationStart) % erasePageBytes, board.name).toBe(0);
      expect(erasePageBytes % pageBytes, board.name).toBe(0);
    }
  });

  it('are found by USB identities in lower case', () => {
    const wrong = boards
      .flatMap(({ usb }) => usb)
      .filter((id) => !/^[0-9a-f]{4}:[0-9a-f]{4}$/.test(id));
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(!existsSync(prebuilt) && process.env.CI !== 'true')('the serial bridge', () => {
  it.each(boards.filter(({ bridge }) => bridge !== undefined))('fits the board $name', (board) => {
    const file = join(prebuilt, `${board.bridge}-bridge.hex`);
    expect(fit(board, readImage(readFileSync(file))).pages.length).toBeGreaterThan(1);
  });
});
