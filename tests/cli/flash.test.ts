/** `vfb flash` and `vfb boards`: what they print, and how they end. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boards } from '../../cli/boards.ts';
import { type FlashWorld, flash } from '../../cli/flash.ts';
import { readUf2 } from '../../flash/image/uf2.ts';
import { an3155Rom } from '../helpers/boards/an3155-rom.ts';
import {
  echoProgram,
  hasAvrGcc,
  hasBootLoaders,
  optiboot,
} from '../helpers/boards/avr-programs.ts';
import { wallClock } from '../helpers/boards/board-ports.ts';
import { prebuiltHex } from '../helpers/boards/bridge-board.ts';
import {
  DeviceStream,
  deviceTerminal,
  hasSocat,
  RunningDevice,
} from '../helpers/boards/byte-device.ts';
import { hasSimavr, patiently, SimavrBoard } from '../helpers/boards/simavr.ts';
import { capturedTerminal } from './captured.ts';

const inCi = process.env.CI === 'true';
const vfb = join(import.meta.dirname, '..', '..', 'bin', 'vfb.js');

let folder: string;
let hex: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-cli-flash-'));
  hex = join(folder, 'stop.hex');
  // rjmp .-2
  writeFileSync(hex, ':02000000FFCF30\n:00000001FF\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An STM32 at the path `port`, in this process. */
function stm32World(chip: { id: number; flash: Uint8Array }): FlashWorld & { closed: boolean } {
  const world = {
    closed: false,
    clock: wallClock,
    ports: {
      open: async (path: string) => {
        if (path !== 'port') throw new Error('Error: No such file or directory');
        const stream = new DeviceStream(new RunningDevice(an3155Rom(chip)));
        const close = stream.close.bind(stream);
        stream.close = (callback) => {
          world.closed = true;
          close(callback);
        };
        return stream;
      },
      list: async () => undefined,
    },
  };
  return world;
}

