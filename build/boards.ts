/** The boards of boards/boards.json, with what only a build needs to know: their pins, their compilers. */
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

export interface Board {
  readonly name: string;
  readonly title: string;
  /** Prefix of the tools: avr-gcc, arm-none-eabi-gcc. */
  readonly tools: 'avr' | 'arm-none-eabi';
  readonly flags: readonly string[];
  /** In the boards folder: where its headers are, and its sources. */
  readonly folders: readonly string[];
  readonly sources: readonly string[];
  /** Sources of its serial line, and of its SPI, for images that have them. */
  readonly serial: readonly string[];
  readonly spi: readonly string[];
  readonly flashBytes: number;
  readonly ramBytes: number;
  readonly baudRate: number;
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

export function boards(): readonly Board[] {
  const text = readFileSync(join(boardsFolder, 'boards.json'), 'utf8');
  const list = (JSON.parse(text) as { boards: Omit<Board, 'pins' | 'compiler'>[] }).boards;
  return list.map((board) => {
    const pins = pinTables[board.name];
    if (pins === undefined) throw new Error(`board ${board.name} has no table of pins`);
    return { ...board, pins, compiler: compilers[board.tools] };
  });
}
