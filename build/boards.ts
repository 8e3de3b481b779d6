/** The table of boards, boards/boards.json, and what only a build needs to know: their pins, their compilers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PinTable, pinTables } from './pin-tables.ts';

/** Of this package: C sources of boards and of the run-time. This file is in build/, or in dist/build/. */
const packageRoot = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url),
);
export const boardsFolder = join(packageRoot, 'boards');
export const rteFolder = join(packageRoot, 'rte', 'c');

/** How images for a board are made, and what they have there. */
interface Build {
  /** Prefix of the tools: avr-gcc, arm-none-eabi-gcc. */
  readonly tools: 'avr' | 'arm-none-eabi';
  readonly flags: readonly string[];
  /** In the boards folder: where its headers are, and its sources. */
  readonly folders: readonly string[];
  readonly sources: readonly string[];
  readonly flashBytes: number;
  readonly ramBytes: number;
  readonly baudRate: number;
}

/** A board as boards/boards.json has it. What belongs to flashing alone is flash/boards.ts's to understand. */
export interface BoardEntry<Core = unknown, Flash = unknown> {
  readonly name: string;
  readonly title: string;
  readonly chip: string;
  readonly core: Core;
  readonly build?: Build;
  /** Another board, whose images run on this one too. */
  readonly imagesOf?: string;
  readonly flash?: Flash;
  /** In the place of `flash`: why vfb does not flash it, and what does. */
  readonly notFlashed?: { readonly why: string; readonly instead: string };
}

export interface Board extends Build {
  readonly name: string;
  readonly pins: PinTable;
  readonly compiler: Compiler;
}

export interface Compiler {
  /** apt packages that it and its libraries are in. */
  readonly packages: readonly string[];
  readonly hasFloat64: boolean;
  readonly atomicWidthBits: 8 | 32;
  /** What is kept free for the stack at least. */
  readonly stackBytes: number;
  /** How it links: with its own library, or with what the board has. */
  readonly linkFlags: readonly string[];
  readonly libraries: readonly string[];
}

const compilers: Readonly<Record<Board['tools'], Compiler>> = {
  avr: {
    packages: ['gcc-avr', 'avr-libc'],
    hasFloat64: false,
    atomicWidthBits: 8,
    stackBytes: 384,
    linkFlags: ['-nostartfiles'],
    libraries: [],
  },
  'arm-none-eabi': {
    packages: ['gcc-arm-none-eabi'],
    hasFloat64: true,
    atomicWidthBits: 32,
    stackBytes: 1024,
    linkFlags: ['-nostartfiles', '-nostdlib', '-ffreestanding', `-I${rteFolder}/freestanding`],
    libraries: ['-lgcc'],
  },
};

/** Every board there is, in the order of the table. */
export function boardTable<Core, Flash>(): readonly BoardEntry<Core, Flash>[] {
  const text = readFileSync(join(boardsFolder, 'boards.json'), 'utf8');
  return (JSON.parse(text) as { boards: BoardEntry<Core, Flash>[] }).boards;
}

/** Those that images are made for. */
export function boards(): readonly Board[] {
  return boardTable().flatMap(({ name, build }) => {
    if (build === undefined) return [];
    const pins = pinTables[name];
    if (pins === undefined) throw new Error(`board ${name} has no table of pins`);
    return [{ name, ...build, pins, compiler: compilers[build.tools] }];
  });
}
