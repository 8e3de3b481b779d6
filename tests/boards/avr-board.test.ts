/** The emulated boards run compiled programs, and real boot loaders, in virtual time. */

import { join } from 'node:path';
import { SerialPortStream } from '@serialport/stream';
import { describe, expect, it, vi } from 'vitest';
import { AvrBoard } from '../helpers/boards/avr-board.ts';
import { type AvrChip, atmega328p, atmega2560 } from '../helpers/boards/avr-chips.ts';
import {
  compileAvr,
  echoProgram,
  hasAvrGcc,
  hasBootLoaders,
  mega,
  optiboot,
  uno,
} from '../helpers/boards/avr-programs.ts';
import { BoardBinding } from '../helpers/boards/board-binding.ts';
import { runWithBoard, VirtualClock } from '../helpers/boards/virtual-clock.ts';

// Emulated processors wait as busily as real ones, here beside other tests.
vi.setConfig({ testTimeout: 180_000 });

const inCi = process.env.CI === 'true';
const chips: readonly [AvrChip, string][] = [
  [atmega328p, uno.mcu],
  [atmega2560, mega.mcu],
];

describe.skipIf(!hasAvrGcc && !inCi).each(chips)('a board with $name', (chip, mcu) => {
  function echoBoard(): { board: AvrBoard; answers: [byte: number, atNs: number][] } {
    const board = new AvrBoard({ chip });
    board.load(echoProgram(mcu, 500_000).image);
    board.reset('power-on');
    const answers: [number, number][] = [];
    board.onSerialOut = (byte, atNs) => answers.push([byte, atNs]);
    board.runUntil(1_000_000);
    return { board, answers };
  }

  it('answers every byte, at the speed of the line', () => {
    const { board, answers } = echoBoard();
    board.serialIn(Buffer.from('HAL-9000'));
    board.runUntil(2_000_000);
    expect(Buffer.from(answers.map(([byte]) => byte)).toString()).toBe('IBM.:111');
    // Ten bits of 2 µs for each byte in, then as much for the answer.
    const firstNs = answers[0]?.[1] ?? 0;
    expect(firstNs).toBeGreaterThanOrEqual(1_040_000);
    expect(firstNs).toBeLessThan(1_060_000);
    expect((answers[7]?.[1] ?? 0) - firstNs).toBeGreaterThanOrEqual(139_000);
  });

  it('sleeps when there is nothing to do, and wakes for a byte', () => {
    const { board, answers } = echoBoard();
    expect(board.isSleeping).toBe(true);
    // An hour asleep takes no time.
    board.runUntil(3_600_000_000_000);
    board.serialIn(1);
    board.runUntil(3_600_001_000_000);
    expect(answers.map(([byte]) => byte)).toEqual([2]);
  });

  it('gives the same times again', () => {
    const run = (): [number, number][] => {
      const { board, answers } = echoBoard();
      for (let byte = 0; byte < 50; byte++) {
        board.serialIn([byte, byte + 100]);
        board.runUntil(board.nowNs + 37_000);
      }
      board.runUntil(10_000_000);
      return answers;
    };
    const first = run();
    expect(first.length).toBe(100);
    expect(run()).toEqual(first);
  });

  it('shows its pins', () => {
    const { board } = echoBoard();
    const changes: [string, boolean][] = [];
    board.onPin = (pin, high) => changes.push([pin, high]);
    board.serialIn([1, 2, 3]);
    board.runUntil(2_000_000);
    expect(changes).toEqual([
      ['B5', true],
      ['B5', false],
      ['B5', true],
    ]);
    expect(board.pin('B5')).toBe(true);
    expect([board.isOutput('B5'), board.isOutput('B4')]).toEqual([true, false]);
  });
});

