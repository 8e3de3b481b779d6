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

/** How time passes for the board, and how bytes get to it. */
export interface Pacing {
  take(bytes: Buffer): void;
  /** Called again and again; between the calls the line is served. */
  turn(): void;
}

/** Time that passes for the board at once. */
const sliceMs = 1;

/** As on a desk. */
export class WallPacing implements Pacing {
  protected readonly bridge: BridgeBoard;
  #startMs: number;

  constructor(bridge: BridgeBoard) {
    this.bridge = bridge;
    this.#startMs = this.#beginning();
  }

  take(bytes: Buffer): void {
    this.bridge.board.serialIn(bytes);
  }

  turn(): void {
    // Late on a busy machine, it never catches up at once: that would be a burst for nobody.
    if (performance.now() - this.#startMs > this.bridge.board.nowNs / 1e6) this.bridge.run(sliceMs);
  }

  /** Wherever the board's time is, it goes on from now. */
  protected resume(): void {
    this.#startMs = this.#beginning();
  }

  #beginning(): number {
    return performance.now() - this.bridge.board.nowNs / 1e6;
  }
}

/**
 * Frames of the host reach the board at a constant rate in the board's own time, which stands still while
 * none has come: however fast machine and host are, it is this rate.
 */
export class FramePacing extends WallPacing {
  /** A frame is given to the board now. */
  onFrame: (number: number) => void = () => undefined;
  readonly #intervalMs: number;
  readonly #frames: number;
  readonly #waiting: string[] = [];
  #text = '';
  #given = 0;

  /** Until so many frames have come. */
  constructor(bridge: BridgeBoard, framesPerSecond: number, frames: number) {
    super(bridge);
    this.#intervalMs = 1000 / framesPerSecond;
    this.#frames = frames;
  }

  override take(bytes: Buffer): void {
    const lines = (this.#text + bytes.toString('latin1')).split('\r');
    this.#text = lines.pop() ?? '';
    this.#waiting.push(...lines);
    this.#giveCommands();
  }

  override turn(): void {
    if (this.#given === 0 || this.#given === this.#frames) super.turn();
    for (let left = framesInTurn; left > 0 && this.#waiting.length > 0; left--) {
      this.bridge.run(this.#intervalMs);
      this.onFrame(this.#given++);
      this.bridge.send(`${this.#waiting.shift()}\r`);
      if (this.#given === this.#frames) this.resume();
      this.#giveCommands();
    }
  }

  /** What is no frame needs no pace, but its place. */
  #giveCommands(): void {
    while (this.#waiting.length > 0 && !/^[tTrR]/.test(this.#waiting[0] ?? '')) {
      this.bridge.send(`${this.#waiting.shift()}\r`);
    }
  }
}

const framesInTurn = 20;

/** Runs the board while the work goes on, which gets the path of the terminal. */
export async function onPseudoTerminal<T>(
  bridge: BridgeBoard,
  work: (path: string) => Promise<T>,
  pacing: Pacing = new WallPacing(bridge),
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-pty-'));
  const socketPath = join(folder, 'line');
  const path = join(folder, 'terminal');
  let isOver = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => pacing.take(bytes));
    bridge.board.onSerialOut = (byte) => void socket.write(Uint8Array.of(byte));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const socat = spawn('socat', [`PTY,link=${path},rawer`, `UNIX-CONNECT:${socketPath}`], {
    stdio: 'inherit',
  });
  const exited = new Promise((resolve) => socat.once('exit', resolve));
  const turn = (): void => {
    if (isOver) return;
    pacing.turn();
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
