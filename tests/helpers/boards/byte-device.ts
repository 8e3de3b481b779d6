/**
 * Devices that are a few lines of TypeScript, byte in, bytes out: boot loaders that no emulated chip runs.
 * In this process they are a serial stream, for programs of others a pseudo-terminal.
 */
import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModemLines, SerialStream } from '../../../flash/serial-line.ts';

/** Takes a byte by `next` and yields what it sends, often nothing. */
export type ByteDevice = Generator<readonly number[], void, number>;

/** Reads one byte inside a device. */
export function* take(): Generator<readonly number[], number, number> {
  return yield [];
}

export function* takeBytes(count: number): Generator<readonly number[], number[], number> {
  const bytes: number[] = [];
  while (bytes.length < count) bytes.push(yield [] as const);
  return bytes;
}

/** A device that is being run: answers go to `onOutput`. */
export class RunningDevice {
  onOutput: (bytes: readonly number[]) => void = () => undefined;
  readonly #device: ByteDevice;

  constructor(device: ByteDevice) {
    this.#device = device;
    this.#collect(device.next());
  }

  input(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#collect(this.#device.next(byte));
  }

  /** A device that yields an answer gets no byte for it, so it is asked on. */
  #collect(step: IteratorResult<readonly number[], void>): void {
    let result = step;
    while (result.done !== true && result.value.length > 0) {
      this.onOutput(result.value);
      result = this.#device.next(-1);
    }
  }
}

/** The device as a port of this process. */
export class DeviceStream extends EventEmitter implements SerialStream {
  isOpen = true;
  readonly #device: RunningDevice;
  #unplugged: Error | undefined;

  constructor(device: RunningDevice) {
    super();
    this.#device = device;
    device.onOutput = (bytes) => {
      setImmediate(() => this.emit('data', Uint8Array.from(bytes)));
    };
  }

  write(bytes: Uint8Array, callback: (error: Error | null | undefined) => void): void {
    if (this.#unplugged === undefined) this.#device.input(bytes);
    setImmediate(() => callback(this.#unplugged));
  }

  set(_lines: ModemLines, callback: (error: Error | null) => void): void {
    setImmediate(() => callback(null));
  }

  close(callback: (error: Error | null) => void): void {
    this.isOpen = false;
    this.#device.onOutput = () => undefined;
    setImmediate(() => callback(null));
  }

  unplug(): void {
    this.#unplugged = new Error('Input/output error');
    this.isOpen = false;
    this.emit('close', this.#unplugged);
  }
}

export const hasSocat = spawnSync('socat', ['-V']).status === 0;

export interface DeviceTerminal {
  readonly path: string;
  close(): Promise<void>;
}

/** The device on a pseudo-terminal, through socat. */
export async function deviceTerminal(device: RunningDevice): Promise<DeviceTerminal> {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-terminal-'));
  const path = join(folder, 'tty');
  const socket = join(folder, 'socket');
  const server = createServer((connection) => {
    connection.on('data', (bytes) => device.input(bytes));
    connection.on('error', () => undefined);
    device.onOutput = (bytes) => void connection.write(Uint8Array.from(bytes));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const socat = spawn('socat', [`PTY,link=${path},raw,echo=0`, `UNIX-CONNECT:${socket}`], {
    stdio: 'inherit',
  });
  const exited = new Promise<void>((resolve) => socat.once('exit', () => resolve()));
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
  return {
    path,
    close: async () => {
      socat.kill();
      await exited;
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
