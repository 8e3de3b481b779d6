/** A board in QEMU behind a serial port of this machine, whose cable can be pulled and plugged in again. */
import { SerialPort } from 'serialport';
import { PtyPair } from '../pty-pair.ts';
import type { QemuBoard } from './qemu.ts';
import { SerialTalk } from './serial-talk.ts';

export class QemuOnPty {
  readonly #qemu: QemuBoard;
  readonly #pair = new PtyPair();
  #port: SerialPort | undefined;

  constructor(qemu: QemuBoard) {
    this.#qemu = qemu;
  }

  /** Where the host finds the board. */
  get path(): string {
    return this.#pair.a;
  }

  /** Waits until the firmware answers, and makes the port. */
  async start(): Promise<void> {
    const { socket } = this.#qemu;
    await new SerialTalk(socket).wake();
    socket.removeAllListeners('data');
    await this.plug();
  }

  async plug(): Promise<void> {
    const { socket } = this.#qemu;
    await this.#pair.connect();
    const port = new SerialPort({ path: this.#pair.b, baudRate: 500_000 });
    // Where the cable is pulled, what is on it is gone.
    port.on('error', () => undefined);
    port.on('data', (bytes: Buffer) => socket.write(bytes));
    socket.removeAllListeners('data');
    socket.on('data', (bytes: Buffer) => {
      if (port.isOpen) port.write(bytes);
    });
    this.#port = port;
  }

  /** The board runs on, and nobody hears it. */
  async pull(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    this.#qemu.socket.removeAllListeners('data');
    this.#qemu.socket.resume();
    if (port?.isOpen) await new Promise((resolve) => port.close(resolve));
    await this.#pair.disconnect();
  }

  async end(): Promise<void> {
    await this.pull();
    await this.#qemu.stop();
    await this.#pair.end();
  }
}
