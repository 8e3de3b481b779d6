/**
 * A board in this process that moves on with the run: an emulated one, or a script that plays one.
 * No clock is read, so runs with it are repeatable to the byte.
 */
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { LineEnd, SerialLine } from './serial-line.ts';

export interface LockstepBoard {
  /**
   * Moves the board on to that instant of the run. What it sends meanwhile it says through `onByte`:
   * a byte at the time its last bit has left.
   */
  runUntil(atNs: number): void;
  /** A byte has arrived completely. It happens at the instant of the last `runUntil`. */
  write(byte: number): void;
  /** Set by the run before the first call. */
  onByte: ((byte: number) => void) | undefined;
  /** Its whole state, where it can be written down; without, a snapshot is refused. */
  transfer?(tape: StateTape): void;
}

/** How far the board runs at a time when nothing is sent to it: its bytes may arrive late by this. */
const quantumNs = 50_000;

/** Start bit, eight data bits, stop bit. */
const bitsPerByte = 10;

const tick = 0;
const delivery = 1;

export class LockstepEnd implements LineEnd, EventTarget {
  readonly name: string;
  readonly isReal = false;
  private readonly queue: EventQueue;
  private readonly board: LockstepBoard;
  private readonly id: number;
  private readonly byteNs: number;
  private line: SerialLine | undefined = undefined;
  /** Bytes on their way to the board; the first arrives at the next delivery. */
  private outgoing: number[] = [];
  /** When the last bits of the latest bytes have passed, in either direction. */
  private outgoingFreeNs = 0;
  private incomingFreeNs = 0;

  constructor(options: {
    readonly name: string;
    readonly queue: EventQueue;
    readonly board: LockstepBoard;
    readonly baud: number;
  }) {
    const { name, queue, board, baud } = options;
    this.name = name;
    this.queue = queue;
    this.board = board;
    this.byteNs = Math.round((bitsPerByte * 1e9) / baud);
    this.id = queue.register(this);
  }

  get snapshotRefusal(): string | undefined {
    if (this.board.transfer !== undefined) return undefined;
    return `the state of the board behind ${this.name} cannot be written down`;
  }

  connect(line: SerialLine): void {
    this.line = line;
    this.board.onByte = (byte) => this.fromBoard(byte);
    line.arrives(this.queue.nowNs, { kind: 'up' });
    this.queue.schedule(this.queue.nowNs + quantumNs, Phase.hardware, this.id, tick);
  }

  write(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.outgoingFreeNs = Math.max(this.outgoingFreeNs, this.queue.nowNs) + this.byteNs;
      this.outgoing.push(byte);
      this.queue.schedule(this.outgoingFreeNs, Phase.hardware, this.id, delivery);
    }
  }

  /** The wire is always there. */
  reopen(): void {}

  /** The run takes all it gets: a board sends no faster than its line. */
  hold(): void {}

  async close(): Promise<void> {}

  handle(what: number): void {
    this.board.runUntil(this.queue.nowNs);
    if (what === delivery) this.board.write(this.outgoing.shift() as number);
    else this.queue.schedule(this.queue.nowNs + quantumNs, Phase.hardware, this.id, tick);
  }

  transfer(tape: StateTape): void {
    this.outgoing = [...tape.data([...this.outgoing])];
    this.outgoingFreeNs = tape.number(this.outgoingFreeNs);
    this.incomingFreeNs = tape.number(this.incomingFreeNs);
    if (this.board.transfer === undefined) throw new Error(`${this.snapshotRefusal}`);
    this.board.transfer(tape);
  }

  /** A board that says several bytes at once, as a script may, has them sent one after the other. */
  private fromBoard(byte: number): void {
    const { line, queue } = this;
    if (line === undefined) throw new Error(`${this.name} sends before the run has begun`);
    const atNs = Math.max(queue.nowNs, this.incomingFreeNs);
    this.incomingFreeNs = atNs + this.byteNs;
    line.arrives(atNs, { kind: 'bytes', bytes: Uint8Array.of(byte) });
  }
}
