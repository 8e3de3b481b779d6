/** QEMU, which runs the flash of boards with a Cortex-M. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasQemu = spawnSync('qemu-system-arm', ['--version']).status === 0;

export interface QemuBoard {
  readonly socket: Socket;
  /** Gives the emulator a command of its monitor. */
  command(text: string): Promise<void>;
  /** A register, or a word of memory, as the processor would read it. */
  readWord(address: number): Promise<number>;
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
  let said = '';
  let heard: () => void = () => undefined;
  monitor.on('data', (bytes: Buffer) => {
    said += bytes.toString('latin1');
    heard();
  });
  return {
    socket,
    command: (text) => new Promise((resolve) => monitor.write(`${text}\n`, () => resolve())),
    readWord: async (address) => {
      said = '';
      const digits = address.toString(16).padStart(16, '0');
      monitor.write(`xp /1wx 0x${digits}\n`);
      for (;;) {
        const [, word] = new RegExp(`${digits}: 0x([0-9a-f]{8})`).exec(said) ?? [];
        if (word !== undefined) return Number.parseInt(word, 16);
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
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
