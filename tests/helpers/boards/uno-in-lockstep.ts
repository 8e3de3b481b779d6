/** An emulated Uno with an ECU, as a board that moves on with a run, and what happens at its pins. */
import type { LockstepBoard } from '../../../vehicle/index.ts';
import { AvrBoard } from './avr-board.ts';
import { atmega328p } from './avr-chips.ts';
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
  readonly #board = new AvrBoard({ chip: atmega328p });
  readonly #due: PinChange[];
  readonly #levels = new Map<string, string[]>();

  /** Inputs are low until they change. Power comes on when the run begins. */
  constructor({ image }: BuiltEcu, changes: readonly PinChange[]) {
    this.#due = [...changes].sort((a, b) => a.atNs - b.atNs);
    const board = this.#board;
    board.load(image);
    for (const pin of new Set(changes.map(({ pin }) => pin))) board.setInput(pin, false);
    board.onSerialOut = (byte) => this.onByte?.(byte);
    board.onPin = (pin, high) => {
      this.#levels.set(pin, [...(this.#levels.get(pin) ?? []), high ? '1' : '0']);
    };
    board.reset('power-on');
  }

  runUntil(atNs: number): void {
    for (let next = this.#due[0]; next !== undefined && next.atNs <= atNs; next = this.#due[0]) {
      this.#board.runUntil(next.atNs);
      this.#board.setInput(next.pin, next.high);
      this.#due.shift();
    }
    this.#board.runUntil(atNs);
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
