/** Traps of a C component in WebAssembly, in the words of C and at the line of its source. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Position } from '../generator/syntax/element.ts';
import { rteC } from './c-compiler.ts';
import { startOf } from './component-files.ts';
import { sourceLineAt } from './dwarf-lines.ts';
import type { Explanation } from './load.ts';
import { offsetOfByteColumn } from './source-position.ts';
import { UndefinedBehaviour } from './undefined-behaviour.ts';

/** What the engine says, and what a programmer of C calls it. */
const words: ReadonlyMap<string, string> = new Map([
  ['divide by zero', 'integer division by zero'],
  ['remainder by zero', 'integer division by zero'],
  ['divide result unrepresentable', 'overflow of an integer division'],
  ['float unrepresentable in integer range', 'conversion of a number that the integer cannot hold'],
  ['memory access out of bounds', "access outside the ECU's memory"],
  ['table index is out of bounds', 'call through a pointer to no function'],
  ['null function or function signature mismatch', 'call through a pointer to no such function'],
]);
const stackOverflow = 'stack overflow';

export interface CompiledSources {
  readonly module: Uint8Array;
  /** Paths of the components' sources. */
  readonly components: readonly string[];
  /** The stack pointer as the trap left it. */
  readonly stackPointer: number | undefined;
}

export function explainTrap(error: unknown, sources: CompiledSources): Explanation {
  return { reason: reasonOf(error, sources), at: placeOf(error, sources) };
}

function reasonOf(error: unknown, { stackPointer }: CompiledSources): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UndefinedBehaviour) return error.message;
  if (error.name === 'RangeError' && error.message === 'Maximum call stack size exceeded') {
    return stackOverflow;
  }
  if (error.name !== 'RuntimeError') return String(error);
  // The stack lies first in memory and grows down: past its end, the pointer is below 0.
  if (stackPointer !== undefined && stackPointer < 0) return stackOverflow;
  if (error.message === 'unreachable') {
    return 'a trap of the component itself, or a place that code with undefined behaviour has come to';
  }
  return words.get(error.message) ?? error.message;
}

/** The innermost line of the error's stack that is in a source of the user's. */
function placeOf(error: unknown, { module, components }: CompiledSources): Position | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const shown = new Map(components.map((path) => [resolve(path), path]));
  for (const [, offset = ''] of error.stack.matchAll(/wasm-function\[\d+\]:0x([0-9a-f]+)/g)) {
    const found = sourceLineAt(module, Number.parseInt(offset, 16));
    // Generated code was in a folder that is gone; the run-time's is not the user's.
    if (found === undefined || found.file.startsWith(rteC) || !existsSync(found.file)) continue;
    const start = startOf(shown.get(found.file) ?? found.file);
    const { line, column } = found;
    return { ...start, offset: offsetOfByteColumn(start.file.text, line, Math.max(column, 1)) };
  }
  return undefined;
}
