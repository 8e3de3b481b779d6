/** Tables of C. */

/** C has no arrays without elements: a table without rows gets one that nobody reads. */
export function rowsOf(rows: readonly { readonly row: string; readonly comment: string }[]) {
  return rows.length === 0 ? [{ row: '{0}', comment: 'none' }] : rows;
}

export const flag = (value: boolean): string => (value ? 'TRUE' : 'FALSE');
