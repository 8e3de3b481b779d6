/** The bridge on Cortex-M boards in QEMU, over a socket, in real time: as far as QEMU has their hardware. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FlashImage } from '../../flash/image/image.ts';
import { readImage } from '../../flash/image/read-image.ts';
import { prebuiltHex } from '../helpers/boards/bridge-board.ts';
import { bootInQemu, hasQemu, type QemuBoard } from '../helpers/boards/qemu.ts';

const skip = !hasQemu && process.env.CI !== 'true';
if (skip) console.warn('qemu-system-arm is missing: the bridge on Cortex-M is not tried');

/** The bytes from the first address on. */
function flashOf({ segments }: FlashImage): Uint8Array {
  const start = segments[0]?.address ?? 0;
  const last = segments.at(-1);
  const flash = new Uint8Array((last?.address ?? 0) + (last?.bytes.length ?? 0) - start).fill(0xff);
  for (const { address, bytes } of segments) flash.set(bytes, address - start);
  return flash;
}

class Talk {
  readonly qemu: QemuBoard;
  #text = '';
  #arrived: () => void = () => undefined;

  /** Asks until somebody answers: what comes before the UART is on is lost. */
  static async with(board: 'stm32f1' | 'lm3s6965evb'): Promise<Talk> {
    const machine = board === 'stm32f1' ? 'stm32vldiscovery' : 'lm3s6965evb';
    const image = readImage(readFileSync(prebuiltHex(board)));
    const talk = new Talk(await bootInQemu(flashOf(image), machine));
    const timer = setInterval(() => talk.qemu.socket.write('\r'), 200);
    await talk.until(/\r$/);
    clearInterval(timer);
    // Answers to what was asked in vain.
    talk.qemu.socket.write('N\r');
    await talk.until(/NVFB1\r$/);
    return talk;
  }

  private constructor(qemu: QemuBoard) {
    this.qemu = qemu;
    qemu.socket.on('data', (bytes: Buffer) => {
      this.#text += bytes.toString('latin1');
      this.#arrived();
    });
  }

