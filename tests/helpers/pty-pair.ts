/** Two serial ports joined by a wire, made by socat; and a scripted board at the end of one, in real time. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import type { ScriptedBoard } from './scripted-board.ts';

export const hasSocat = spawnSync('socat', ['-V']).status === 0;

export class PtyPair {
  readonly folder = mkdtempSync(join(tmpdir(), 'vfb-pty-'));
  readonly a = join(this.folder, 'a');
  readonly b = join(this.folder, 'b');
  #socat: ChildProcess | undefined = undefined;

  async connect(): Promise<void> {
    const end = (path: string): string => `pty,raw,echo=0,link=${path}`;
    this.#socat = spawn('socat', [end(this.a), end(this.b)], { stdio: 'ignore' });
    await until(() => existsSync(this.a) && existsSync(this.b), 'socat made no ports');
  }

  /** As if the cable was pulled: both ports are gone. */
  async disconnect(): Promise<void> {
    const socat = this.#socat;
    if (socat === undefined) return;
    const ended = new Promise((resolve) => socat.once('exit', resolve));
    socat.kill();
    await ended;
    for (const path of [this.a, this.b]) rmSync(path, { force: true });
    this.#socat = undefined;
  }

  async end(): Promise<void> {
    await this.disconnect();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Lets the board run at the speed of the wall clock; returns what ends that. */
export async function powerOn(board: ScriptedBoard, path: string): Promise<() => Promise<void>> {
  const port = new SerialPort({ path, baudRate: 500_000, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(error)));
  });
  const startNs = process.hrtime.bigint();
  const run = (): void => board.runUntil(Number(process.hrtime.bigint() - startNs));
  const said: number[] = [];
  const flush = (): void => {
    if (said.length > 0 && port.isOpen) port.write(Buffer.from(said.splice(0)));
  };
  board.onByte = (byte) => said.push(byte);
  port.on('error', () => undefined);
  port.on('data', (bytes: Buffer) => {
    run();
    for (const byte of bytes) board.write(byte);
    flush();
  });
  const timer = setInterval(() => {
    run();
    flush();
  }, 1);
  return async () => {
    clearInterval(timer);
    if (port.isOpen) await new Promise((resolve) => port.close(resolve));
  };
}

/** Waits, generously: machines are busy. */
export async function until(condition: () => boolean, otherwise: string): Promise<void> {
  for (let left = 3000; left > 0; left--) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(otherwise);
}
