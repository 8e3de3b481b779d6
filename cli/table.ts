/** Columns of text that line up, and values over time as a line of characters. */

export interface Cell {
  readonly text: string;
  readonly align?: 'left' | 'right';
  /** Colours the padded text. */
  readonly paint?: (text: string) => string;
}

/** Rows of cells as lines, each column as wide as its widest cell, two spaces between. */
export function formatTable(rows: readonly (readonly Cell[])[], indent = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell.text));
    });
  }
  return rows.map((row) => {
    const cells = row.map(({ text, align, paint }, column) => {
      const padding = ' '.repeat((widths[column] ?? 0) - width(text));
      const last = column === row.length - 1;
      const padded = align === 'right' ? padding + text : last ? text : text + padding;
      return paint === undefined ? padded : paint(padded);
    });
    return indent + cells.join('  ').trimEnd();
  });
}

function width(text: string): number {
  return [...text].length;
}

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One character for each value, from the lowest to the highest; a space for none. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const lowest = Math.min(...known);
  const span = Math.max(...known) - lowest;
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const level = span === 0 ? 0 : Math.round(((value - lowest) / span) * (levels.length - 1));
      return levels[level] ?? ' ';
    })
    .join('');
}

/** A number with as many digits as it needs, at most three decimals, thousands apart. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toPrecision(4);
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
