/**
 * The compiler of the package @yowasp/clang, which the user may have installed: LLVM as WebAssembly,
 * the same on every system. It sees no disk, only a tree of files that it is given, so whatever the
 * sources include goes there first.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tree } from '@yowasp/clang';
import type { GeneratedFile } from '../generator/pipeline.ts';
import type { CompileResult } from './c-compiler.ts';

export interface Compilation {
  readonly files: readonly GeneratedFile[];
  /** Paths of C sources on the disk. */
  readonly sources: readonly string[];
  /** Folders on the disk whose headers may be included from everywhere. */
  readonly folders: readonly string[];
  /** Arguments of clang, given the folder in which it finds `files`. */
  readonly words: (folder: string) => readonly string[];
}

/** In the compiler's tree. */
const generatedFolder = '/vfb-generated';
const moduleName = 'ecu.wasm';

let previous: Promise<unknown> = Promise.resolve();

/** One at a time: each run of this compiler takes hundreds of megabytes. */
export function compileWithPackage(compilation: Compilation): Promise<CompileResult> {
  const result = previous.then(() => compile(compilation));
  previous = result.catch(() => undefined);
  return result;
}

async function compile(compilation: Compilation): Promise<CompileResult> {
  const clang = await load();
  if (clang === undefined) return { kind: 'no-compiler' };
  const errors: Uint8Array[] = [];
  const words = [...compilation.words(generatedFolder), '-o', `/${moduleName}`];
  try {
    const result = await clang.runClang(['clang', ...words], treeOf(compilation), {
      stdout: () => undefined,
      stderr: (bytes) => {
        if (bytes !== null) errors.push(bytes.slice());
      },
      decodeASCII: false,
      fetchProgress: () => undefined,
    });
    const bytes = result?.[moduleName];
    if (bytes instanceof Uint8Array) {
      return { kind: 'module', bytes: new Uint8Array(bytes), compiler: 'package' };
    }
  } catch (error) {
    if (!(error instanceof clang.Exit)) throw error;
  }
  const text = Buffer.concat(errors).toString();
  return { kind: 'errors', text: text.replaceAll(`${generatedFolder}/`, '') };
}

async function load(): Promise<typeof import('@yowasp/clang') | undefined> {
  try {
    const clang = await import('@yowasp/clang');
    // Without arguments it only fetches its parts, which it would otherwise tell the world about.
    await clang.runLLVM(null, {}, { fetchProgress: () => undefined });
    return clang;
  } catch (error) {
    const isMissing = (error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND';
    if (isMissing && String(error).includes('@yowasp/clang')) return undefined;
    throw error;
  }
}

function treeOf({ files, sources, folders }: Compilation): Tree {
  const tree: Tree = {};
  for (const { path, text } of files) put(tree, join(generatedFolder, path), text);
  for (const folder of folders) {
    for (const name of readdirSync(folder)) putFile(tree, join(folder, name), join(folder, name));
  }
  for (const source of sources) putWithIncluded(tree, source, source);
  return tree;
}

/**
 * A source, and what it includes by a path of its own: at the place where the compiler looks for it,
 * whose tree knows no `..` but passes it by.
 */
function putWithIncluded(tree: Tree, path: string, place: string): void {
  if (!putFile(tree, path, place)) return;
  const text = readFileSync(path, 'utf8');
  for (const [, included = ''] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"/gm)) {
    const written = `${dirname(place)}/${included}`;
    putWithIncluded(tree, join(dirname(path), included), written);
  }
}

/** Whether there is such a file and it was not there before. */
function putFile(tree: Tree, path: string, place: string): boolean {
  return existsSync(path) && statSync(path).isFile() && put(tree, place, readFileSync(path));
}

function put(tree: Tree, place: string, content: string | Uint8Array): boolean {
  const parts = place.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const name = parts.pop() ?? '';
  let folder = tree;
  for (const part of parts) {
    folder[part] ??= {};
    folder = folder[part] as Tree;
  }
  if (Object.hasOwn(folder, name)) return false;
  folder[name] = content;
  return true;
}
