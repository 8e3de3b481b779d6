/**
 * An emulated board on a pseudo-terminal, in real time, for programs of others: socat makes the
 * terminal and passes its bytes through a socket.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BridgeBoard } from './bridge-board.ts';

export const hasSocat = spawnSync('socat', ['-V']).status === 0;

/** Time that passes for the board at once; between these slices its line is served. */
const sliceMs = 1;

/** Runs the board while the work goes on, which gets the path of the terminal. */
export async function onPseudoTerminal<T>(
  bridge: BridgeBoard,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-pty-'));
  const socketPath = join(folder, 'line');
  const path = join(folder, 'terminal');
  let isOver = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => bridge.board.serialIn(bytes));
    bridge.board.onSerialOut = (byte) => void socket.write(Uint8Array.of(byte));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const socat = spawn('socat', [`PTY,link=${path},rawer`, `UNIX-CONNECT:${socketPath}`], {
    stdio: 'inherit',
  });
  const exited = new Promise((resolve) => socat.once('exit', resolve));
  const startMs = performance.now() - bridge.board.nowNs / 1e6;
  const turn = (): void => {
    if (isOver) return;
    // Late on a busy machine, it never catches up at once: that would be a burst for nobody.
    if (performance.now() - startMs > bridge.board.nowNs / 1e6) bridge.run(sliceMs);
    setTimeout(turn, 0);
  };
  turn();
  try {
    for (let attempt = 0; !existsSync(path); attempt++) {
      if (attempt === 500) throw new Error('socat has made no terminal');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return await work(path);
  } finally {
    isOver = true;
    socat.kill();
    await exited;
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
