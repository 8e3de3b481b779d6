/** An emulated Uno with an ECU, as a board that moves on with a run, and what happens at its pins. */
import type { LockstepBoard } from '../../../vehicle/index.ts';
import { AvrBoard } from './avr-board.ts';
import { atmega328p } from './avr-chips.ts';
import { watchCom } from './com-on-board.ts';
import type { BuiltEcu } from './ecu-images.ts';

/** The pins of body.uno.pins.json by port and bit. */
export const bodyPins = {
  StalkLeft: 'D2',
  StalkRight: 'D3',
  HazardButton: 'D4',
  DriverDoor: 'D5',
  LeftLamps: 'B0',
  RightLamps: 'B1',
  InteriorLamp: 'B2',
  DoorLock: 'B3',
} as const;
export type BodyPin = keyof typeof bodyPins;

export interface PinChange {
  readonly atNs: number;
  readonly pin: string;
  readonly high: boolean;
}

export class UnoInLockstep implements LockstepBoard {
  onByte: ((byte: number) => void) | undefined;
  /** What its Com was given and has received. */
  readonly signals: ReadonlyMap<string, readonly string[]>;
  readonly #board = new AvrBoard({ chip: atmega328p });
  readonly #due: PinChange[];
  readonly #levels = new Map<string, string[]>();
  readonly #onForNs: number;

  /**
   * Inputs are low until they change. Power comes on when the run begins, or before: who asks a board
   * that still starts is not heard, and asks again only a quarter of a second later.
   */
  constructor(built: BuiltEcu, changes: readonly PinChange[], onForNs = 0) {
    this.#due = [...changes].sort((a, b) => a.atNs - b.atNs);
    const board = this.#board;
    board.load(built.image);
    this.signals = watchCom(board, built);
    this.#onForNs = onForNs;
    for (const pin of new Set(changes.map(({ pin }) => pin))) board.setInput(pin, false);
    board.onSerialOut = (byte) => this.onByte?.(byte);
    board.onPin = (pin, high) => {
      this.#levels.set(pin, [...(this.#levels.get(pin) ?? []), high ? '1' : '0']);
    };
    board.reset('power-on');
    board.runUntil(onForNs);
  }

  runUntil(atNs: number): void {
    for (let next = this.#due[0]; next !== undefined && next.atNs <= atNs; next = this.#due[0]) {
      this.#board.runUntil(this.#onForNs + next.atNs);
      this.#board.setInput(next.pin, next.high);
      this.#due.shift();
    }
    this.#board.runUntil(this.#onForNs + atNs);
  }

  /** As its reset button does, at the instant that it has run to. */
  reset(): void {
    this.#board.reset('external');
  }

  write(byte: number): void {
    this.#board.serialIn(byte);
  }

  /** Every level to which an output has changed, in order; it is low when power comes on. */
  levelsAt(pin: string): readonly string[] {
    return this.#levels.get(pin) ?? [];
  }
}
