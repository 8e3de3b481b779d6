/** Import lines of generated files, and lines that hand on what another file exports. */

/** The import of platform types from `vfb/rte`; empty if there are none. `boolean` is TypeScript's own. */
export function platformTypeNames(names: readonly string[]): string {
  return importTypes(
    names.filter((name) => name !== 'boolean'),
    'vfb/rte',
  );
}

export function importTypes(names: readonly string[], from: string): string {
  return importLine('import type', names, from);
}

export function exportTypes(names: readonly string[], from: string): string {
  return importLine('export type', names, from);
}

export function importValues(names: readonly string[], from: string): string {
  return importLine('import', names, from);
}

function importLine(keyword: string, names: readonly string[], from: string): string {
  const sorted = [...new Set(names)].sort();
  if (sorted.length === 0) return '';
  const line = `${keyword} { ${sorted.join(', ')} } from '${from}';`;
  return line.length <= 100
    ? `${line}\n`
    : `${keyword} {\n${sorted.map((name) => `  ${name},\n`).join('')}} from '${from}';\n`;
}