  /** Waits for something, and takes everything that has come. */
  async until(pattern: RegExp | 'an answer'): Promise<string> {
    const endMs = performance.now() + 30_000;
    const hasCome = (): boolean =>
      pattern === 'an answer'
        ? this.#text.endsWith('\r') || this.#text === '\x07'
        : pattern.test(this.#text);
    while (!hasCome()) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`not ${pattern}, but ${JSON.stringify(this.#text)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const text = this.#text;
    this.#text = '';
    return text;
  }

  async say(line: string): Promise<string> {
    this.qemu.socket.write(`${line}\r`);
    return this.until('an answer');
  }
}

describe.skipIf(skip).each(['stm32f1', 'lm3s6965evb'] as const)(
  'the bridge as %s in QEMU',
  (board) => {
    it('tells what it is, and opens in the role that the machine has hardware for', async () => {
      const talk = await Talk.with(board);
      try {
        expect(await talk.say('V')).toBe('V1001\r');
        expect(await talk.say('v')).toBe(`vvfb1 board=${board} roles=ai window=8\r`);
        // QEMU has no MCP2515.
        expect(await talk.say('S6')).toBe('\x07');
        expect(await talk.say('O')).toBe('\x07');
        expect(await talk.say('xi')).toBe('\r');
        expect(await talk.say('O')).toBe('\r');
        expect(await talk.say('F')).toBe('F00\r');
        expect(await talk.say('t1230')).toBe('\x07');
        expect(await talk.say('C')).toBe('\r');
      } finally {
        await talk.qemu.stop();
      }
    });

    it('answers hundreds of lines that come at once', async () => {
      const talk = await Talk.with(board);
      try {
        // QEMU's UART has no speed: lines go in blocks that the ring has room for.
        for (let block = 0; block < 40; block++) {
          talk.qemu.socket.write('V\r'.repeat(20));
          expect(await talk.until(/(V1001\r){20}$/)).toBe('V1001\r'.repeat(20));
        }
      } finally {
        await talk.qemu.stop();
      }
    });
  },
);

describe.skipIf(skip)('pins of the LM3S6965 board in QEMU', () => {
  it('are reported: its joystick, whatever else does not answer', async () => {
    const talk = await Talk.with('lm3s6965evb');
    try {
      expect(await talk.say('xi')).toBe('\r');
      // QEMU's ADC cannot be started by the processor: its channel is passed over.
      for (const line of ['xo70a', 'xo40i', 'xo51i']) expect(await talk.say(line)).toBe('\r');
      talk.qemu.socket.write('xs05\r');
      // Up is PE0, select is PF1. In QEMU they are low until they have been pressed once.
      expect(await talk.until(/xd51.\r/)).toBe('\rxd400\rxd510\r');
      // Held for so long that a busy machine sees it.
      await talk.qemu.command('sendkey up 1500');
      expect(await talk.until(/xd401\r/)).toBe('xd401\r');
      await talk.qemu.command('sendkey up 1500');
      expect(await talk.until(/xd401\r/)).toBe('xd400\rxd401\r');
      await talk.qemu.command('sendkey ctrl 1500');
      expect(await talk.until(/xd511\r/)).toBe('xd511\r');
      expect(await talk.say('xs00')).toBe('\r');
      expect(await talk.say('xo01i')).toBe('\x07');
      expect(await talk.say('xo50o')).toBe('\r');
      expect(await talk.say('xw501')).toBe('\r');
      expect(await talk.say('xo50p')).toBe('\x07');
    } finally {
      await talk.qemu.stop();
    }
  });

  it('are what the registers of their port say', async () => {
    const talk = await Talk.with('lm3s6965evb');
    /** Of port F: pin 2 is channel 52. */
    const registers = async (): Promise<Record<string, boolean>> => {
      const port = 0x40025000;
      const offsets = {
        level: 0x010,
        output: 0x400,
        alternate: 0x420,
        pullUp: 0x510,
        digital: 0x51c,
      };
      const states: Record<string, boolean> = {};
      for (const [name, offset] of Object.entries(offsets)) {
        states[name] = ((await talk.qemu.readWord(port + offset)) & 0x04) !== 0;
      }
      return states;
    };
    try {
      await talk.say('xi');
      expect(await talk.say('xo52o')).toBe('\r');
      const output = { output: true, alternate: false, pullUp: false, digital: true };
      expect(await registers()).toEqual({ ...output, level: false });
      for (const level of [true, false, true]) {
        expect(await talk.say(`xw52${level ? 1 : 0}`)).toBe('\r');
        expect(await registers()).toEqual({ ...output, level });
      }
      expect(await talk.say('xo52u')).toBe('\r');
      expect(await registers()).toMatchObject({ output: false, pullUp: true, digital: true });
      expect(await talk.say('xo52i')).toBe('\r');
      expect(await registers()).toMatchObject({ output: false, pullUp: false, digital: true });
    } finally {
      await talk.qemu.stop();
    }
  });

  it('of the CAN controller are taken by the adapter: SPI, select, interrupt with falling edge', async () => {
    const talk = await Talk.with('lm3s6965evb');
    const bits = async (address: number): Promise<number> =>
      (await talk.qemu.readWord(address)) & 0xff;
    try {
      // Nobody answers, and until somebody does the interrupt stays off.
      expect(await talk.say('S6')).toBe('\x07');
      const [portA, portD] = [0x40004000, 0x40007000];
      expect((await bits(portA + 0x420)) & 0x3c).toBe(0x34);
      expect((await bits(portA + 0x400)) & 0x08).toBe(0x08);
      // Not selected: PA3 is high.
      expect(await bits(portA + 0x020)).toBe(0x08);
      expect((await bits(portD + 0x410)) & 0x04).toBe(0x04);
      expect((await bits(portD + 0x40c)) & 0x04).toBe(0x00);
      expect((await talk.qemu.readWord(0xe000e100)) & 0x28).toBe(0x20);
      // It lets the UART through: a lower priority than that of interrupt 5.
      const priorities = await talk.qemu.readWord(0xe000e400);
      expect((priorities >>> 24) & 0xe0).toBe(0x80);
    } finally {
      await talk.qemu.stop();
    }
  });
});
