/** Tables of C. */

/** C has no arrays without elements: a table without rows gets one that nobody reads. */
export function rowsOf(
  rows: readonly { readonly row: string; readonly comment: string }[],
  kind: 'structure' | 'number' = 'structure',
) {
  const filler = { row: kind === 'structure' ? '{0}' : '0U', comment: 'none' };
  return rows.length === 0 ? [filler] : rows;
}

export const flag = (value: boolean): string => (value ? 'TRUE' : 'FALSE');
