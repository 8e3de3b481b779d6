/**
 * C components and generated C of one ECU → one freestanding WebAssembly module. The compiler is the
 * clang of the system, with wasm-ld, or else the package @yowasp/clang where the user installed it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GeneratedFile } from '../generator/pipeline.ts';
import { compileWithPackage } from './clang-package.ts';
import { checkingWords } from './undefined-behaviour.ts';

/** Bytes for the stack, which lies first in memory, so that running over it is an access outside. */
const stackBytes = 64 * 1024;

/** The C that belongs to every RTE: platform types, and the part of a C library that compilers call. */
export const rteC = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../rte/c' : '../../rte/c', import.meta.url),
);

export interface CompilerOptions {
  /** Undefined behaviour is found and named. */
  readonly check: boolean;
}

export type CompileResult =
  | {
      readonly kind: 'module';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly compiler: 'system' | 'package';
    }
  | { readonly kind: 'no-compiler' }
  | { readonly kind: 'errors'; readonly text: string };

/** `exports`: functions to keep. Undefined functions become imports, for the loader to answer. */
export async function compileToWasm(
  files: readonly GeneratedFile[],
  components: readonly string[],
  exports: readonly string[],
  options: CompilerOptions,
): Promise<CompileResult> {
  const sources = [
    join(rteC, 'freestanding', 'string.c'),
    ...components.map((path) => resolve(path)),
  ];
  const words = (folder: string): string[] => [
    ...compilerWords(folder, options),
    ...linkerWords(exports),
    join(folder, 'Rte_Step.c'),
    ...sources,
  ];
  const result = compileWithSystem(files, words);
  if (result.kind !== 'no-compiler') return result;
  return compileWithPackage({ files, sources, folders: [rteC, join(rteC, 'freestanding')], words });
}

function compilerWords(folder: string, { check }: CompilerOptions): string[] {
  return [
    '--target=wasm32',
    '-std=c99',
    '-g',
    // An optimiser puts all checks of a function together, and then no line says which one it was.
    ...(check ? ['-O0', ...checkingWords] : ['-O1']),
    '-ffreestanding',
    '-nostdlib',
    // For the stack pointer, which can be looked at when a component has failed.
    '-mmutable-globals',
    `-I${folder}`,
    `-I${rteC}`,
    `-I${join(rteC, 'freestanding')}`,
  ];
}

function linkerWords(exports: readonly string[]): string[] {
  return [
    '--no-entry',
    '--import-undefined',
    '--stack-first',
    `-z,stack-size=${stackBytes}`,
    ...['__stack_pointer', ...exports].map((name) => `--export=${name}`),
  ].map((word) => `-Wl,${word}`);
}

function compileWithSystem(
  files: readonly GeneratedFile[],
  words: (folder: string) => readonly string[],
): CompileResult {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-'));
  try {
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    mkdirSync(join(folder, 'out'));
    const module = join(folder, 'out', 'ecu.wasm');
    const { error, status, stderr } = spawnSync('clang', [...words(folder), '-o', module], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (error !== undefined) return { kind: 'no-compiler' };
    if (status === 0) {
      const bytes = new Uint8Array(readFileSync(module));
      return { kind: 'module', bytes, compiler: 'system' };
    }
    const lacksLinker =
      /wasm-ld/.test(stderr) && /not found|unable to execute|No such file/i.test(stderr);
    if (lacksLinker) return { kind: 'no-compiler' };
    return { kind: 'errors', text: stderr.replaceAll(`${folder}/`, '') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
