/** The two compilers of C that a vehicle can be loaded with, each alone, as far as they are there. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../helpers/examples.ts';

const hasClang = ['clang', 'wasm-ld'].every((tool) => spawnSync(tool, ['--version']).status === 0);
const hasPackage = existsSync(join(projectRoot, 'node_modules', '@yowasp', 'clang'));
if (!hasClang) console.warn('C in the vehicle: skipped, there is no clang with wasm-ld');
if (!hasPackage) console.warn('C without clang: skipped, @yowasp/clang is not installed');
const isCi = process.env.CI === 'true';

export const skippedWithoutCompiler = !hasClang && !isCi;
export const skippedWithoutPackage = !hasPackage && !isCi;

/** Without a system that has programs. */
export async function withoutClang<T>(load: () => Promise<T>): Promise<T> {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    return await load();
  } finally {
    process.env.PATH = path;
  }
}

export const compilers = [
  {
    name: 'clang',
    skipped: skippedWithoutCompiler,
    use: <T>(load: () => Promise<T>): Promise<T> => load(),
  },
  { name: '@yowasp/clang', skipped: skippedWithoutPackage, use: withoutClang },
];
