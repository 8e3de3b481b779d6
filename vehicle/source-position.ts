/** Line and column, as other tools count them → offset in a text. */

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
