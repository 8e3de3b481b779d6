/** The boot loader in the ROM of an STM32: ours and stm32flash's idea of it, and the image that then runs. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { flashBoard } from '../../flash/flash.ts';
import { FlashError } from '../../flash/flash-error.ts';
import { joinPieces } from '../../flash/image/image.ts';
import { type ReadImage, readImage } from '../../flash/image/read-image.ts';
import type { Ports } from '../../flash/serial-line.ts';
import { an3155Rom, flashStart, type Stm32 } from '../helpers/boards/an3155-rom.ts';
import { systemPorts, wallClock } from '../helpers/boards/board-ports.ts';
import { prebuiltHex } from '../helpers/boards/bridge-board.ts';
import {
  DeviceStream,
  deviceTerminal,
  hasSocat,
  RunningDevice,
} from '../helpers/boards/byte-device.ts';
import { known } from '../helpers/boards/flash-boards.ts';
import { noisyPorts } from '../helpers/boards/noisy-stream.ts';
import { bootInQemu, hasQemu } from '../helpers/boards/qemu.ts';
import { runWithBoard, VirtualClock } from '../helpers/boards/virtual-clock.ts';

const inCi = process.env.CI === 'true';
const hasStm32flash = spawnSync('stm32flash', ['-h']).status !== null;
const board = known('stm32f1');

function chip(options: Partial<Stm32> = {}): Stm32 & { started: number | undefined } {
  const made = {
    id: 0x420,
    // Not empty: what is not erased cannot be written.
    flash: new Uint8Array(128 * 1024).fill(0x55),
    started: undefined as number | undefined,
    ...options,
    onGo: (address: number) => {
      made.started = address;
    },
  };
  return made;
}

/** 3,000 bytes at the start and some further on. */
const image: ReadImage = {
  ...joinPieces([
    {
      address: flashStart,
      bytes: Uint8Array.from({ length: 3000 }, (_, i) => i & 0xff),
      place: '',
    },
    { address: flashStart + 0xf010, bytes: Uint8Array.of(1, 2, 3, 4), place: '' },
  ]),
  form: 'hex',
};

function holds(flash: Uint8Array, { segments }: ReadImage): boolean {
  return segments.every(({ address, bytes }) =>
    bytes.every((byte, i) => flash[address - flashStart + i] === byte),
  );
}

/** In virtual time, within this process. */
async function flashInProcess(
  device: RunningDevice | undefined,
  options: {
    ports?: (ports: Ports) => Ports;
    onWrite?: (stream: DeviceStream, done: number) => void;
  } = {},
): Promise<FlashError | undefined> {
  const clock = new VirtualClock();
  const stream = new DeviceStream(device ?? new RunningDevice(silence()));
  const ports: Ports = { open: async () => stream, list: async () => undefined };
  const work = flashBoard(board, image, {
    path: 'board',
    ports: options.ports?.(ports) ?? ports,
    clock,
    onProgress: (stage, done) => {
      if (stage === 'write') options.onWrite?.(stream, done);
    },
  });
  try {
    await runWithBoard([], clock, work);
    return undefined;
  } catch (error) {
    if (error instanceof FlashError) return error;
    throw error;
  }
}

function* silence(): Generator<readonly number[], void, number> {
  for (;;) yield [];
}

