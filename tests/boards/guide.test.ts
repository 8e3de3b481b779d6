/**
 * The guide to an ECU on an Uno, in one piece: its commands, in its order, with a blank emulated Uno on
 * which is nothing but its boot loader. A wire leads from the door lock to the stalk, so that the ECU has
 * something to say as soon as the vehicle drives.
 */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../../flash/image/read-image.ts';
import { hasAvrGcc, hasBootLoaders, optiboot, uno } from '../helpers/boards/avr-programs.ts';
import { hasSimavr, patiently, SimavrBoard } from '../helpers/boards/simavr.ts';
import { copyOfProject, shellFunctions, unprinted } from '../helpers/commands.ts';
import { type Block, blocksOf, type Page, page } from '../helpers/pages.ts';

const skip = !(hasAvrGcc && hasBootLoaders && hasSimavr) && process.env.CI !== 'true';
if (skip) console.warn('the guide to an Uno: skipped, it takes simavr, avr-gcc and boot loaders');

const guide = page('docs/boards-guide.md');
/** What a test does not take from the guide: where the board is, and how long the drive lasts. */
const guidePort = '/dev/ttyACM0';
const guideDuration = '--for 60s';
const testDuration = '--for 8s';

/** Of the Uno: what comes after belongs to other boards, and is run by tests/docs.test.ts. */
function unoPath({ path, text }: Page): readonly Block[] {
  const end = text.indexOf('\n## Without a board');
  return blocksOf({ path, text: text.slice(0, end) });
}

interface Printed {
  readonly commands: string;
  readonly shown: string;
  readonly printed: string;
}

describe.skipIf(skip)('from a blank Uno to an ECU of a simulation', () => {
  let copy: string;
  let board: SimavrBoard;
  /** Blocks of commands, and the output that the guide shows after each. */
  let done: Printed[];
  let flash: Uint8Array;
  beforeAll(async () => {
    copy = copyOfProject();
    board = await SimavrBoard.start({
      ...{ mcu: 'atmega328p', bootStart: uno.bootStart, flashBytes: 0x8000 },
      image: optiboot().image,
      wires: ['B3D2'],
    });
    done = [];
    for (const { language, text } of unoPath(guide)) {
      const here = text.replaceAll(guidePort, board.path);
      if (language === 'sh' || language === 'board') {
        const commands = here.replace(guideDuration, testDuration);
        done.push({ commands, shown: '', printed: await run(copy, commands) });
      } else if (language === 'output') {
        const last = done.pop();
        if (last !== undefined) done.push({ ...last, shown: here });
      }
    }
    flash = await board.stop();
  }, 400_000);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** What the block prints that has this command. */
  function printedBy(command: RegExp): string {
    const found = done.filter(({ commands }) => command.test(commands));
    if (found.length !== 1) throw new Error(`${found.length} blocks have ${command}`);
    return found[0]?.printed ?? '';
  }

  it('every command prints what the guide shows', () => {
    expect(done.length).toBeGreaterThanOrEqual(7);
    for (const { commands, shown, printed } of done) {
      expect(shown, `${commands} has no output in the guide`).not.toBe('');
      expect(unprinted(printed, shown), `${commands} printed ${printed}`).toEqual([]);
    }
  });

  it('the board holds what was built, and its boot loader still', () => {
    const hex = readFileSync(join(copy, 'out', 'images', 'Body', 'Body.hex'));
    for (const image of [readImage(hex), optiboot().image]) {
      for (const { address, bytes } of image.segments) {
        const held = flash.subarray(address, address + bytes.length);
        expect([address, Buffer.from(held).equals(bytes)]).toEqual([address, true]);
      }
    }
  });

  it('the board takes part: it locks above 10 km/h, indicates, and the dashboard shows it', () => {
    const summary = printedBy(/--record/);
    const [, frames] = /^ +0x320 +BodyStatus +Body +(\d+) /m.exec(summary) ?? [];
    // Three of each change.
    expect(Number(frames)).toBeGreaterThanOrEqual(6);
    expect(summary).toMatch(/^ +Dashboard\.dio\.LeftTellTale .* 0 +1 +[01]$/m);
    expect(summary).not.toContain('line-lost');
  });

  it('the replay is the same run', () => {
    const facts = (text: string): string[] =>
      text.split('\n').filter((line) => / 0x|dio|pwm|signal/.test(line));
    expect(facts(printedBy(/--replay/))).toEqual(facts(printedBy(/--record/)));
  });
});

/** In the copy, as a reader would. A boot loader that was missed is tried again: it listens for a second. */
async function run(copy: string, commands: string): Promise<string> {
  const { stdout, stderr } = await patiently(() =>
    promisify(execFile)('bash', ['-c', shellFunctions + commands], {
      cwd: copy,
      timeout: 180_000,
    }),
  );
  return stdout + stderr;
}
