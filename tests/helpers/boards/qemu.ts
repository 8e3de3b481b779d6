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
  /** Holds a key of the board down, or lets it go. */
  key(name: string, isDown: boolean): void;
  /** A word of its memory, by its address. */
  word(address: number): Promise<number>;
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
  const machinePath = join(folder, 'machine');
  writeFileSync(image, flash);
  const qemu = spawn(
    'qemu-system-arm',
    [
      ...['-M', machine, '-kernel', image, '-display', 'none'],
      ...['-serial', `unix:${path},server=on,wait=off`],
      ...['-monitor', `unix:${monitorPath},server=on,wait=off`],
      ...['-qmp', `unix:${machinePath},server=on,wait=off`],
    ],
    // Of the LM3S6965 board the display complains about what is meant for others on its SPI.
    { stdio: machine === 'lm3s6965evb' ? 'ignore' : 'inherit' },
  );
  const exited = new Promise<void>((resolve) => qemu.once('exit', () => resolve()));
  const socket = await connected(path);
  const monitor = await connected(monitorPath);
  monitor.resume();
  const protocol = new MachineProtocol(await connected(machinePath));
  return {
    socket,
    command: (text) => new Promise((resolve) => monitor.write(`${text}\n`, () => resolve())),
    key: (name, isDown) => {
      const data = { down: isDown, key: { type: 'qcode', data: name } };
      void protocol.execute('input-send-event', { events: [{ type: 'key', data }] });
    },
    word: async (address) => {
      const line = `xp /1wx 0x${address.toString(16)}`;
      const answer = await protocol.execute('human-monitor-command', { 'command-line': line });
      return Number(/: (0x\w+)/.exec(String(answer))?.[1]);
    },
    stop: async () => {
      socket.destroy();
      monitor.destroy();
      protocol.end();
      qemu.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** QMP: a command in JSON, an answer to each in the same order, and events in between. */
class MachineProtocol {
  readonly #socket: Socket;
  readonly #waiting: ((answer: unknown) => void)[] = [];
  #text = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      const lines = (this.#text + bytes.toString()).split('\n');
      this.#text = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as { return?: unknown; error?: unknown };
        if (message.error !== undefined) throw new Error(`QEMU: ${line}`);
        if ('return' in message) this.#waiting.shift()?.(message.return);
      }
    });
    void this.execute('qmp_capabilities', {});
  }

  execute(command: string, parameters: object): Promise<unknown> {
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    this.#socket.destroy();
  }
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
