/**
 * The images that are shipped are what the sources give: built again, with the compilers that
 * boards/prebuilt/BUILD.txt names, they are the same to the byte, wherever the sources lie.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boards as builtBoards } from '../../build/boards.ts';
import { readImage } from '../../flash/image/read-image.ts';
import { projectRoot } from '../helpers/examples.ts';

const boards = builtBoards();
const prebuilt = join(projectRoot, 'boards', 'prebuilt');
const record = readFileSync(join(prebuilt, 'BUILD.txt'), 'utf8');

const copy = mkdtempSync(join(tmpdir(), 'vfb-elsewhere-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The first line of what the compiler says of itself, or undefined where it is missing. */
function versionOf(compiler: string): string | undefined {
  const { status, stdout } = spawnSync(compiler, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

describe('boards/prebuilt', () => {
  it('has an image for each board, the record of its build, and nothing else', () => {
    const files = boards.map(({ name }) => `${name}-bridge.hex`);
    expect(readdirSync(prebuilt).sort()).toEqual(['BUILD.txt', ...files].sort());
    for (const file of files) expect(record).toContain(`\n${file}: `);
  });
});

describe.each(['avr-gcc', 'arm-none-eabi-gcc'])('images built by %s', (compiler) => {
  const recorded = new RegExp(`^${compiler}: (.*)$`, 'm').exec(record)?.[1];
  const present = versionOf(compiler);
  const skip = present === undefined && process.env.CI !== 'true';
  if (skip) console.warn(`${compiler} is missing: its images are not built again`);
  const its = boards.filter(({ tools }) => `${tools}-gcc` === compiler);

  it.skipIf(skip)('are those that are shipped', () => {
    cpSync(join(projectRoot, 'boards'), join(copy, 'boards'), { recursive: true });
    cpSync(join(projectRoot, 'scripts'), join(copy, 'scripts'), { recursive: true });
    for (const { name } of its) {
      execFileSync(
        process.execPath,
        ['scripts/build-firmware.mjs', '--board', name, '--out', 'built'],
        { cwd: copy, stdio: 'pipe' },
      );
      const [fresh, shipped] = [join(copy, 'built'), prebuilt].map((folder) =>
        readFileSync(join(folder, `${name}-bridge.hex`), 'utf8'),
      );
      if (present === recorded) {
        expect(fresh === shipped, `${name}: build them with npm run firmware -- --prebuilt`).toBe(
          true,
        );
      } else {
        console.warn(
          `${name}: shipped is what ${recorded} gives, here is ${present}; sizes compared`,
        );
        const [freshBytes = 0, shippedBytes = 0] = [fresh, shipped].map(bytesOf);
        expect(Math.abs(freshBytes / shippedBytes - 1)).toBeLessThan(0.25);
      }
    }
  });
});

function bytesOf(hex: string | undefined): number {
  const { segments } = readImage(Buffer.from(hex ?? ''));
  return segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
