/** Files and folders the user names → the ARXML texts the generator reads, in a defined order. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { Position, SourceFile } from '../generator/syntax/element.ts';
import { decodeSource } from '../generator/syntax/read-file.ts';
import { fileReason } from './files.ts';
import type { Placed } from './source-position.ts';

/**
 * Reads the files, and every *.arxml in the folders and those inside them, in the order given and
 * by name within a folder; a file reached twice is read once.
 */
export function readArxmlFiles(
  paths: readonly Placed<string>[],
  diagnostics: Diagnostics,
): SourceFile[] {
  const files: SourceFile[] = [];
  const seen = new Set<string>();
  for (const { value, at } of paths) {
    const kind = pathKind(value);
    if (kind === 'missing') {
      diagnostics.report('vehicle-path-missing', at, { path: shownPath(value) });
      continue;
    }
    const found =
      kind === 'file' ? [value] : findFiles(value, (name) => /\.arxml$/i.test(name), diagnostics);
    if (found.length === 0) diagnostics.report('arxml-none', at, { path: shownPath(value) });
    for (const path of found) {
      const absolute = resolve(path);
      if (seen.has(absolute)) continue;
      seen.add(absolute);
      const file = readSource(path, at, diagnostics);
      if (file !== undefined) files.push(file);
    }
  }
  return files;
}

/** One text file; undefined when it cannot be read, which is reported. */
export function readSource(
  path: string,
  at: Position | undefined,
  diagnostics: Diagnostics,
): SourceFile | undefined {
  try {
    return decodeSource(shownPath(path), readFileSync(path), diagnostics);
  } catch (error) {
    reportUnreadable(path, error, at, diagnostics);
    return undefined;
  }
}

/** Files of a folder and those inside it, by name; hidden folders and node_modules are passed by. */
export function findFiles(
  folder: string,
  wanted: (name: string) => boolean,
  diagnostics: Diagnostics,
): string[] {
  const found: string[] = [];
  for (const entry of entriesByName(folder, diagnostics)) {
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? pathKind(path) : entry.isDirectory() ? 'folder' : 'file';
    if (kind === 'folder') {
      const passedBy = entry.name.startsWith('.') || entry.name === 'node_modules';
      // A link to a folder may lead back here.
      if (!passedBy && !entry.isSymbolicLink()) {
        found.push(...findFiles(path, wanted, diagnostics));
      }
    } else if (kind === 'file' && wanted(entry.name)) {
      found.push(path);
    }
  }
  return found;
}

function entriesByName(folder: string, diagnostics: Diagnostics): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    reportUnreadable(folder, error, undefined, diagnostics);
    return [];
  }
}

function reportUnreadable(
  path: string,
  error: unknown,
  at: Position | undefined,
  diagnostics: Diagnostics,
): void {
  const reason = `${shownPath(path)}: ${fileReason(error)}`;
  diagnostics.report('file-unreadable', at, { reason });
}

/** What cannot be reached, such as a path through a file, is not there. */
export function pathKind(path: string): 'file' | 'folder' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

/** As the user would write it from where they are: relative, unless the absolute path is shorter. */
export function shownPath(path: string): string {
  const short = relative('', path) || '.';
  const shown = isAbsolute(path) && path.length < short.length ? path : short;
  return shown.replaceAll('\\', '/');
}
