/** An ESP32 through the real esptool-js, against the emulated ROM. */
import { describe, expect, it, vi } from 'vitest';
import { flashBoard } from '../../flash/flash.ts';
import { FlashError } from '../../flash/flash-error.ts';
import { readImage } from '../../flash/image/read-image.ts';
import type { Ports } from '../../flash/serial-line.ts';
import { wallClock } from '../helpers/boards/board-ports.ts';
import { type ByteDevice, DeviceStream, RunningDevice } from '../helpers/boards/byte-device.ts';
import { type Esp32, esp32Rom } from '../helpers/boards/esp32-rom.ts';
import { known } from '../helpers/boards/flash-boards.ts';

const bytes = Uint8Array.from({ length: 6000 }, (_, i) => (i * 13) & 0xff);
const image = readImage(bytes, { baseAddress: 0x1_0000 });
const esp32Magic = 0x00f0_1d83;

interface Line extends Ports {
  readonly streams: DeviceStream[];
  readonly lines: { dtr: boolean; rts: boolean }[];
}

function lineTo(device: () => ByteDevice): Line {
  const streams: DeviceStream[] = [];
  const lines: { dtr: boolean; rts: boolean }[] = [];
  return {
    streams,
    lines,
    list: async () => undefined,
    open: async () => {
      const stream = new DeviceStream(new RunningDevice(device()));
      const set = stream.set.bind(stream);
      stream.set = (state, callback) => {
        lines.push({ ...state });
        set(state, callback);
      };
      streams.push(stream);
      return stream;
    },
  };
}

async function flashEsp32(
  ports: Line,
  onPage: (stream: DeviceStream | undefined, done: number) => void = () => undefined,
): Promise<FlashError | undefined> {
  try {
    await flashBoard(known('esp32'), image, {
      path: 'port',
      ports,
      clock: wallClock,
      onProgress: (stage, done) => {
        if (stage === 'write') onPage(ports.streams.at(-1), done);
      },
    });
    return undefined;
  } catch (error) {
    if (error instanceof FlashError) return error;
    throw error;
  }
}

function chip(options: Partial<Esp32> = {}): Esp32 {
  return { magic: esp32Magic, flash: new Uint8Array(0x40_0000).fill(0xff), ...options };
}

describe('an ESP32', () => {
  it('is reset into its boot loader, flashed, read back, reset again', async () => {
    const esp32 = chip();
    const ports = lineTo(() => esp32Rom(esp32));
    const console = vi.spyOn(globalThis.console, 'log');
    expect(await flashEsp32(ports)).toBeUndefined();
    expect(console).not.toHaveBeenCalled();
    console.mockRestore();
    expect(esp32.flash.subarray(0x1_0000, 0x1_0000 + bytes.length)).toEqual(bytes);
    // EN hangs on RTS, IO0 on DTR: reset while IO0 is held, then released.
    expect(ports.lines).toContainEqual({ dtr: false, rts: true });
    expect(ports.lines).toContainEqual({ dtr: true, rts: false });
    expect(ports.lines.at(-1)).toMatchObject({ rts: false });
    expect(ports.streams.every(({ isOpen }) => !isOpen)).toBe(true);
  });

  it('that is another chip is not touched', async () => {
    const other = chip({ magic: 0x0000_07c6 });
    const error = await flashEsp32(lineTo(() => esp32Rom(other)));
    expect(error).toMatchObject({
      failure: 'wrong-board',
      message: 'the chip is ESP32-S2; expected ESP32',
    });
    expect(other.flash.every((byte) => byte === 0xff)).toBe(true);
  });

  it('is not said to be flashed when a cell is stuck', async () => {
    const esp32 = chip({ stuckFlash: new Map([[0x1_0010, 0x42]]) });
    expect(await flashEsp32(lineTo(() => esp32Rom(esp32)))).toMatchObject({
      failure: 'verify-failed',
      message: 'at 0x10010 the board has 0x42 instead of 0xD0',
    });
  });

  it('whose cable is pulled ends the work', async () => {
    const esp32 = chip();
    const error = await flashEsp32(
      lineTo(() => esp32Rom(esp32)),
      (stream, done) => {
        if (done === 1) stream?.unplug();
      },
    );
    expect(error?.failure).toBe('port');
  });

  it('that says nothing ends with what to do', async () => {
    function* silence(): ByteDevice {
      for (;;) yield [];
    }
    const error = await flashEsp32(lineTo(silence));
    expect(error).toMatchObject({ failure: 'no-answer' });
    expect(error?.message).toContain('esptool-js could not connect: ');
    expect(error?.help).toContain('hold the button BOOT');
  });
});
