/** The table of boards, and the firmware that is shipped for them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { boards } from '../../flash/boards.ts';
import { fit } from '../../flash/fit.ts';
import { readImage } from '../../flash/image/read-image.ts';
import { hasAvrGcc, hasBootLoaders } from '../helpers/boards/avr-programs.ts';
import { prebuiltHex } from '../helpers/boards/bridge-board.ts';
import { FlashBench } from '../helpers/boards/flash-bench.ts';

// Emulated processors wait as busily as real ones, here beside other tests.
vi.setConfig({ testTimeout: 180_000 });

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

describe('the serial bridge', () => {
  const withBridge = boards.flatMap((board) => (board.bridge === undefined ? [] : [board]));

  it.each(withBridge)('fits the board $name', (board) => {
    const image = readImage(readFileSync(prebuiltHex(board.bridge ?? '')));
    expect(fit(board, image).pages.length).toBeGreaterThan(1);
  });
});

describe
  .skipIf(!(hasAvrGcc && hasBootLoaders) && process.env.CI !== 'true')
  .each(['uno', 'mega2560'] as const)('the serial bridge flashed to a blank %s', (name) => {
  it('answers at the speed it is made for', async () => {
    const bench = new FlashBench(name);
    expect(await bench.flash(readImage(readFileSync(prebuiltHex(name))))).toBeUndefined();
    const answer = Buffer.from(bench.talk([...Buffer.from('\rV\r')], 500_000)).toString('latin1');
    expect(answer).toMatch(/^\rV[0-9A-F]{4}\r$/);
  });
});
