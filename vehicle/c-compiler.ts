/** C components and generated C of one ECU → one freestanding WebAssembly module, through clang. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GeneratedFile } from '../generator/pipeline.ts';

/** Bytes for the stack, which lies first in memory, so that running over it is an access outside. */
const stackBytes = 64 * 1024;

const rteC = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../rte/c' : '../../rte/c', import.meta.url),
);

export interface CompilerOptions {
  /** Undefined behaviour traps. */
  readonly check: boolean;
}

export type CompileResult =
  | { readonly kind: 'module'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'no-compiler' }
  | { readonly kind: 'errors'; readonly text: string };

/** `exports`: functions to keep. Undefined functions become imports, for the loader to answer. */
export function compileToWasm(
  files: readonly GeneratedFile[],
  components: readonly string[],
  exports: readonly string[],
  { check }: CompilerOptions,
): CompileResult {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-'));
  try {
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    mkdirSync(join(folder, 'out'));
    const module = join(folder, 'out', 'ecu.wasm');
    const { error, status, stderr } = spawnSync(
      'clang',
      [
        '--target=wasm32',
        '-std=c99',
        '-O1',
        '-g',
        ...(check ? ['-fsanitize=undefined', '-fsanitize-trap=all'] : []),
        '-ffreestanding',
        '-nostdlib',
        `-I${folder}`,
        `-I${rteC}`,
        `-I${join(rteC, 'freestanding')}`,
        '-mmutable-globals',
        '-Wl,--export=__stack_pointer',
        '-Wl,--no-entry',
        '-Wl,--import-undefined',
        '-Wl,--stack-first',
        `-Wl,-z,stack-size=${stackBytes}`,
        ...exports.map((name) => `-Wl,--export=${name}`),
        '-o',
        module,
        join(folder, 'Rte_Step.c'),
        join(rteC, 'freestanding', 'string.c'),
        ...components,
      ],
      { encoding: 'utf8' },
    );
    if (error !== undefined) return { kind: 'no-compiler' };
    if (status !== 0) return { kind: 'errors', text: stderr.replaceAll(`${folder}/`, '') };
    return { kind: 'module', bytes: new Uint8Array(readFileSync(module)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Component type of a C source, by its file name. */
export function componentTypeOf(path: string): string {
  return basename(path).replace(/\.c$/, '');
}
