/**
 * A serial port as a boot loader protocol uses it: write, then read so many bytes within a time. Every
 * wait ends, by the clock that it is given; a port that closes or fails ends it with an error.
 */
import { FlashError, interrupted, portLost } from './flash-error.ts';

/** What is used of a `SerialPort` of serialport, or of an emulated board. */
export interface SerialStream {
  readonly isOpen: boolean;
  write(bytes: Uint8Array, callback: (error: Error | null | undefined) => void): unknown;
  set(lines: ModemLines, callback: (error: Error | null) => void): void;
  close(callback: (error: Error | null) => void): void;
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'close' | 'error', listener: (error?: Error | null) => void): unknown;
  removeListener(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  removeListener(event: 'close' | 'error', listener: (error?: Error | null) => void): unknown;
}

export interface ModemLines {
  readonly dtr: boolean;
  readonly rts: boolean;
}

export interface PortSettings {
  readonly baudRate: number;
  readonly parity?: 'none' | 'even';
}

/** The serial ports of this machine, or emulated ones. */
export interface Ports {
  open(path: string, settings: PortSettings): Promise<SerialStream>;
  /** Paths of all ports; undefined where the machine cannot tell. */
  list(): Promise<readonly string[] | undefined>;
}

export interface Clock {
  nowMs(): number;
  /** Calls `run` after some time; the function returned calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** Where a board is, and what there is to reach it with. */
export interface Surroundings {
  readonly path: string;
  readonly ports: Ports;
  readonly clock: Clock;
  /** Ends the work early. */
  readonly signal?: AbortSignal;
}

/** No write of one message takes longer, whatever the speed; a driver that hangs is given up. */
const writeTimeoutMs = 10_000;

interface Waiting {
  readonly count: number;
  readonly done: (bytes: Uint8Array) => void;
  readonly fail: (error: Error) => void;
}

export class SerialLine {
  readonly path: string;
  readonly clock: Clock;
  /** Whether modem lines can be set; those of a pseudo-terminal cannot, and no board is reset by them. */
  hasModemLines = true;
  readonly #stream: SerialStream;
  readonly #signal: AbortSignal | undefined;
  #received: number[] = [];
  #waiting: Waiting | undefined;
  #failure: FlashError | undefined;

  static async open(
    { path, ports, clock, signal }: Surroundings,
    settings: PortSettings,
  ): Promise<SerialLine> {
    if (signal?.aborted) throw interrupted();
    try {
      return new SerialLine(path, clock, await ports.open(path, settings), signal);
    } catch (error) {
      throw cannotOpen(path, error);
    }
  }

  private constructor(
    path: string,
    clock: Clock,
    stream: SerialStream,
    signal: AbortSignal | undefined,
  ) {
    this.path = path;
    this.clock = clock;
    this.#stream = stream;
    this.#signal = signal;
    stream.on('data', this.#onData);
    stream.on('close', this.#onClose);
    stream.on('error', this.#onClose);
    signal?.addEventListener('abort', this.#onAbort);
  }

  async write(bytes: Iterable<number>): Promise<void> {
    this.#failIfLost();
    await this.#within(writeTimeoutMs, 'cannot be written to', (done, fail) => {
      this.#stream.write(Uint8Array.from(bytes), (error) => {
        if (error) fail(this.#lost(error));
        else done(undefined);
      });
    });
  }

  /** Waits for that many bytes. `what` says what they are, for the message when they do not come. */
  async read(count: number, timeoutMs: number, what: string): Promise<Uint8Array> {
    this.#failIfLost();
    return this.#within(timeoutMs, `gave no ${what}`, (done, fail) => {
      this.#waiting = { count, done, fail };
      this.#answer();
    });
  }

  /** Reads and forgets until nothing has come for a while, but not for ever. */
  async discard(silenceMs: number): Promise<void> {
    const endMs = this.clock.nowMs() + 20 * silenceMs;
    do {
      this.#received = [];
      await this.wait(silenceMs);
    } while (this.#received.length > 0 && this.clock.nowMs() < endMs);
    this.#received = [];
  }

  async wait(delayMs: number): Promise<void> {
    this.#failIfLost();
    await new Promise<void>((resolve) => this.clock.after(delayMs, resolve));
    this.#failIfLost();
  }

  async setModemLines(on: boolean): Promise<void> {
    this.#failIfLost();
    await this.#within(writeTimeoutMs, 'does not set its modem lines', (done) => {
      this.#stream.set({ dtr: on, rts: on }, (error) => {
        if (error) this.hasModemLines = false;
        done(undefined);
      });
    });
  }

  /** Resets a board whose reset hangs on DTR or RTS by a capacitor: it wants the edge. */
  async pulseReset(): Promise<void> {
    await this.setModemLines(false);
    await this.wait(50);
    await this.setModemLines(true);
    await this.wait(50);
  }

  async close(): Promise<void> {
    this.#stream.removeListener('data', this.#onData);
    this.#stream.removeListener('close', this.#onClose);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    // An error that comes now is about a port that nobody uses any more; without a listener it would throw.
    if (this.#stream.isOpen)
      await new Promise<void>((resolve) => this.#stream.close(() => resolve()));
  }

  readonly #onData = (bytes: Uint8Array): void => {
    for (const byte of bytes) this.#received.push(byte);
    this.#answer();
  };

  readonly #onClose = (error?: Error | null): void => {
    this.#lost(error);
  };

  readonly #onAbort = (): void => {
    this.#failure ??= interrupted();
    this.#waiting?.fail(this.#failure);
  };

  #answer(): void {
    if (this.#waiting === undefined || this.#received.length < this.#waiting.count) return;
    this.#waiting.done(Uint8Array.from(this.#received.splice(0, this.#waiting.count)));
  }

  #lost(error: Error | null | undefined): FlashError {
    const why = error ? ` (${error.message})` : '';
    this.#failure ??= portLost(this.path, why);
    this.#waiting?.fail(this.#failure);
    return this.#failure;
  }

  #failIfLost(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#stream.isOpen) throw this.#lost(undefined);
  }

  /** One attempt that the clock, a lost port or an abort may end. */
  #within<T>(
    timeoutMs: number,
    what: string,
    attempt: (done: (value: T) => void, fail: (error: Error) => void) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let ended = false;
      const end = (settle: () => void): void => {
        if (ended) return;
        ended = true;
        callOff();
        this.#waiting = undefined;
        settle();
      };
      const callOff = this.clock.after(timeoutMs, () => {
        const error = new FlashError(
          'no-answer',
          `${this.path} ${what} within ${timeoutMs} ms`,
          'check cable and port; a bad or long cable loses bytes',
        );
        end(() => reject(error));
      });
      attempt(
        (value) => end(() => resolve(value)),
        (error) => end(() => reject(error)),
      );
    });
  }
}

function cannotOpen(path: string, error: unknown): FlashError {
  if (error instanceof FlashError) return error;
  // serialport adds `, cannot open <path>`.
  const text = String(error instanceof Error ? error.message : error)
    .replace(/^(Error: )+/, '')
    .replace(/, cannot open .*$/, '');
  // A file, or a device of another kind, knows nothing of baud rates.
  const message = /Inappropriate ioctl|ENOTTY/i.test(text) ? 'it is no serial port' : text;
  const help = /lock|busy|temporarily/i.test(message)
    ? 'another program has it open: close serial monitors and simulations'
    : /denied|EACCES/i.test(message)
      ? 'you may not use it: on Linux, become a member of the group dialout'
      : 'is the board connected? `vfb boards` lists the ports';
  return new FlashError('port', `cannot open ${path}: ${message}`, help);
}
