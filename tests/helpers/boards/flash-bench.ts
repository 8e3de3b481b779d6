/** An emulated AVR board with its boot loader, and what it takes to flash it in virtual time. */
import type { Board } from '../../../flash/boards.ts';
import { flashBoard, type Stage } from '../../../flash/flash.ts';
import { FlashError } from '../../../flash/flash-error.ts';
import type { FlashImage } from '../../../flash/image/image.ts';
import type { Ports } from '../../../flash/serial-line.ts';
import { AvrBoard } from './avr-board.ts';
import { atmega328p, atmega2560 } from './avr-chips.ts';
import { optiboot, packagedBootLoader } from './avr-programs.ts';
import { BoardBinding } from './board-binding.ts';
import { portsOf } from './board-ports.ts';
import { known } from './flash-boards.ts';
import { runWithBoard, VirtualClock } from './virtual-clock.ts';

export type BenchName = 'uno' | 'nano-old' | 'mega2560';

const emulated = {
  uno: { chip: atmega328p, bootStart: 0x7e00, loader: () => optiboot().image },
  'nano-old': { chip: atmega328p, bootStart: 0x7800, loader: () => packagedBootLoader('nano-old') },
  mega2560: { chip: atmega2560, bootStart: 0x3e000, loader: () => packagedBootLoader('mega2560') },
};

export interface FlashAttempt {
  /** What is said to be connected, when it is not what is. */
  readonly as?: string | Board;
  readonly ports?: (ports: Ports) => Ports;
  readonly onProgress?: (stage: Stage, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export class FlashBench {
  readonly avr: AvrBoard;
  readonly binding: BoardBinding;
  readonly clock = new VirtualClock();
  readonly #board: Board;

  constructor(name: BenchName, { stuckFlash }: { stuckFlash?: ReadonlyMap<number, number> } = {}) {
    const { chip, bootStart, loader } = emulated[name];
    this.avr = new AvrBoard({ chip, bootStart, ...(stuckFlash && { stuckFlash }) });
    this.avr.load(loader());
    this.avr.reset('power-on');
    this.binding = new BoardBinding(this.avr, { speed: 0 });
    this.#board = known(name);
  }

  /** Undefined when it is said to have worked. Anything but a `FlashError` is a mistake, and thrown. */
  async flash(image: FlashImage, attempt: FlashAttempt = {}): Promise<FlashError | undefined> {
    const ports = portsOf(this.binding);
    const work = flashBoard(
      typeof attempt.as === 'object'
        ? attempt.as
        : attempt.as === undefined
          ? this.#board
          : known(attempt.as),
      { ...image, form: 'hex' },
      {
        path: 'board',
        ports: attempt.ports?.(ports) ?? ports,
        clock: this.clock,
        ...(attempt.onProgress && { onProgress: attempt.onProgress }),
        ...(attempt.signal && { signal: attempt.signal }),
      },
    );
    try {
      await runWithBoard(this.avr, this.clock, work);
      return undefined;
    } catch (error) {
      if (error instanceof FlashError) return error;
      throw error;
    }
  }

  /** Whether flash holds the image. */
  holds(image: FlashImage): boolean {
    return image.segments.every(({ address, bytes }) =>
      bytes.every((byte, index) => this.avr.flash[address + index] === byte),
    );
  }

  /** What the application answers to some bytes. */
  talk(bytes: readonly number[], baudRate: number): number[] {
    const answers: number[] = [];
    this.avr.onSerialOut = (byte) => answers.push(byte);
    this.avr.lineBaudRate = baudRate;
    // The boot loader gives way.
    this.avr.runUntil(this.avr.nowNs + 3_000_000_000);
    answers.length = 0;
    this.avr.serialIn(bytes);
    this.avr.runUntil(this.avr.nowNs + 100_000_000);
    return answers;
  }
}
