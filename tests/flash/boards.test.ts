/** The table of boards, and the firmware that is shipped for them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { boards as builtBoards } from '../../build/boards.ts';
import { knownBoards } from '../../cli/known-boards.ts';
import { fit } from '../../flash/fit.ts';
import { FlashError } from '../../flash/flash-error.ts';
import { readImage } from '../../flash/image/read-image.ts';
import { hasAvrGcc, hasBootLoaders } from '../helpers/boards/avr-programs.ts';
import { prebuiltHex } from '../helpers/boards/bridge-board.ts';
import { FlashBench } from '../helpers/boards/flash-bench.ts';
import { flashBoards as boards, known } from '../helpers/boards/flash-boards.ts';

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

  it('are flashed, or it is said what else is done with them', () => {
    for (const { name, flash, notFlashed } of knownBoards()) {
      expect(flash === undefined, name).toBe(notFlashed !== undefined);
    }
  });

  it('have the memory that images for them may use', () => {
    const built = new Map(builtBoards().map((board) => [board.name, board.flashBytes]));
    expect([...built.keys()].sort()).toEqual(
      knownBoards()
        .flatMap(({ name, buildsAs }) => (buildsAs === name ? [name] : []))
        .sort(),
    );
    for (const { name, buildsAs, flash } of knownBoards()) {
      if (flash === undefined || buildsAs === undefined) continue;
      const { applicationStart, applicationEnd } = flash;
      expect(built.get(buildsAs), name).toBeLessThanOrEqual(applicationEnd - applicationStart);
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
  const shipped = knownBoards().flatMap(({ name, bridge }) =>
    bridge === undefined ? [] : [{ name, bridge }],
  );

  it.each(shipped.filter(({ name }) => boards.some((board) => board.name === name)))(
    'fits the board $name',
    (one) => {
      const fitted = fit(known(one.name), readImage(readFileSync(one.bridge)));
      expect(fitted.pages.length).toBeGreaterThan(1);
    },
  );

  it.each(shipped)('of $name fits no board with another chip', ({ name, bridge }) => {
    const image = readImage(readFileSync(bridge));
    const chip = knownBoards().find((one) => one.name === name)?.chip;
    for (const board of boards.filter((one) => one.chip !== chip)) {
      expect(() => fit(board, image), board.name).toThrow(FlashError);
    }
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
