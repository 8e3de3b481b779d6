/** A serial port of this machine at the end of a line. It is opened again whenever it is gone. */
import type { SerialPort } from 'serialport';
import type { LineEnd, SerialLine } from './serial-line.ts';
import type { WallClock } from './wall-clock.ts';

/** What a port cannot be opened for, in words. */
export class PortError extends Error {}

const reopenMs = 500;
const probeMs = 1000;
const closeMs = 1000;

/** Bytes waiting to be sent from which on the run should wait, and below which it may go on. */
const fullBytes = 32_768;
const drainedBytes = 4096;

export class SerialPortEnd implements LineEnd {
  readonly isReal = true;
  readonly snapshotRefusal: string;
  private readonly path: string;
  private readonly baud: number;
  private readonly clock: WallClock;
  private line: SerialLine | undefined = undefined;
  private port: SerialPort | undefined = undefined;
  /** Arrived before the run began. */
  private early: Uint8Array[] = [];
  private waitingBytes = 0;
  private isFull = false;
  private held = false;
  private closing = false;
  private cancelTimer: () => void = () => {};

  private constructor(path: string, baud: number, clock: WallClock) {
    this.path = path;
    this.baud = baud;
    this.clock = clock;
    this.snapshotRefusal = `${path} is a real port, whose other side has no snapshot`;
  }

  /** Throws a PortError that says what to do. */
  static async open(path: string, baud: number, clock: WallClock): Promise<SerialPortEnd> {
    const end = new SerialPortEnd(path, baud, clock);
    try {
      await end.openPort();
    } catch (error) {
      throw new PortError(`${path}: ${reasonOf(error)}`);
    }
    return end;
  }

  connect(line: SerialLine): void {
    this.line = line;
    const { clock, early } = this;
    if (this.port !== undefined) line.arrives(clock.instant(), { kind: 'up' });
    for (const bytes of early) line.arrives(clock.instant(), { kind: 'bytes', bytes });
    this.early = [];
  }

  write(bytes: Uint8Array): void {
    const { port } = this;
    if (port === undefined) return;
    this.waitingBytes += bytes.length;
    port.write(Buffer.from(bytes), (error) => {
      if (port !== this.port || error) return;
      this.waitingBytes -= bytes.length;
      this.reportFill();
    });
    this.reportFill();
  }

  reopen(): void {
    this.lose('nobody answers');
  }

  hold(held: boolean): void {
    this.held = held;
    if (held) this.port?.pause();
    else this.port?.resume();
  }

  async close(last: Uint8Array): Promise<void> {
    this.closing = true;
    this.cancelTimer();
    const { port } = this;
    this.port = undefined;
    if (port === undefined) return;
    // Draining may take for ever where nobody reads.
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(closeMs, resolve);
      port.write(Buffer.from(last), () => {
        port.drain(() => {
          cancel();
          resolve();
        });
      });
    });
    await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  transfer(): void {
    throw new Error(this.snapshotRefusal);
  }

  private async openPort(): Promise<void> {
    const { SerialPort } = await import('serialport');
    const port = new SerialPort({ path: this.path, baudRate: this.baud, autoOpen: false });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error === null ? resolve() : reject(error)));
    });
    if (this.closing) {
      port.close();
      return;
    }
    this.port = port;
    this.waitingBytes = 0;
    this.isFull = false;
    port.on('data', (bytes: Buffer) => this.received(Uint8Array.from(bytes)));
    port.on('error', (error) => this.lost(port, reasonOf(error)));
    port.on('close', () => this.lost(port, 'the port was closed'));
    if (this.held) port.pause();
    this.cancelTimer = this.clock.after(probeMs, () => this.probe(port));
  }

  /** A pseudo terminal whose other side is gone says so only to who asks. */
  private probe(port: SerialPort): void {
    if (port !== this.port) return;
    port.port?.getBaudRate().then(
      () => {
        if (port === this.port)
          this.cancelTimer = this.clock.after(probeMs, () => this.probe(port));
      },
      (error: unknown) => this.lost(port, reasonOf(error)),
    );
  }

  private received(bytes: Uint8Array): void {
    if (this.line === undefined) this.early.push(bytes);
    else this.line.arrives(this.clock.instant(), { kind: 'bytes', bytes });
    this.clock.wake();
  }

  private reportFill(): void {
    const { line, clock } = this;
    if (!this.isFull && this.waitingBytes > fullBytes) {
      this.isFull = true;
      line?.arrives(clock.instant(), { kind: 'full' });
    } else if (this.isFull && this.waitingBytes < drainedBytes) {
      this.isFull = false;
      line?.arrives(clock.instant(), { kind: 'drained' });
    }
  }

  private lost(port: SerialPort, reason: string): void {
    if (port === this.port) this.lose(reason);
  }

  private lose(reason: string): void {
    const { port, waitingBytes } = this;
    if (port === undefined || this.closing) return;
    this.port = undefined;
    this.cancelTimer();
    if (port.isOpen) port.close(() => undefined);
    this.line?.arrives(this.clock.instant(), { kind: 'down', reason, unsentBytes: waitingBytes });
    this.clock.wake();
    this.tryAgain();
  }

  private tryAgain(): void {
    this.cancelTimer = this.clock.after(reopenMs, () => {
      this.openPort().then(
        () => {
          if (this.port === undefined) return;
          this.line?.arrives(this.clock.instant(), { kind: 'up' });
          this.clock.wake();
        },
        () => {
          if (!this.closing) this.tryAgain();
        },
      );
    });
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/No such file|not found|ENOENT/i.test(text)) return 'there is no such port';
  if (/Permission denied|Access denied|EACCES/i.test(text)) {
    return 'this user may not open it (on Linux: group dialout)';
  }
  if (/Cannot lock port|busy|Resource temporarily unavailable/i.test(text)) {
    return 'another program has it open';
  }
  // A file, or a device of another kind, knows nothing of baud rates.
  if (/Inappropriate ioctl|ENOTTY/i.test(text)) return 'it is no serial port';
  return text.replace(/^(Error:? *)+/, '').replace(/, cannot open .*$/, '');
}
