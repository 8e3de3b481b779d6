/**
 * ESP32, through Espressif's own esptool-js, which brings the code that runs in the chip's RAM. It is an
 * optional package; it speaks to a port of a browser, which is played to it here.
 */
import type { Board } from '../boards.ts';
import { FlashError, interrupted, portLost } from '../flash-error.ts';
import type { Flasher } from '../flasher.ts';
import type { Segment } from '../image/image.ts';
import type { ModemLines, SerialStream, Surroundings } from '../serial-line.ts';

/** The part of esptool-js that is used. */
export interface EsptoolPackage {
  readonly Transport: new (port: BrowserPort, tracing?: boolean) => EsptoolTransport;
  readonly ESPLoader: new (options: {
    transport: EsptoolTransport;
    baudrate: number;
    romBaudrate: number;
    terminal: { clean(): void; write(text: string): void; writeLine(text: string): void };
  }) => EsptoolLoader;
}

interface EsptoolTransport {
  /** Writes to the console, even where nothing is traced. */
  trace: (message: string) => void;
  disconnect(): Promise<void>;
}

interface EsptoolLoader {
  readonly chip: { readonly CHIP_NAME: string };
  main(): Promise<string>;
  writeFlash(options: {
    fileArray: { data: Uint8Array; address: number }[];
    flashMode: 'keep';
    flashFreq: 'keep';
    flashSize: 'keep';
    eraseAll: boolean;
    compress: boolean;
  }): Promise<void>;
  readFlash(address: number, size: number): Promise<Uint8Array>;
  after(mode: 'hard_reset'): Promise<void>;
}

export async function connectEsptool(
  board: Board,
  surroundings: Surroundings,
  load: () => Promise<EsptoolPackage> = loadPackage,
): Promise<Flasher> {
  const { Transport, ESPLoader } = await load();
  const port = new BrowserPort(surroundings);
  const transport = new Transport(port);
  const quiet = () => undefined;
  transport.trace = quiet;
  const { baudRate } = board;
  const loader = new ESPLoader({
    transport,
    baudrate: baudRate,
    romBaudrate: baudRate,
    terminal: { clean: quiet, write: quiet, writeLine: quiet },
  });
  const flasher = new Esptool(loader, transport, port);
  try {
    await port.translated('connect', () => loader.main());
    const name = loader.chip.CHIP_NAME;
    if (name !== board.chip) {
      throw new FlashError(
        'wrong-board',
        `the chip is ${name}; expected ${board.chip}`,
        'name the board that is connected; `vfb boards` lists those known',
      );
    }
    return flasher;
  } catch (error) {
    await flasher.close();
    throw error;
  }
}

async function loadPackage(): Promise<EsptoolPackage> {
  // Named by a variable: the compiler of whoever has not installed it looks for no types.
  const name = 'esptool-js' as string;
  try {
    return (await import(name)) as EsptoolPackage;
  } catch {
    throw new FlashError(
      'package-missing',
      'an ESP32 is flashed through the package esptool-js, which is not installed',
      'npm install esptool-js',
    );
  }
}

class Esptool implements Flasher {
  readonly #loader: EsptoolLoader;
  readonly #transport: EsptoolTransport;
  readonly #port: BrowserPort;

  constructor(loader: EsptoolLoader, transport: EsptoolTransport, port: BrowserPort) {
    this.#loader = loader;
    this.#transport = transport;
    this.#port = port;
  }

  /** Sectors are erased as they are written. */
  async erase(): Promise<void> {}

  async writePage({ address, bytes }: Segment): Promise<void> {
    await this.#port.translated('write page', () =>
      this.#loader.writeFlash({
        fileArray: [{ data: bytes, address }],
        flashMode: 'keep',
        flashFreq: 'keep',
        flashSize: 'keep',
        eraseAll: false,
        compress: true,
      }),
    );
  }

  readPage(address: number, lengthBytes: number): Promise<Uint8Array> {
    return this.#port.translated('read page', () => this.#loader.readFlash(address, lengthBytes));
  }

  leave(): Promise<void> {
    return this.#port.translated('start the application', () => this.#loader.after('hard_reset'));
  }

  async close(): Promise<void> {
    if (this.#port.isOpen) await this.#transport.disconnect();
  }
}

/** A port as browsers have it, over one of serialport: streams that end with it, lines set one by one. */
class BrowserPort {
  readable: ReadableStream<Uint8Array> | undefined;
  writable: WritableStream<Uint8Array> | undefined;
  readonly #surroundings: Surroundings;
  #stream: SerialStream | undefined;
  #lines: ModemLines = { dtr: false, rts: false };
  #failure: FlashError | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  get isOpen(): boolean {
    return this.#stream?.isOpen === true;
  }

  getInfo(): object {
    return {};
  }

  async open({ baudRate }: { baudRate: number }): Promise<void> {
    const { path, ports, signal } = this.#surroundings;
    const stream = await ports.open(path, { baudRate });
    this.#stream = stream;
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        stream.on('data', (bytes: Uint8Array) => controller.enqueue(Uint8Array.from(bytes)));
        const end = (failure: FlashError): void => {
          this.#failure ??= failure;
          controller.error(failure);
        };
        stream.on('close', () => end(portLost(path)));
        stream.on('error', () => end(portLost(path)));
        signal?.addEventListener('abort', () => end(interrupted()));
      },
    });
    this.writable = new WritableStream<Uint8Array>({
      write: (bytes) =>
        new Promise((resolve, reject) => {
          stream.write(bytes, (error) => (error ? reject(error) : resolve()));
        }),
    });
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream?.isOpen) await new Promise<void>((resolve) => stream.close(() => resolve()));
  }

  async setSignals(signals: {
    dataTerminalReady?: boolean;
    requestToSend?: boolean;
  }): Promise<void> {
    const { dtr, rts } = this.#lines;
    this.#lines = {
      dtr: signals.dataTerminalReady ?? dtr,
      rts: signals.requestToSend ?? rts,
    };
    // Where there are none, the board has to be put into its boot loader by hand.
    await new Promise<void>((resolve) => this.#stream?.set(this.#lines, () => resolve()));
  }

  /** Runs a piece of esptool-js; its errors become ours. */
  async translated<T>(what: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (this.#failure !== undefined) throw this.#failure;
      if (error instanceof FlashError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new FlashError(
        'no-answer',
        `esptool-js could not ${what}: ${message}`,
        'hold the button BOOT (IO0) while the command connects, and check cable and port',
      );
    }
  }
}
