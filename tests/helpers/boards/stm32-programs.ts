/** Programs for an STM32F1, compiled when a test needs them, and the emulator that runs their flash. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadImage } from '../../../flash/image/read-image.ts';
import { readImage } from '../../../flash/image/read-image.ts';

export const hasArmGcc = spawnSync('arm-none-eabi-gcc', ['--version']).status === 0;
export const hasQemu = spawnSync('qemu-system-arm', ['--version']).status === 0;

/** The program of tests: answers each byte with that byte plus one. */
export function stm32EchoProgram(): ReadImage {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-stm32-'));
  try {
    const elf = join(folder, 'echo.elf');
    const source = join(import.meta.dirname, 'programs', 'stm32-echo');
    execFileSync('arm-none-eabi-gcc', [
      ...['-mcpu=cortex-m3', '-mthumb', '-Os', '-std=c99', '-Wall', '-Wextra', '-Werror'],
      ...['-ffreestanding', '-nostdlib', `-Wl,-T,${source}.ld`, `${source}.c`, '-o', elf],
    ]);
    return readImage(readFileSync(elf));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface QemuBoard {
  readonly socket: Socket;
  /** Gives the emulator a command of its monitor. */
  command(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Contents of flash as a machine of QEMU runs them, with its first UART on a socket. */
export async function bootInQemu(
  flash: Uint8Array,
  machine: 'stm32vldiscovery' | 'lm3s6965evb' = 'stm32vldiscovery',
): Promise<QemuBoard> {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-qemu-'));
  const image = join(folder, 'flash.bin');
  const path = join(folder, 'uart');
  const monitorPath = join(folder, 'monitor');
  writeFileSync(image, flash);
  const qemu = spawn(
    'qemu-system-arm',
    [
      ...['-M', machine, '-kernel', image, '-display', 'none'],
      ...['-serial', `unix:${path},server=on,wait=off`],
      ...['-monitor', `unix:${monitorPath},server=on,wait=off`],
    ],
    // Of the LM3S6965 board the display complains about what is meant for others on its SPI.
    { stdio: machine === 'lm3s6965evb' ? 'ignore' : 'inherit' },
  );
  const exited = new Promise<void>((resolve) => qemu.once('exit', () => resolve()));
  const socket = await connected(path);
  const monitor = await connected(monitorPath);
  monitor.resume();
  return {
    socket,
    command: (text) => new Promise((resolve) => monitor.write(`${text}\n`, () => resolve())),
    stop: async () => {
      socket.destroy();
      monitor.destroy();
      qemu.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connected(path: string): Promise<Socket> {
  for (let attempt = 0; ; attempt++) {
    const socket = connect(path);
    const error = await new Promise<Error | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('error', resolve);
    });
    if (error === undefined) return socket;
    if (attempt === 300) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
