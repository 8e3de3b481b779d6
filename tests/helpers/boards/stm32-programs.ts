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

/** Contents of flash as QEMU's stm32vldiscovery runs them, with its USART1 on a socket. */
export async function bootInQemu(
  flash: Uint8Array,
): Promise<{ socket: Socket; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-qemu-'));
  const image = join(folder, 'flash.bin');
  const path = join(folder, 'usart1');
  writeFileSync(image, flash);
  const qemu = spawn(
    'qemu-system-arm',
    [
      ...['-M', 'stm32vldiscovery', '-kernel', image, '-display', 'none', '-monitor', 'none'],
      ...['-serial', `unix:${path},server=on,wait=off`],
    ],
    { stdio: 'inherit' },
  );
  const exited = new Promise<void>((resolve) => qemu.once('exit', () => resolve()));
  const socket = await connected(path);
  return {
    socket,
    stop: async () => {
      socket.destroy();
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