describe.skipIf(!hasAvrGcc && !inCi).each(chips)('peripherals of the %o', (chip, mcu) => {
  it('inputs, analog inputs, timer, SPI and resets are there', () => {
    const source = join(import.meta.dirname, '..', 'helpers', 'boards', 'programs', 'avr-probe.c');
    const board = new AvrBoard({ chip });
    board.load(compileAvr([source], { mcu }).image);
    board.setInput('D2', true);
    board.setAnalog(1, 2.5);
    const mosi: number[] = [];
    board.spiSlave = {
      transfer: (byte) => {
        mosi.push(byte);
        return 0x3c;
      },
    };
    let answers: number[] = [];
    board.onSerialOut = (byte) => answers.push(byte);
    const probe = (): number[] => {
      answers = [];
      board.runUntil(board.nowNs + 1_000_000);
      board.serialIn(0x3f);
      board.runUntil(board.nowNs + 30_000_000);
      return answers;
    };
    board.reset('power-on');
    // Cause, level of D2, upper eight bits of ADC 1, byte of the SPI slave, milliseconds of timer 1.
    expect(probe()).toEqual([0x01, 1, 0x80, 0x3c, 20]);
    expect(mosi).toEqual([0xa5]);
    board.setInput('D2', false);
    board.setAnalog(1, 5);
    board.reset('external');
    expect(probe()).toEqual([0x02, 0, 0xff, 0x3c, 20]);
    // It waits for its watchdog, which resets it.
    board.serialIn(0x57);
    board.runUntil(board.nowNs + 50_000_000);
    expect(probe()).toEqual([0x08, 0, 0xff, 0x3c, 20]);
    expect(board.resets).toEqual(['power-on', 'power-on', 'external', 'watchdog']);
  });
});

describe.skipIf((!hasAvrGcc || !hasBootLoaders) && !inCi)('an Uno with optiboot', () => {
  it('is in its boot loader after a reset through DTR, and in its application a second later', async () => {
    const board = new AvrBoard({ chip: atmega328p, bootStart: uno.bootStart });
    board.load(optiboot().image);
    board.load(echoProgram(uno.mcu, 115_200).image);
    board.reset('power-on');
    const clock = new VirtualClock();
    const port = new SerialPortStream({
      binding: new BoardBinding(board, { speed: 0 }),
      path: 'board',
      baudRate: 115200,
    });
    const answers: number[] = [];
    port.on('data', (bytes: Buffer) => answers.push(...bytes));
    const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
    const talk = async () => {
      await wait(100);
      port.write([0x30, 0x20]);
      await wait(100);
      const asBootLoader = answers.splice(0);
      await wait(2000);
      port.write([0x30, 0x20]);
      await wait(100);
      const asApplication = answers.splice(0);
      await new Promise<void>((resolve) => port.set({ dtr: false, rts: false }, () => resolve()));
      await new Promise<void>((resolve) => port.set({ dtr: true, rts: true }, () => resolve()));
      await wait(100);
      port.write([0x30, 0x20]);
      await wait(100);
      return { asBootLoader, asApplication, again: answers.splice(0) };
    };
    expect(await runWithBoard(board, clock, talk())).toEqual({
      asBootLoader: [0x14, 0x10],
      asApplication: [0x31, 0x21],
      again: [0x14, 0x10],
    });
    expect(board.resets).toEqual(['power-on', 'power-on', 'external', 'watchdog', 'external']);
    await new Promise((resolve) => port.close(resolve));
  });

  it.each([1, Number.POSITIVE_INFINITY])(
    'answers through a serial port at speed %d',
    async (speed) => {
      const board = new AvrBoard({ chip: atmega328p });
      board.load(echoProgram(uno.mcu, 500_000).image);
      const binding = new BoardBinding(board, { speed });
      const port = new SerialPortStream({ binding, path: 'board', baudRate: 500_000 });
      await new Promise((resolve) => port.once('open', resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      const answer = new Promise<Buffer>((resolve) => port.once('data', resolve));
      port.write([0x41]);
      expect([...(await answer)]).toEqual([0x42]);
      const closed = new Promise<Error | null>((resolve) => port.once('close', resolve));
      binding.unplug();
      expect(await closed).toBeInstanceOf(Error);
    },
  );
});