describe('an STM32', () => {
  it.each([false, true])(
    'is flashed, verified and started (extended erase: %s)',
    async (erasesExtended) => {
      const stm32 = chip({ erasesExtended });
      expect(await flashInProcess(new RunningDevice(an3155Rom(stm32)))).toBeUndefined();
      expect(holds(stm32.flash, image)).toBe(true);
      expect(stm32.started).toBe(flashStart);
      // Only what the image needs was erased.
      expect([stm32.flash[3 * 1024], stm32.flash[2 * 1024 + 1023]]).toEqual([0x55, 0xff]);
    },
  );

  it('whose ROM has found its speed before is flashed as well', async () => {
    const stm32 = chip();
    const device = new RunningDevice(an3155Rom(stm32));
    device.input([0x7f]);
    expect(await flashInProcess(device)).toBeUndefined();
    expect(holds(stm32.flash, image)).toBe(true);
  });

  it('of another kind is not touched', async () => {
    const stm32 = chip({ id: 0x414 });
    const before = stm32.flash.slice();
    const error = await flashInProcess(new RunningDevice(an3155Rom(stm32)));
    expect(error).toMatchObject({
      failure: 'wrong-board',
      message: 'the chip has id 0x414; expected STM32F1 of medium density',
    });
    expect(stm32.flash).toEqual(before);
  });

  it('that is protected refuses, and one that is worn is not said to be flashed', async () => {
    const error = await flashInProcess(new RunningDevice(an3155Rom(chip({ readProtected: true }))));
    expect(error).toMatchObject({ failure: 'refused' });
    expect(error?.help).toContain('may be protected');
    const stuckFlash = new Map([[2000, 0x12]]);
    const worn = await flashInProcess(new RunningDevice(an3155Rom(chip({ stuckFlash }))));
    expect(worn).toMatchObject({
      failure: 'verify-failed',
      message: 'at 0x80007D0 the board has 0x12 instead of 0xD0',
    });
  });

  it('that says nothing, or whose cable is pulled, ends with what to do', async () => {
    const silent = await flashInProcess(undefined);
    expect(silent).toMatchObject({ failure: 'no-answer' });
    expect(silent?.help).toContain('set BOOT0 to 1');
    const pulled = await flashInProcess(new RunningDevice(an3155Rom(chip())), {
      onWrite: (stream, done) => {
        if (done === 5) stream.unplug();
      },
    });
    expect(pulled?.failure).toBe('port');
  });

  it('is flashed or not said to be, whatever the line does to the bytes', async () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const stm32 = chip();
      const probability = [0.00002, 0.0005, 0.01][seed % 3] ?? 0;
      const error = await flashInProcess(new RunningDevice(an3155Rom(stm32)), {
        ports: (ports) => noisyPorts(ports, { seed, probability }),
      });
      outcomes.add(error?.failure ?? 'flashed');
      if (error === undefined) expect(holds(stm32.flash, image), `seed ${seed}`).toBe(true);
    }
    expect(outcomes.has('flashed') && outcomes.size > 1).toBe(true);
  });
});

describe.skipIf(!(hasQemu && hasSocat) && !inCi)('the serial bridge flashed to an STM32', () => {
  it('through a pseudo-terminal runs in QEMU and answers', async () => {
    const stm32 = chip();
    const terminal = await deviceTerminal(new RunningDevice(an3155Rom(stm32)));
    const bridge = readImage(readFileSync(prebuiltHex('stm32f1')));
    await flashBoard(board, bridge, { path: terminal.path, ports: systemPorts, clock: wallClock });
    await terminal.close();
    expect(holds(stm32.flash, bridge)).toBe(true);
    const { socket, stop } = await bootInQemu(stm32.flash);
    let answers = '';
    socket.on('data', (bytes) => {
      answers += bytes.toString('latin1');
    });
    // What arrives before the program has set up its USART is lost.
    for (let attempt = 0; attempt < 300 && !/V....\r/.test(answers); attempt++) {
      socket.write('\rV\r');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await stop();
    expect(answers).toMatch(/V[0-9A-F]{4}\r/);
  });
});

describe.skipIf(!(hasStm32flash && hasSocat) && !inCi)('our ROM, judged by stm32flash,', () => {
  it('takes its image, and verifies ours', async () => {
    // stm32flash asks for the size of flash and the option bytes.
    const readable = new Map([[0x1fff_f7e0, 128]]);
    const stm32 = chip({ readable });
    const folder = mkdtempSync(join(tmpdir(), 'vfb-stm32flash-'));
    const file = join(folder, 'image.bin');
    writeFileSync(file, image.segments[0]?.bytes ?? '');
    const run = async (...options: string[]) => {
      const terminal = await deviceTerminal(new RunningDevice(an3155Rom(stm32)));
      // A pseudo-terminal has no parity.
      const command = ['-m', '8n1', '-b', '115200', ...options, terminal.path];
      const result = await promisify(execFile)('stm32flash', command, { timeout: 60_000 });
      await terminal.close();
      return result.stdout;
    };
    expect(await run('-w', file, '-v', '-g', '0x08000000')).toMatch(/Starting execution/);
    expect(holds(stm32.flash, { ...image, segments: image.segments.slice(0, 1) })).toBe(true);
    expect(stm32.started).toBe(flashStart);

    stm32.flash.fill(0x55);
    expect(await flashInProcess(new RunningDevice(an3155Rom(stm32)))).toBeUndefined();
    const read = join(folder, 'read.bin');
    await run('-r', read, '-S', `0x08000000:${image.segments[0]?.bytes.length}`);
    expect(spawnSync('cmp', [file, read]).status).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });
});
