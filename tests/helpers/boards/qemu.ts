/** QEMU, which runs what was flashed to an STM32. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasQemu = spawnSync('qemu-system-arm', ['--version']).status === 0;

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
