/** AVR109: the touch at 1200 baud, the port that appears, and the boot loader behind it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { flashBoard } from '../../flash/flash.ts';
import { FlashError } from '../../flash/flash-error.ts';
import { joinPieces } from '../../flash/image/image.ts';
import type { ReadImage } from '../../flash/image/read-image.ts';
import type { Ports } from '../../flash/serial-line.ts';
import { type Avr109Chip, avr109Loader } from '../helpers/boards/avr109-loader.ts';
import {
  DeviceStream,
  deviceTerminal,
  hasSocat,
  RunningDevice,
} from '../helpers/boards/byte-device.ts';
import { known } from '../helpers/boards/flash-boards.ts';
import { noisyPorts } from '../helpers/boards/noisy-stream.ts';
import { hasAvrdude } from '../helpers/boards/simavr.ts';
import { runWithBoard, VirtualClock } from '../helpers/boards/virtual-clock.ts';

const image: ReadImage = {
  ...joinPieces([
    { address: 0, bytes: Uint8Array.from({ length: 1000 }, (_, i) => (i * 3) & 0xff), place: '' },
  ]),
  form: 'hex',
};

/** A Leonardo on USB: which ports there are depends on which program runs in it. */
class UsbBoard {
  readonly flash = new Uint8Array(0x8000).fill(0x55);
  readonly opened: { path: string; baudRate: number }[] = [];
  readonly #clock: VirtualClock;
  readonly #loaderPath: string;
  readonly #signature: Avr109Chip['signature'];
  #paths: readonly string[] = ['/dev/ttyACM0'];
  left = false;

  constructor(
    clock: VirtualClock,
    {
      loaderPath,
      signature = [0x1e, 0x95, 0x87] as const,
    }: { loaderPath: string; signature?: Avr109Chip['signature'] },
  ) {
    this.#clock = clock;
    this.#loaderPath = loaderPath;
    this.#signature = signature;
  }

  readonly ports: Ports = {
    list: async () => [...this.#paths, '/dev/ttyS0'],
    open: async (path, { baudRate }) => {
      if (!this.#paths.includes(path))
        throw new Error(`No such file or directory, cannot open ${path}`);
      this.opened.push({ path, baudRate });
      if (baudRate === 1200) return this.#touched();
      const chip = {
        signature: this.#signature,
        flash: this.flash,
        onLeave: () => {
          this.left = true;
        },
      };
      return new DeviceStream(new RunningDevice(avr109Loader(chip)));
    },
  };

  #touched(): DeviceStream {
    const stream = new DeviceStream(new RunningDevice(nothing()));
    const close = stream.close.bind(stream);
    stream.close = (callback) => {
      this.#clock.after(120, () => {
        this.#paths = [];
      });
      this.#clock.after(900, () => {
        this.#paths = [this.#loaderPath];
      });
      close(callback);
    };
    return stream;
  }
}

function* nothing(): Generator<readonly number[], void, number> {
  for (;;) yield [];
}

async function flashLeonardo(
  usb: UsbBoard,
  clock: VirtualClock,
  ports: Ports = usb.ports,
): Promise<FlashError | undefined> {
  const options = { path: '/dev/ttyACM0', ports, clock };
  try {
    await runWithBoard([], clock, flashBoard(known('leonardo'), image, options));
    return undefined;
  } catch (error) {
    if (error instanceof FlashError) return error;
    throw error;
  }
}

describe('a Leonardo', () => {
  it.each(['/dev/ttyACM0', '/dev/ttyACM1'])(
    'is touched at 1200 baud and flashed through the port that appears: %s',
    async (loaderPath) => {
      const clock = new VirtualClock();
      const usb = new UsbBoard(clock, { loaderPath });
      expect(await flashLeonardo(usb, clock)).toBeUndefined();
      expect(usb.opened).toEqual([
        { path: '/dev/ttyACM0', baudRate: 1200 },
        { path: loaderPath, baudRate: 57600 },
      ]);
      expect(usb.flash.subarray(0, 1000)).toEqual(image.segments[0]?.bytes);
      expect(usb.left).toBe(true);
    },
  );

  it('whose boot loader does not appear ends with what to do', async () => {
    const clock = new VirtualClock();
    const usb = new UsbBoard(clock, { loaderPath: '/dev/ttyS0' });
    const error = await flashLeonardo(usb, clock);
    expect(error).toMatchObject({
      failure: 'no-answer',
      message: 'the board at /dev/ttyACM0 restarted, but its boot loader did not appear as a port',
    });
    expect(error?.help).toContain('press the reset button twice');
  });

  it('is flashed or not said to be, whatever the line does to the bytes', async () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 30; seed++) {
      const clock = new VirtualClock();
      const usb = new UsbBoard(clock, { loaderPath: '/dev/ttyACM1' });
      const probability = [0.00002, 0.001, 0.01][seed % 3] ?? 0;
      const error = await flashLeonardo(usb, clock, noisyPorts(usb.ports, { seed, probability }));
      outcomes.add(error?.failure ?? 'flashed');
      const held = usb.flash.subarray(0, 1000);
      if (error === undefined) expect(held, `seed ${seed}`).toEqual(image.segments[0]?.bytes);
    }
    expect(outcomes.has('flashed') && outcomes.size > 1).toBe(true);
  });

  it('that is another board is not touched', async () => {
    const clock = new VirtualClock();
    const usb = new UsbBoard(clock, { loaderPath: '/dev/ttyACM1', signature: [0x1e, 0x95, 0x0f] });
    expect(await flashLeonardo(usb, clock)).toMatchObject({
      failure: 'wrong-board',
      message: 'the chip has signature 1E950F, ATmega328P; expected ATmega32U4',
    });
    expect(usb.flash.every((byte) => byte === 0x55)).toBe(true);
  });
});

describe.skipIf(!(hasAvrdude && hasSocat) && process.env.CI !== 'true')('our AVR109 loader', () => {
  it('takes an image from avrdude', async () => {
    const flash = new Uint8Array(0x8000).fill(0xff);
    const device = new RunningDevice(avr109Loader({ signature: [0x1e, 0x95, 0x87], flash }));
    const terminal = await deviceTerminal(device);
    const folder = mkdtempSync(join(tmpdir(), 'vfb-avr109-'));
    const file = join(folder, 'image.bin');
    writeFileSync(file, image.segments[0]?.bytes ?? '');
    const options = ['-q', '-c', 'avr109', '-p', 'm32u4', '-P', terminal.path, '-b', '57600', '-D'];
    await promisify(execFile)('avrdude', [...options, '-U', `flash:w:${file}:r`], {
      timeout: 60_000,
    });
    await terminal.close();
    expect(Buffer.compare(flash.subarray(0, 1000), readFileSync(file))).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });
});
