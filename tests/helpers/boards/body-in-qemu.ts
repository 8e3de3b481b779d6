/** The Body ECU of the example vehicle as an image on a Cortex-M board in QEMU. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlashImage } from '../../../flash/image/image.ts';
import { ecuImage } from './ecu-images.ts';
import { bootInQemu, type QemuBoard } from './qemu.ts';

export type CortexBoard = 'lm3s6965evb' | 'stm32f1';

const kinds = {
  lm3s6965evb: {
    machine: 'lm3s6965evb',
    // The four keys of the board.
    inputs: ['PE0', 'PE1', 'PE2', 'PE3'],
    outputs: ['PF0', 'PF1', 'PF2', 'PF3'],
  },
  stm32f1: {
    machine: 'stm32vldiscovery',
    inputs: ['PB5', 'PB6', 'PB7', 'PB8'],
    outputs: ['PC6', 'PC7', 'PC8', 'PC9'],
  },
} as const;

/** With other components than those of the example where they are named. Stop what it returns. */
export function bootBody(board: CortexBoard, components?: string): Promise<QemuBoard> {
  const { machine, inputs, outputs } = kinds[board];
  const folder = mkdtempSync(join(tmpdir(), 'vfb-pins-'));
  try {
    const pins = join(folder, `${board}.pins.json`);
    writeFileSync(pins, pinsFile(inputs, outputs));
    const built = ecuImage({ ecu: 'Body', board, pins, ...(components && { components }) });
    return bootInQemu(flashOf(built.image), machine);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const inputNames = ['StalkLeft', 'StalkRight', 'HazardButton', 'DriverDoor'] as const;
const outputNames = ['LeftLamps', 'RightLamps', 'InteriorLamp', 'DoorLock'] as const;
export type BodyInput = (typeof inputNames)[number];

/** On the LM3S6965 board, whose pins at the inputs of Body have keys. */
export class BodyPinsInQemu {
  readonly #qemu: QemuBoard;

  constructor(qemu: QemuBoard) {
    this.#qemu = qemu;
  }

  /** A key that is held pulls its pin low; one that was let go leaves it high, one never touched, low. */
  set(input: BodyInput, level: number): void {
    const key = ['up', 'down', 'left', 'right'][inputNames.indexOf(input)] ?? '';
    this.#qemu.keys.set(key, true);
    if (level === 1) this.#qemu.keys.set(key, false);
  }

  /** Levels of the outputs, by their names. */
  async outputs(): Promise<Record<string, number>> {
    const portF = 0x400253fc;
    const levels = await this.#qemu.readWord(portF);
    return Object.fromEntries(outputNames.map((name, bit) => [name, (levels >> bit) & 1]));
  }
}

/** Nothing is at the pins of inputs at first, and all are low. */
function pinsFile(inputs: readonly string[], outputs: readonly string[]): string {
  const named = (names: readonly string[], pins: readonly string[], direction: string) =>
    names.map((name, i) => [name, { pin: pins[i], direction }]);
  const dio = Object.fromEntries([
    ...named(inputNames, inputs, 'input'),
    ...named(outputNames, outputs, 'output'),
  ]);
  return JSON.stringify({ dio });
}

/** The bytes from the first address on. */
function flashOf({ segments }: FlashImage): Uint8Array {
  const start = segments[0]?.address ?? 0;
  const last = segments.at(-1);
  const flash = new Uint8Array((last?.address ?? 0) + (last?.bytes.length ?? 0) - start).fill(0xff);
  for (const { address, bytes } of segments) flash.set(bytes, address - start);
  return flash;
}
