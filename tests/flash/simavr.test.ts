/**
 * The boot loaders of Uno and Mega in simavr, on a pseudo-terminal: what we write, avrdude verifies, and
 * what avrdude writes, we read.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { flashBoard } from '../../flash/flash.ts';
import type { Flasher } from '../../flash/flasher.ts';
import { connectStk500v1 } from '../../flash/protocols/stk500v1.ts';
import { connectStk500v2 } from '../../flash/protocols/stk500v2.ts';
import type { Surroundings } from '../../flash/serial-line.ts';
import {
  compileAvr,
  echoProgram,
  hasAvrGcc,
  hasBootLoaders,
  optiboot,
  packagedBootLoader,
} from '../helpers/boards/avr-programs.ts';
import { systemPorts, wallClock } from '../helpers/boards/board-ports.ts';
import { known } from '../helpers/boards/flash-boards.ts';
import { hasAvrdude, hasSimavr, patiently, SimavrBoard } from '../helpers/boards/simavr.ts';

const skipped =
  !(hasAvrGcc && hasBootLoaders && hasSimavr && hasAvrdude) && process.env.CI !== 'true';

const cases = [
  {
    name: 'uno',
    mcu: 'atmega328p',
    bootStart: 0x7e00,
    flashBytes: 0x8000,
    loader: () => optiboot().image,
    avrdude: ['-c', 'arduino', '-p', 'm328p'],
    connect: (surroundings: Surroundings): Promise<Flasher> =>
      connectStk500v1(known('uno'), surroundings),
  },
  {
    name: 'mega2560',
    mcu: 'atmega2560',
    bootStart: 0x3e000,
    flashBytes: 0x40000,
    loader: () => packagedBootLoader('mega2560'),
    avrdude: ['-c', 'wiring', '-p', 'm2560'],
    connect: (surroundings: Surroundings): Promise<Flasher> =>
      connectStk500v2(known('mega2560'), surroundings),
  },
] as const;

describe.skipIf(skipped).each(cases)('the board $name in simavr', (one) => {
  const { name, mcu, bootStart, flashBytes, loader, avrdude, connect } = one;

  it('is flashed by us, verified by avrdude, flashed by avrdude and read by us', async () => {
    const board = await SimavrBoard.start({ mcu, bootStart, flashBytes, image: loader() });
    const surroundings = { path: board.path, ports: systemPorts, clock: wallClock };
    const runAvrdude = (operation: string) => {
      const port = ['-P', board.path, '-b', '115200'];
      const command = ['-q', ...avrdude, ...port, '-D', '-U', operation];
      return patiently(() => promisify(execFile)('avrdude', command, { timeout: 60_000 }));
    };

    const echo = echoProgram(mcu, 115_200);
    await patiently(() => flashBoard(known(name), { ...echo.image, form: 'hex' }, surroundings));
    expect(await answerOf(board.path, 0x41)).toBe(0x42);
    const verified = await runAvrdude(`flash:v:${echo.hex}:i`);
    expect(verified.stderr).toMatch(/bytes of flash verified/);

    const probe = compileAvr(['tests/helpers/boards/programs/avr-probe.c'], { mcu });
    await expect(runAvrdude(`flash:v:${probe.hex}:i`)).rejects.toThrow(/verification|mismatch/i);
    await runAvrdude(`flash:w:${probe.hex}:i`);
    const flasher = await patiently(() => connect(surroundings));
    // Not to the end of the last page, where avrdude leaves what was there.
    for (const { address, bytes } of probe.image.segments) {
      for (let at = 0; at < bytes.length; at += 128) {
        const part = bytes.subarray(at, at + 128);
        expect(await flasher.readPage(address + at, part.length)).toEqual(part);
      }
    }
    await flasher.close();
    await board.stop();
  }, 180_000);
});

/** The application's answer to a byte, once the boot loader has given way. */
async function answerOf(path: string, byte: number): Promise<number | undefined> {
  const stream = await systemPorts.open(path, { baudRate: 115200 });
  const answers: number[] = [];
  stream.on('data', (bytes: Uint8Array) => answers.push(...bytes));
  // A boot loader that hears a byte stays, and waits for the rest of a command.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (let attempt = 0; attempt < 100 && !answers.includes(byte + 1); attempt++) {
    await new Promise((resolve) => stream.write(Uint8Array.of(byte), resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await new Promise((resolve) => stream.close(resolve));
  return answers.find((answer) => answer === byte + 1);
}
