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
    inputs: ['PB0', 'PB1', 'PB2', 'PB3'],
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

/** In QEMU nothing is at the pins, and all inputs are low. */
function pinsFile(inputs: readonly string[], outputs: readonly string[]): string {
  const named = (names: readonly string[], pins: readonly string[], direction: string) =>
    names.map((name, i) => [name, { pin: pins[i], direction }]);
  const dio = Object.fromEntries([
    ...named(['StalkLeft', 'StalkRight', 'HazardButton', 'DriverDoor'], inputs, 'input'),
    ...named(['LeftLamps', 'RightLamps', 'InteriorLamp', 'DoorLock'], outputs, 'output'),
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
