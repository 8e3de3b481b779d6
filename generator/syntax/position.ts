/** Where an offset is, as people count: computed only when a message is made. */
import type { Position, SourceFile } from './element.ts';

export interface LineAndColumn {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units as editors count; a tab is one column. */
  readonly column: number;
  /** The line without its line end. */
  readonly lineText: string;
}

/**
 * Lines end with LF, CRLF or a single CR. The end of the file is a place too; an offset outside the
 * file throws.
 */
export function lineAndColumn(position: Position): LineAndColumn {
  const { text } = position.file;
  const { offset } = position;
  if (!Number.isInteger(offset) || offset < 0 || offset > text.length) {
    throw new Error(`offset ${offset} outside of ${position.file.path}, 0 to ${text.length}`);
  }
  const starts = lineStarts(position.file);
  const index = lastAtMost(starts, offset);
  const start = starts[index] ?? 0;
  const next = starts[index + 1] ?? text.length;
  return {
    line: index + 1,
    column: offset - start + 1,
    lineText: text.slice(start, next).replace(/[\r\n]+$/, ''),
  };
}

/** A file with a thousand messages is searched for line ends only once. */
const startsOfFiles = new WeakMap<SourceFile, readonly number[]>();

function lineStarts(file: SourceFile): readonly number[] {
  const known = startsOfFiles.get(file);
  if (known !== undefined) return known;
  const starts = [0];
  for (const end of file.text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
  startsOfFiles.set(file, starts);
  return starts;
}

/** Index of the last of the ascending `starts` that is not above `offset`; the first is 0. */
function lastAtMost(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
