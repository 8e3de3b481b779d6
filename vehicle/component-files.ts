/** Where the source of each component type is: `<ComponentType>.ts` or `.c` anywhere in the folders. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { Position } from '../generator/syntax/element.ts';
import { findFiles, pathKind, shownPath } from './arxml-files.ts';
import type { Placed } from './source-position.ts';
import type { Target } from './vehicle-file.ts';

/** Sources by component type, each list in the order found; more than one is an error when used. */
export interface ComponentFiles {
  readonly folders: readonly string[];
  readonly byType: Readonly<Record<Target, ReadonlyMap<string, readonly string[]>>>;
}

const sourceName = /^([A-Za-z_][A-Za-z0-9_]*)\.(ts|js|mjs|c)$/;

export function findComponentFiles(
  folders: readonly Placed<string>[],
  diagnostics: Diagnostics,
): ComponentFiles {
  const byType = { ts: new Map<string, string[]>(), c: new Map<string, string[]>() };
  for (const { value, at } of folders) {
    if (pathKind(value) !== 'folder') {
      diagnostics.report('vehicle-path-missing', at, { path: `${shownPath(value)} (a folder)` });
      continue;
    }
    for (const path of findFiles(value, (name) => sourceName.test(name), diagnostics)) {
      const [, type = '', extension] = sourceName.exec(basename(path)) ?? [];
      const ofTarget = byType[extension === 'c' ? 'c' : 'ts'];
      const paths = ofTarget.get(type) ?? [];
      // Folders given may lie in one another.
      if (!paths.includes(path)) paths.push(path);
      ofTarget.set(type, paths);
    }
  }
  return { folders: folders.map(({ value }) => shownPath(value)), byType };
}

/** The one source of a component type; reports and returns undefined when it is not exactly one. */
export function componentFile(
  type: string,
  ecu: string,
  files: ComponentFiles,
  target: Target,
  diagnostics: Diagnostics,
): string | undefined {
  const [first, ...others] = files.byType[target].get(type) ?? [];
  if (first === undefined) {
    const folders =
      files.folders.length === 0
        ? 'no component folder is given'
        : `no ${type}.${target} in ${files.folders.join(', ')}`;
    diagnostics.report('component-missing', undefined, { component: type, ecu, folders });
    return undefined;
  }
  for (const other of others) {
    diagnostics.report('component-twice', startOf(other), {
      component: type,
      first: shownPath(first),
    });
  }
  return others.length === 0 ? first : undefined;
}

/** Position of a component source's first character. */
export function startOf(path: string): Position {
  return { file: { path: shownPath(path), text: readFileSync(path, 'utf8') }, offset: 0 };
}
