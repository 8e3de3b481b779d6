/**
 * The table that a program begins with: a file of plain bytes does not name its chip, but the table is as long
 * as the chip has interrupts, and of the form of its processor.
 */
import type { FlashImage } from './image.ts';

export type VectorTable =
  /** A jump for each interrupt of the chip. */
  | { readonly kind: 'avr'; readonly chip: AvrChip }
  /** Initial stack pointer, then addresses of Thumb code. */
  | { readonly kind: 'cortex-m' };

/** Entries of four bytes. No two of the chips known here have as many. */
const avrVectors = { ATmega328P: 26, ATmega32U4: 43, ATmega2560: 57 } as const;

export type AvrChip = keyof typeof avrVectors;

/** Undefined where the image begins otherwise, which a program may. */
export function vectorTableOf({ segments }: FlashImage): VectorTable | undefined {
  const [first] = segments;
  if (first === undefined) return undefined;
  const { address, bytes } = first;
  const chip = address === 0 ? avrChipOf(bytes) : undefined;
  if (chip !== undefined) return { kind: 'avr', chip };
  return beginsAsCortexM(address, bytes) ? { kind: 'cortex-m' } : undefined;
}

export function vectorsOf(chip: AvrChip): number {
  return avrVectors[chip];
}

function avrChipOf(bytes: Uint8Array): AvrChip | undefined {
  let jumps = 0;
  while (isJump(bytes, 4 * jumps)) jumps++;
  // Behind the table of a chip with more than 128 KiB there are jumps for function pointers.
  if (jumps >= avrVectors.ATmega2560) return 'ATmega2560';
  const chips = Object.keys(avrVectors) as AvrChip[];
  return chips.find((chip) => avrVectors[chip] === jumps);
}

/** `jmp`, or what the linker makes of it where the target is near: `rjmp` and a `nop`. */
function isJump(bytes: Uint8Array, at: number): boolean {
  if (at + 4 > bytes.length) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = view.getUint16(at, true);
  const isNear = (first & 0xf000) === 0xc000 && view.getUint16(at + 2, true) === 0;
  return isNear || (first & 0xfe0e) === 0x940c;
}

function beginsAsCortexM(address: number, bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stack = view.getUint32(0, true);
  const reset = view.getUint32(4, true);
  const isInRam = stack % 4 === 0 && stack > 0x2000_0000 && stack <= 0x2010_0000;
  return isInRam && reset % 2 === 1 && reset > address && reset < address + bytes.length;
}