describe('vfb flash', () => {
  it('--dry-run says what would be done, and touches nothing', async () => {
    const terminal = capturedTerminal();
    const world: FlashWorld = {
      clock: wallClock,
      ports: {
        open: () => Promise.reject(new Error('was opened')),
        list: () => Promise.reject(new Error('was listed')),
      },
    };
    const options = { firmware: hex, dryRun: true, port: '/dev/ttyUSB0' };
    expect(await flash('uno', options, terminal, world)).toBe(0);
    expect(terminal.stdout).toMatch(
      /stop\.hex: 2 bytes would be written to uno at \/dev\/ttyUSB0 in 1 page, by stk500v1 at 115200 baud; nothing was touched\n$/,
    );
    expect(terminal.stderr).toBe('note: nothing in the file says that it is for an ATmega328P\n');
  });

  it('writes, verifies and says so, as text and as JSON', async () => {
    const bin = join(folder, 'image.bin');
    writeFileSync(
      bin,
      Uint8Array.from({ length: 600 }, (_, i) => i & 0xff),
    );
    const chip = { id: 0x410, flash: new Uint8Array(0x1_0000).fill(0) };
    const terminal = capturedTerminal();
    const world = stm32World(chip);
    expect(await flash('stm32f1', { firmware: bin, port: 'port' }, terminal, world)).toBe(0);
    expect(terminal.stdout).toContain(
      'image.bin: 600 bytes written to stm32f1 at port, verified and started\n',
    );
    expect([...chip.flash.subarray(0, 600)]).toEqual([...readFileSync(bin)]);
    expect(world.closed).toBe(true);

    const json = capturedTerminal();
    const options = { firmware: bin, port: 'port', json: true };
    expect(await flash('stm32f1', options, json, stm32World(chip))).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({
      board: 'stm32f1',
      port: 'port',
      sizeBytes: 600,
      pages: 3,
      dryRun: false,
      verified: true,
    });
  });

  it('ends with 1 and says what to try when it does not work', async () => {
    const bin = join(folder, 'small.bin');
    writeFileSync(bin, Uint8Array.of(1, 2, 3, 4));
    const terminal = capturedTerminal();
    const world = stm32World({ id: 0x999, flash: new Uint8Array(0x1_0000) });
    expect(await flash('stm32f1', { firmware: bin, port: 'port' }, terminal, world)).toBe(1);
    expect(terminal.stdout).toBe('');
    expect(terminal.stderr).toBe(
      'note: nothing in the file says that it is for an STM32F1 of medium density\n' +
        'error wrong-board: the chip has id 0x999; expected STM32F1 of medium density\n' +
        '      = help: name the board that is connected; `vfb boards` lists those known\n',
    );
    expect(world.closed).toBe(true);

    const json = capturedTerminal();
    expect(await flash('stm32f1', { firmware: bin, port: 'no', json: true }, json, world)).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({
      error: {
        failure: 'port',
        message: 'cannot open no: No such file or directory',
        help: 'is the board connected? `vfb boards` lists the ports',
      },
    });
  });

  it.each([
    ['image-missing', 'uno', 'nowhere.hex', ''],
    ['image-malformed', 'uno', 'broken.hex', ':02000000FFCF31\n'],
    ['image-malformed', 'uno', 'text.txt', 'no image'],
    ['image-does-not-fit', 'stm32f1', 'avr.hex', ':02000000FFCF30\n:00000001FF\n'],
  ])('ends with 1 before it opens a port: %s', async (failure, board, file, text) => {
    const path = join(folder, file);
    if (text !== '') writeFileSync(path, text);
    const terminal = capturedTerminal();
    expect(await flash(board, { firmware: path, port: 'port' }, terminal)).toBe(1);
    expect(terminal.stderr).toContain(`error ${failure}: `);
    expect(terminal.stderr).toContain('= help: ');
  });

  it('is used wrongly without a port, with another board, or where no bridge is shipped', async () => {
    const terminal = capturedTerminal();
    await expect(flash('uno', { firmware: hex }, terminal)).rejects.toThrow(/^--port says where/);
    await expect(flash('unicorn', { firmware: hex }, terminal)).rejects.toThrow(
      'no board unicorn; known are uno, nano, nano-old, mega2560, leonardo, stm32f1, lm3s6965evb, pico, esp32',
    );
    await expect(flash('leonardo', { firmware: 'bridge', port: 'port' }, terminal)).rejects.toThrow(
      'there is no serial bridge for leonardo: give --firmware FILE',
    );
  });

  it('says of a board that it does not flash what does', async () => {
    await expect(
      flash('lm3s6965evb', { firmware: hex, dryRun: true }, capturedTerminal()),
    ).rejects.toThrow(
      /^lm3s6965evb is not flashed by vfb: .*debug interface; .*qemu-system-arm -M lm3s6965evb -kernel/,
    );
    const ended = await run(['flash', 'lm3s6965evb', '--port', 'x']).ended;
    expect(ended).toMatchObject({ code: 2, stdout: '' });
  });

  it('refuses the bridge of another board by its name', async () => {
    const nano = capturedTerminal();
    const firmware = prebuiltHex('nano');
    expect(await flash('uno', { firmware, dryRun: true }, nano)).toBe(1);
    expect(nano.stderr).toContain('the image is the serial bridge of nano, not of uno');
    const mega = capturedTerminal();
    expect(await flash('uno', { firmware: prebuiltHex('mega2560'), dryRun: true }, mega)).toBe(1);
    expect(mega.stderr).toContain('57 interrupt vectors of an ATmega2560');
    const old = capturedTerminal();
    expect(await flash('nano-old', { firmware, dryRun: true }, old)).toBe(0);
    expect(old.stderr).toBe('');
    const stm = capturedTerminal();
    const own = { firmware: 'bridge', dryRun: true, json: true };
    expect(await flash('stm32f1', own, stm)).toBe(0);
    expect(JSON.parse(stm.stdout)).toMatchObject({ chipKnown: true });
  });

  it('says of a folder that it is one, and names a path once', async () => {
    const terminal = capturedTerminal();
    expect(await flash('uno', { firmware: folder, dryRun: true }, terminal)).toBe(1);
    expect(terminal.stderr).toMatch(/cannot read \S+: it is a folder\n.*the \.hex or \.elf file/);
    const nobody = await run(['flash', 'uno', '--port', '/dev/nothing-here']).ended;
    expect(nobody.code).toBe(1);
    expect(nobody.stderr).toContain(
      'error port: cannot open /dev/nothing-here: No such file or directory\n',
    );
  });

  it('writes a UF2 file for a pico, to its drive or beside it', async () => {
    const bin = join(folder, 'pico.bin');
    writeFileSync(
      bin,
      Uint8Array.from({ length: 300 }, (_, i) => i & 0xff),
    );
    const file = join(folder, 'pico.uf2');
    const beside = capturedTerminal();
    expect(await flash('pico', { firmware: bin, port: file }, beside)).toBe(0);
    expect(beside.stdout).toContain(
      `300 bytes written to ${file}; copy it to the drive that appears`,
    );
    expect(readUf2(readFileSync(file)).segments[0]?.address).toBe(0x1000_0000);

    const drive = join(folder, 'RPI-RP2');
    mkdirSync(drive);
    const noDrive = capturedTerminal();
    expect(await flash('pico', { firmware: file, port: drive }, noDrive)).toBe(1);
    expect(noDrive.stderr).toContain('is neither the drive of a pico nor the name of a .uf2 file');
    writeFileSync(join(drive, 'INFO_UF2.TXT'), 'UF2 Bootloader v3.0\r\nBoard-ID: RPI-RP2\r\n');
    const onDrive = capturedTerminal();
    expect(await flash('pico', { firmware: file, port: drive, json: true }, onDrive)).toBe(0);
    expect(JSON.parse(onDrive.stdout)).toMatchObject({ verified: false });
    expect(readFileSync(join(drive, 'vfb.uf2'))).toEqual(readFileSync(file));
    writeFileSync(join(drive, 'INFO_UF2.TXT'), 'UF2 Bootloader v1.0\r\nBoard-ID: RP2350\r\n');
    const other = capturedTerminal();
    expect(await flash('pico', { firmware: file, port: drive }, other)).toBe(1);
    expect(other.stderr).toContain('is of board RP2350; expected RP2040');
  });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[]): {
  ended: Promise<Ended>;
  interrupt(signal?: NodeJS.Signals): void;
} {
  const child = spawn(process.execPath, [vfb, ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  return {
    ended: new Promise((resolve) =>
      child.once('close', (code) => resolve({ code, stdout, stderr })),
    ),
    interrupt: (signal = 'SIGINT') => void child.kill(signal),
  };
}

describe.skipIf(!(hasSimavr && hasAvrGcc && hasBootLoaders) && !inCi)(
  'the command, with an Uno,',
  () => {
    it('flashes it', async () => {
      const image = optiboot().image;
      const options = { mcu: 'atmega328p', bootStart: 0x7e00, flashBytes: 0x8000, image } as const;
      const board = await SimavrBoard.start(options);
      const { elf, image: echo } = echoProgram('atmega328p', 115_200);
      const ended = await patiently(async () => {
        const command = ['flash', 'uno', '--port', board.path, '--firmware', elf];
        const result = await run(command).ended;
        if (result.code !== 0) throw new Error(result.stderr);
        return result;
      });
      expect(ended.stderr).toBe('');
      expect(ended.stdout).toMatch(/bytes written to uno at \S+, verified and started\n$/);
      const held = await board.stop();
      for (const { address, bytes } of echo.segments) {
        expect(Uint8Array.from(held.subarray(address, address + bytes.length))).toEqual(bytes);
      }
    });
  },
);

describe.skipIf(!hasSocat && !inCi)('the command, with a board that says nothing,', () => {
  function* silence(
    heard: () => void = () => undefined,
  ): Generator<readonly number[], void, number> {
    for (;;) {
      yield [];
      heard();
    }
  }

  it('ends with 1 and says so', async () => {
    const terminal = await deviceTerminal(new RunningDevice(silence()));
    const ended = await run(['flash', 'uno', '--port', terminal.path, '--firmware', hex]).ended;
    await terminal.close();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('error no-answer: no boot loader answers at ');
    // A pseudo-terminal has no modem lines.
    expect(ended.stderr).toContain('press its reset button');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends at %s with %i', async (signal, code) => {
    const bin = join(folder, 'wait.bin');
    writeFileSync(bin, Uint8Array.of(1, 2, 3, 4));
    let heard: () => void = () => undefined;
    const terminal = await deviceTerminal(new RunningDevice(silence(() => heard())));
    const command = run(['flash', 'stm32f1', '--port', terminal.path, '--firmware', bin]);
    // When the board has heard something, the port is open.
    await new Promise<void>((resolve) => {
      heard = resolve;
    });
    command.interrupt(signal);
    const ended = await command.ended;
    await terminal.close();
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain('error interrupted: ');
  });
});

describe('vfb boards', () => {
  const found = {
    kind: 'found',
    ports: [
      { path: '/dev/ttyACM0', usb: '2341:0043', manufacturer: 'Arduino' },
      { path: '/dev/ttyS0' },
      { path: '/dev/ttyUSB0', usb: '1a86:7523' },
    ],
  } as const;

  it('lists boards, ports, and which board may be where', async () => {
    const terminal = capturedTerminal();
    expect(await boards({}, terminal, async () => found)).toBe(0);
    expect(terminal.stdout).toMatch(
      /^ {2}uno +ATmega328P +build +bridge +flash by stk500v1 +Arduino Uno, boot loader optiboot$/m,
    );
    expect(terminal.stdout).toMatch(/^ {2}nano-old +ATmega328P +build for nano +bridge +flash by/m);
    expect(terminal.stdout).toMatch(/^ {2}leonardo +ATmega32U4 +flash by avr109/m);
    expect(terminal.stdout).toMatch(/^ {2}lm3s6965evb +LM3S6965 +build +bridge +Stellaris/m);
    expect(terminal.stdout).toMatch(/^ {2}lm3s6965evb is not flashed by vfb: .*QEMU/m);
    expect(terminal.stdout).toMatch(/^ {2}\/dev\/ttyACM0 +2341:0043 +Arduino +uno$/m);
    expect(terminal.stdout).toMatch(
      /^ {2}\/dev\/ttyUSB0 +1a86:7523 +uno, nano, nano-old, mega2560/m,
    );
    expect(terminal.stdout).toMatch(/^ {2}\/dev\/ttyS0$/m);
  });

  it('says the same as JSON', async () => {
    const terminal = capturedTerminal();
    await boards({ json: true }, terminal, async () => found);
    const json = JSON.parse(terminal.stdout);
    expect(json.ports[0]).toEqual({
      path: '/dev/ttyACM0',
      usb: '2341:0043',
      manufacturer: 'Arduino',
      boards: ['uno'],
    });
    expect(json.boards[0]).toMatchObject({
      name: 'uno',
      protocol: 'stk500v1',
      build: 'uno',
      bridge: true,
    });
    const find = (name: string) => json.boards.find((one: { name: string }) => one.name === name);
    expect(find('leonardo')).toMatchObject({ build: null, bridge: false, protocol: 'avr109' });
    expect(find('lm3s6965evb')).toMatchObject({ build: 'lm3s6965evb', bridge: true });
    expect(find('lm3s6965evb').notFlashed.instead).toContain('QEMU');
    expect(find('lm3s6965evb').protocol).toBeUndefined();
  });

  it('is well without ports, and where ports cannot be listed', async () => {
    const none = capturedTerminal();
    expect(await boards({}, none, async () => ({ kind: 'found', ports: [] }))).toBe(0);
    expect(none.stdout).toContain('Serial ports: none\n');
    const unknown = capturedTerminal();
    const reason = 'spawn udevadm ENOENT';
    expect(await boards({}, unknown, async () => ({ kind: 'unknown', reason }))).toBe(0);
    expect(unknown.stdout).toContain('Serial ports: cannot be listed (spawn udevadm ENOENT)\n');
    const json = capturedTerminal();
    await boards({ json: true }, json, async () => ({ kind: 'unknown', reason }));
    expect(JSON.parse(json.stdout)).toMatchObject({ portsUnknown: reason });
  });

  it('runs on this machine, whatever it has', async () => {
    expect(await run(['boards']).ended).toMatchObject({ code: 0, stderr: '' });
  });
});
