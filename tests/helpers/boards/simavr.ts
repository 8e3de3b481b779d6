/** AVR boards in simavr on a pseudo-terminal (simavr-host.c), which programs of others can open too. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlashError } from '../../../flash/flash-error.ts';
import type { FlashImage } from '../../../flash/image/image.ts';

export const hasSimavr =
  existsSync('/usr/include/simavr/sim_avr.h') && spawnSync('gcc', ['--version']).status === 0;
export const hasAvrdude = spawnSync('avrdude', ['-?']).status !== null;

let host: string | undefined;

/** The program, compiled once in this process. */
function hostProgram(): string {
  if (host === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'vfb-simavr-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const source = join(import.meta.dirname, 'simavr-host.c');
    host = join(folder, 'simavr-host');
    execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', host, source, '-lsimavr']);
  }
  return host;
}

/**
 * Tries again what a boot loader did not answer, or answered too late: it listens for a second after the
 * reset that opening the port is, and for as long between two commands. On a busy machine the program that
 * talks to it may stand still for longer.
 */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 4; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || !cameTooLate(error)) throw error;
    }
  }
}

/** As our library, our command line and avrdude say it. */
function cameTooLate(error: unknown): boolean {
  if (error instanceof FlashError) return /^(no|bad)-answer$/.test(error.failure);
  return /error (no|bad)-answer:|unable to open programmer|not in sync/.test(String(error));
}

export interface SimavrOptions {
  readonly mcu: 'atmega328p' | 'atmega2560';
  readonly bootStart: number;
  readonly flashBytes: number;
  /** What flash holds at the start. */
  readonly image: FlashImage;
  /** Output and input by port and bit, such as `B3D2`. */
  readonly wires?: readonly string[];
}

export class SimavrBoard {
  /** Of the pseudo-terminal. */
  readonly path: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  static async start({
    mcu,
    bootStart,
    flashBytes,
    image,
    wires = [],
  }: SimavrOptions): Promise<SimavrBoard> {
    const folder = mkdtempSync(join(tmpdir(), 'vfb-simavr-board-'));
    const flash = new Uint8Array(flashBytes).fill(0xff);
    for (const { address, bytes } of image.segments) flash.set(bytes, address);
    const file = join(folder, 'flash');
    writeFileSync(file, flash);
    const child = spawn(hostProgram(), [mcu, bootStart.toString(16), file, ...wires], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return new SimavrBoard(line.toString().trim(), child, folder);
  }

  private constructor(path: string, child: ChildProcess, folder: string) {
    this.path = path;
    this.#process = child;
    this.#folder = folder;
  }

  /** Turns the board off and returns what its flash holds. */
  async stop(): Promise<Uint8Array> {
    const ended = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await ended;
    const flash = readFileSync(join(this.#folder, 'flash'));
    rmSync(this.#folder, { recursive: true, force: true });
    return flash;
  }
}
