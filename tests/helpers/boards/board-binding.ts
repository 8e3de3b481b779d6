/**
 * An emulated board as a serial port of this process: a binding for `SerialPortStream`, without
 * operating system and native code. Modem lines reach the board: DTR or RTS going on is its reset, as
 * the capacitor of an Arduino makes it, and opening the port turns both on.
 *
 *     const binding = new BoardBinding(board, { speed: 1 });
 *     const port = new SerialPortStream({ binding, path: 'board', baudRate: 115200 });
 */
import type { SerialPortStream } from '@serialport/stream';
import type { AvrBoard } from './avr-board.ts';

// The package that declares these cannot be imported by an ES module.
type BindingInterface = NonNullable<SerialPortStream['settings']>['binding'];
type BindingPortInterface = NonNullable<SerialPortStream['port']>;
type OpenOptions = Parameters<BindingInterface['open']>[0];
type ModemLines = Parameters<BindingPortInterface['set']>[0];

export interface BoardBindingOptions {
  /**
   * Virtual time per time of the wall clock: 1 is real time, Infinity as fast as it goes, and with 0
   * only who calls `board.runUntil` lets time pass (see `runWithBoard`).
   */
  readonly speed: number;
}

/** No slice of virtual time is longer, so that the other end is heard in between. */
const sliceNs = 1_000_000;

export class BoardBinding implements BindingInterface {
  readonly board: AvrBoard;
  readonly #speed: number;
  /** The port that is open, of which there is at most one. */
  #port: BoardPort | undefined;
  #dtrOrRts = false;

  constructor(board: AvrBoard, { speed }: BoardBindingOptions) {
    this.board = board;
    this.#speed = speed;
  }

  async list(): Promise<never[]> {
    return [];
  }

  async open(options: OpenOptions): Promise<BoardPort> {
    if (this.#port?.isOpen) throw new Error('Resource temporarily unavailable Cannot lock port');
    const port = new BoardPort(this.board, options, {
      setLines: (on) => this.#setLines(on),
      closed: () => {
        this.#port = undefined;
      },
    });
    this.#port = port;
    this.#setLines(true);
    if (this.#speed > 0) runInTurns(this.board, port, this.#speed);
    return port;
  }

  /** The cable is pulled: reads and writes fail, the port is gone. The board runs no further. */
  unplug(): void {
    this.#port?.fail(new Error('Input/output error'));
  }

  #setLines(on: boolean): void {
    if (on && !this.#dtrOrRts) this.board.reset('external');
    this.#dtrOrRts = on;
  }
}

/** Runs the board between other work of this process, for as long as the port is open. */
function runInTurns(board: AvrBoard, port: BoardPort, speed: number): void {
  const startNs = board.nowNs;
  const startMs = performance.now();
  const turn = (): void => {
    if (!port.isOpen) return;
    const dueNs = startNs + (performance.now() - startMs) * 1e6 * speed;
    const behind = dueNs > board.nowNs;
    if (behind) board.runUntil(Math.min(board.nowNs + sliceNs, dueNs));
    if (dueNs > board.nowNs) setImmediate(turn);
    else setTimeout(turn, 1);
  };
  setImmediate(turn);
}

class CanceledError extends Error {
  readonly canceled = true;
}

interface PendingRead {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly length: number;
  readonly resolve: (result: { buffer: Buffer; bytesRead: number }) => void;
  readonly reject: (error: Error) => void;
}

interface Owner {
  setLines(on: boolean): void;
  closed(): void;
}

export class BoardPort implements BindingPortInterface {
  openOptions: Required<OpenOptions>;
  isOpen = true;
  readonly #board: AvrBoard;
  readonly #owner: Owner;
  readonly #received: number[] = [];
  readonly #drains: (() => void)[] = [];
  #read: PendingRead | undefined;
  #failure: Error | undefined;

  constructor(board: AvrBoard, options: OpenOptions, owner: Owner) {
    this.#board = board;
    this.#owner = owner;
    this.openOptions = options as Required<OpenOptions>;
    board.lineBaudRate = options.baudRate;
    board.onSerialOut = (byte, _atNs, baudRate) => this.#arrived(byte, baudRate);
    board.onSerialInIdle = () => {
      for (const drained of this.#drains.splice(0)) drained();
    };
  }

  async close(): Promise<void> {
    if (!this.isOpen) throw new Error('Port is not open');
    this.isOpen = false;
    this.#board.onSerialOut = () => undefined;
    this.#read?.reject(new CanceledError('Canceled'));
    this.#read = undefined;
    // Drivers turn the lines off when the last program closes the port.
    this.#owner.setLines(false);
    this.#owner.closed();
  }

  read(
    buffer: Buffer,
    offset: number,
    length: number,
  ): Promise<{ buffer: Buffer; bytesRead: number }> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(new CanceledError('Port is not open'));
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#read = { buffer, offset, length, resolve, reject };
      this.#answerRead();
    });
  }

  async write(buffer: Buffer): Promise<void> {
    if (!this.isOpen) throw new CanceledError('Port is not open');
    if (this.#failure !== undefined) throw this.#failure;
    this.#board.serialIn(buffer);
  }

  async update({ baudRate }: { baudRate: number }): Promise<void> {
    this.#board.lineBaudRate = baudRate;
    this.openOptions = { ...this.openOptions, baudRate };
  }

  async set({ dtr, rts }: ModemLines): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#owner.setLines(dtr === true || rts === true);
  }

  async get(): Promise<{ cts: boolean; dsr: boolean; dcd: boolean }> {
    return { cts: true, dsr: true, dcd: true };
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    return { baudRate: this.openOptions.baudRate };
  }

  async flush(): Promise<void> {
    this.#received.length = 0;
  }

  async drain(): Promise<void> {
    if (this.#board.serialInPending === 0) return;
    await new Promise<void>((resolve) => this.#drains.push(resolve));
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#read?.reject(error);
    this.#read = undefined;
  }

  #arrived(byte: number, baudRate: number): void {
    const understood = Math.abs(baudRate / this.openOptions.baudRate - 1) <= 0.045;
    this.#received.push(understood ? byte : byte ^ 0xa5);
    this.#answerRead();
  }

  #answerRead(): void {
    const read = this.#read;
    if (read === undefined || this.#received.length === 0) return;
    this.#read = undefined;
    const bytes = this.#received.splice(0, read.length);
    read.buffer.set(bytes, read.offset);
    read.resolve({ buffer: read.buffer, bytesRead: bytes.length });
  }
}
