/**
 * What `generate` does to the disk, worked out before anything is touched: a file of somebody else
 * is never overwritten, and then nothing else is written either. Nor is it where the disk is full: files
 * take their places when all of them are on the disk.
 */
import {
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { type GeneratedFile, generatedMarker } from '../generator/emit/generated-file.ts';
import { findFiles, pathKind, shownPath } from '../vehicle/arxml-files.ts';
import { fileReason, makeFolder } from '../vehicle/files.ts';

/** How every file begins that may be overwritten, behind what begins a comment in its language. */
const marker = new RegExp(`^(//|/\\*|#) ${generatedMarker}`);

export interface ChangesDone {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Files that are the user's from now on. */
  readonly created: readonly string[];
}

export class FileChanges {
  readonly #diagnostics: Diagnostics;
  readonly #write = new Map<string, string | Uint8Array>();
  readonly #create = new Map<string, string>();
  readonly #remove: string[] = [];
  /** What each place is to hold: two outputs may have one path only if they are the same. */
  readonly #outputs = new Map<string, string | Uint8Array>();
  #unchanged = 0;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Makes the generated files of a folder exactly these: what was generated before and is not among them goes. */
  replaceFolder(folder: string, files: readonly GeneratedFile[]): void {
    const paths = new Set<string>();
    for (const { path, text } of files) {
      const target = join(folder, path);
      paths.add(resolve(target));
      if (!marker.test(text)) throw new Error(`generated file ${path} has no marker`);
      this.#replace(target, text);
    }
    if (pathKind(folder) !== 'folder') return;
    const extensions = new Set(files.map(({ path }) => extname(path)));
    const sameLanguage = (name: string) => extensions.has(extname(name));
    for (const path of findFiles(folder, sameLanguage, this.#diagnostics)) {
      if (!paths.has(resolve(path)) && isGenerated(path)) this.#remove.push(path);
    }
  }

  /** A generated file outside the folders of the ECUs. */
  replaceFile(path: string, text: string): void {
    this.#replace(path, text);
  }

  /** A file without a first line that could say whose it is: `isOurs` knows it by its bytes. */
  replaceBinary(path: string, bytes: Uint8Array, isOurs: (found: Uint8Array) => boolean): void {
    if (!this.#claim(path, bytes)) return;
    const kind = pathKind(path);
    const found = kind === 'file' ? readFileSync(path) : undefined;
    if (kind === 'missing') this.#write.set(path, bytes);
    else if (found?.equals(bytes)) this.#unchanged++;
    else if (found !== undefined && isOurs(found)) this.#write.set(path, bytes);
    else this.#diagnostics.report('file-not-ours', undefined, { path: shownPath(path) });
  }

  /** A file that is the user's once it exists: one with other contents is a conflict. */
  create(path: string, text: string): void {
    if (!this.#claim(path, text)) return;
    if (!existsSync(path) || isStream(path)) this.#create.set(path, text);
    else if (readFileSync(path, 'utf8') === text) this.#unchanged++;
    else this.#diagnostics.report('file-not-ours', undefined, { path: shownPath(path) });
  }

  /** Does it, unless errors were reported. */
  apply(): ChangesDone {
    const nothing = { written: 0, unchanged: 0, removed: 0, created: [] };
    if (this.#diagnostics.hasErrors) return nothing;
    const aside = new Map<string, string>();
    for (const [path, text] of [...this.#write, ...this.#create]) {
      const place = placeAside(path);
      const isThere = this.#attempt(path, () => writeFile(place, text));
      if (place !== path && existsSync(place)) aside.set(path, place);
      if (isThere) continue;
      for (const written of aside.values()) rmSync(written);
      return nothing;
    }
    for (const [path, place] of aside) {
      if (!this.#attempt(path, () => renameSync(place, path))) return nothing;
    }
    for (const path of this.#remove) this.#attempt(path, () => rmSync(path));
    return {
      written: this.#write.size + this.#create.size,
      unchanged: this.#unchanged,
      removed: this.#remove.length,
      created: [...this.#create.keys()],
    };
  }

  #replace(path: string, text: string): void {
    if (!this.#claim(path, text)) return;
    const kind = pathKind(path);
    if (kind === 'missing' || isStream(path)) this.#write.set(path, text);
    else if (kind === 'folder' || !isGenerated(path)) {
      this.#diagnostics.report('file-not-ours', undefined, { path: shownPath(path) });
    } else if (readFileSync(path, 'utf8') === text) this.#unchanged++;
    else this.#write.set(path, text);
  }

  #claim(path: string, content: string | Uint8Array): boolean {
    const place = resolve(path);
    const other = this.#outputs.get(place);
    this.#outputs.set(place, content);
    if (other === undefined || other === content) return true;
    this.#diagnostics.report('output-twice', undefined, { path: shownPath(path) });
    return false;
  }

  #attempt(path: string, action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      const reason = fileReason(error);
      this.#diagnostics.report('file-unwritable', undefined, { path: shownPath(path), reason });
      return false;
    }
  }
}

/** Such as /dev/stdout: it holds nothing, and whoever reads it waits. */
function isStream(path: string): boolean {
  if (!existsSync(path)) return false;
  const found = statSync(path);
  return !found.isFile() && !found.isDirectory();
}

function isGenerated(path: string): boolean {
  return marker.test(readFileSync(path, 'utf8'));
}

/** Where a file waits until all are written; what is no plain file, such as /dev/stdout, is written at once. */
function placeAside(path: string): string {
  if (existsSync(path) && !lstatSync(path).isFile()) return path;
  return join(dirname(path), `.${basename(path)}.vfb-new`);
}

function writeFile(path: string, text: string | Uint8Array): void {
  makeFolder(dirname(path));
  writeFileSync(path, text);
}
