/** Where something stands in a text that the user wrote; line and column of other tools → offset. */
import type { Position } from '../generator/syntax/element.ts';

/** A value and where the user wrote it. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Position | undefined;
}

/** `line` and `column` from 1, the column in bytes of UTF-8, as compilers count. */
export function offsetOfByteColumn(text: string, line: number, column: number): number {
  const lineText = text.slice(offsetOfLine(text, line, 0)).split('\n', 1)[0] ?? '';
  const before = Buffer.from(lineText).subarray(0, column - 1);
  return offsetOfLine(text, line, before.toString().length);
}

/** `line` from 1, `column` from 0 in UTF-16 units; a place past the end is the end. */
export function offsetOfLine(text: string, line: number, column: number): number {
  let start = 0;
  for (let current = 1; current < line; current++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  return Math.min(start + column, text.length);
}
