/**
 * The line between a run and a board, in virtual time, with damage by a seed: bytes lost, doubled or
 * changed in both directions. It knows what was said at one end and what arrived at the other, so that
 * a test can tell damage that hides from damage that was overlooked.
 */
import { parseFrame } from '../../../bsw-sim/bridge/slcan-frames.ts';
import { RandomStream } from '../../../bsw-sim/sim/random.ts';
import type { LockstepBoard } from '../../../vehicle/index.ts';

const damages = ['lost', 'doubled', 'changed'] as const;
export type Damage = (typeof damages)[number];

export interface DamageOptions {
  readonly seed: number;
  /** What may happen to a byte. Default: everything. */
  readonly kinds?: readonly Damage[];
}

/** A line without its CR, or what came before a BEL, and `BEL`. */
export interface SaidLine {
  readonly text: string;
  /** Its place among all lines, said and arrived, of both directions. */
  readonly order: number;
}

export interface ArrivedLine extends SaidLine {
  /** Nothing happened to it on the way. */
  readonly isIntact: boolean;
  /** What it was, or the last part of it, when it was said. */
  readonly said: SaidLine | undefined;
}

/** One direction of the line. */
export class DamagedDirection {
  readonly said: SaidLine[] = [];
  readonly arrived: ArrivedLine[] = [];
  damagedBytes = 0;
  readonly #order: () => number;
  #saying = '';
  #arriving = '';
  #isIntact = true;

  constructor(order: () => number) {
    this.#order = order;
  }

  say(byte: number): void {
    if (!isEnd(byte)) this.#saying += String.fromCharCode(byte);
    else {
      this.said.push({ text: lineOf(this.#saying, byte), order: this.#order() });
      this.#saying = '';
    }
  }

  arrive(byte: number): void {
    if (!isEnd(byte)) this.#arriving += String.fromCharCode(byte);
    else {
      this.arrived.push({
        text: lineOf(this.#arriving, byte),
        order: this.#order(),
        isIntact: this.#isIntact,
        said: this.said.at(-1),
      });
      this.#arriving = '';
      this.#isIntact = true;
    }
  }

  /** What arrives now is not what was said. */
  spoil(): void {
    this.#isIntact = false;
  }
}

const CR = 0x0d;
const BEL = 0x07;

function isEnd(byte: number): boolean {
  return byte === CR || byte === BEL;
}

function lineOf(text: string, end: number): string {
  return end === CR ? text : `${text}BEL`;
}

export class DamagedLine implements LockstepBoard {
  onByte: ((byte: number) => void) | undefined = undefined;
  /** Share of bytes to which something happens. */
  rate = 0;
  /** Nothing gets through at all. */
  isCut = false;
  readonly toBoard: DamagedDirection;
  readonly fromBoard: DamagedDirection;
  readonly #board: LockstepBoard;
  readonly #random: RandomStream;
  readonly #kinds: readonly Damage[];

  constructor(board: LockstepBoard, { seed, kinds = damages }: DamageOptions) {
    let lines = 0;
    const order = (): number => lines++;
    this.toBoard = new DamagedDirection(order);
    this.fromBoard = new DamagedDirection(order);
    this.#board = board;
    this.#random = new RandomStream(seed, 'damage');
    this.#kinds = kinds;
    board.onByte = (byte) => this.#pass(byte, this.fromBoard, (one) => this.onByte?.(one));
  }

  runUntil(atNs: number): void {
    this.#board.runUntil(atNs);
  }

  write(byte: number): void {
    this.#pass(byte, this.toBoard, (one) => this.#board.write(one));
  }

  #pass(byte: number, direction: DamagedDirection, deliver: (byte: number) => void): void {
    const arrive = (one: number): void => {
      direction.arrive(one);
      deliver(one);
    };
    direction.say(byte);
    if (this.isCut) {
      direction.spoil();
      return;
    }
    if (this.#random.integer(1_000_000) >= this.rate * 1_000_000) {
      arrive(byte);
      return;
    }
    direction.damagedBytes++;
    switch (this.#kinds[this.#random.integer(this.#kinds.length)]) {
      case 'doubled':
        arrive(byte);
        direction.spoil();
        arrive(byte);
        return;
      case 'changed':
        direction.spoil();
        arrive(byte ^ (1 << this.#random.integer(8)));
        // It may have become the end of a line: what follows is none either.
        direction.spoil();
        return;
      default:
        direction.spoil();
    }
  }
}

/** Whether it is a frame line, with an identifier, a length and data that fit together. */
export function isFrameLine(text: string): boolean {
  return parseFrame(text) !== undefined;
}
