/** An emulated Uno or Mega that runs the serial bridge, with an MCP2515 on its SPI and a bus on that. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CanFrame } from '../../../bsw-sim/bus/can-frame.ts';
import { readImage } from '../../../flash/image/read-image.ts';
import type { LockstepBoard } from '../../../vehicle/index.ts';
import { AvrBoard } from './avr-board.ts';
import { type AvrChip, atmega328p, atmega2560 } from './avr-chips.ts';
import { Mcp2515, type Mcp2515Options, megaWiring, unoWiring, type Wiring } from './mcp2515.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export type BridgeBoardName = 'uno' | 'mega2560';
const kinds: Readonly<Record<BridgeBoardName, { chip: AvrChip; wiring: Wiring }>> = {
  uno: { chip: atmega328p, wiring: unoWiring },
  mega2560: { chip: atmega2560, wiring: megaWiring },
};

/** The image that is shipped. */
export function prebuiltHex(board: string): string {
  return join(root, 'boards', 'prebuilt', `${board}-bridge.hex`);
}

/** An image for another baud rate, in a folder that goes with this process. */
export function builtHex(board: string, baudRate: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-firmware-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const script = join(root, 'scripts', 'build-firmware.mjs');
  const options = ['--board', board, '--baud', String(baudRate), '--out', folder];
  execFileSync(process.execPath, [script, ...options], { stdio: 'pipe' });
  return join(folder, `${board}-bridge.hex`);
}

export class BridgeBoard {
  readonly board: AvrBoard;
  readonly controller: Mcp2515;
  /** Everything that the board has sent since it was last taken. */
  #received = '';

  constructor(
    name: BridgeBoardName,
    options: Partial<Mcp2515Options> = {},
    hex: string = prebuiltHex(name),
  ) {
    const { chip, wiring } = kinds[name];
    this.board = new AvrBoard({ chip });
    this.board.load(readImage(readFileSync(hex)));
    this.board.reset('power-on');
    this.board.onSerialOut = (byte) => {
      this.#received += String.fromCharCode(byte);
    };
    this.controller = new Mcp2515(this.board, { wiring, ...options });
    this.run(1);
  }

  /** Lets board and bus run. */
  run(milliseconds: number): void {
    this.controller.runUntil(this.board.nowNs + milliseconds * 1e6);
  }

  /** What has come since the last call. */
  take(): string {
    const text = this.#received;
    this.#received = '';
    return text;
  }

  send(text: string): void {
    this.board.serialIn(Buffer.from(text, 'latin1'));
  }

  /** Sends a line, and returns what comes until nothing comes any more for some time. */
  say(line: string, quietMs = 2): string {
    this.send(`${line}\r`);
    return this.settle(quietMs);
  }

  settle(quietMs = 2): string {
    let length = -1;
    while (length !== this.#received.length || this.board.serialInPending > 0) {
      length = this.#received.length;
      this.run(quietMs);
    }
    return this.take();
  }

  /** Bit rate and open. The first bit rate takes the time in which the crystal is measured. */
  open(rate = 'S6', how = 'O'): void {
    const answer = this.say(rate, 60) + this.say(how);
    if (answer !== '\r\r') throw new Error(`not opened: ${JSON.stringify(answer)}`);
  }
}

/** The bridge and the CAN bus behind it, in step with a run that begins now. */
export function inStep(bridge: BridgeBoard): LockstepBoard {
  const { board, controller } = bridge;
  const startNs = board.nowNs;
  const lockstep: LockstepBoard = {
    onByte: undefined,
    runUntil: (atNs) => controller.runUntil(startNs + atNs),
    write: (byte) => board.serialIn(byte),
  };
  board.onSerialOut = (byte) => lockstep.onByte?.(byte);
  return lockstep;
}

/** A frame of the bus, from its line: `t1232AABB`. */
export function frameOf(line: string): CanFrame {
  const kind = line.charAt(0);
  const extended = kind === 'T' || kind === 'R';
  const digits = extended ? 8 : 3;
  return {
    id: Number.parseInt(line.slice(1, 1 + digits), 16),
    extended,
    remote: kind.toLowerCase() === 'r',
    lengthBytes: Number(line.charAt(1 + digits)),
    data: Buffer.from(line.slice(2 + digits), 'hex'),
    queuedAtNs: 0,
  };
}

/** A line of a frame, without CR. */
export function lineOf({ id, extended, remote, lengthBytes, data }: CanFrame): string {
  const kind = remote ? 'r' : 't';
  const digits = id.toString(16).padStart(extended ? 8 : 3, '0');
  const bytes = remote ? '' : Buffer.from(data.subarray(0, lengthBytes)).toString('hex');
  return `${extended ? kind.toUpperCase() : kind}${`${digits}${lengthBytes}${bytes}`.toUpperCase()}`;
}
