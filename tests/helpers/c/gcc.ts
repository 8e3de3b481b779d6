/** Compilers and the linker, for tests: what they find fault with fails the test. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../../../generator/pipeline.ts';

export const strict = [
  '-std=c99',
  '-Wall',
  '-Wextra',
  '-Wconversion',
  '-Wshadow',
  '-pedantic',
  '-Werror',
];

export interface Compiler {
  readonly name: string;
  readonly flags: readonly string[];
}

/** Those that are installed; all of them where none may be missing. */
export const compilers: readonly Compiler[] = [
  { name: 'gcc', flags: [] },
  { name: 'clang', flags: [] },
  { name: 'avr-gcc', flags: ['-mmcu=atmega328p'] },
  { name: 'arm-none-eabi-gcc', flags: ['-mcpu=cortex-m3', '-mthumb'] },
].filter(({ name }) => process.env.CI === 'true' || isInstalled(name));

export const hasGcc = compilers.some(({ name }) => name === 'gcc');

function isInstalled(name: string): boolean {
  const found = spawnSync(name, ['--version']).status === 0;
  if (!found) console.warn(`${name} is missing: not tried`);
  return found;
}

/** Runs a program that must succeed without a word on standard error; what it printed. */
export function run(command: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`${[command, ...words].join(' ')}\n${stderr}`);
  return stdout;
}

/** An object with machine code, and with what lets the linker compare declarations. */
export function objectOf(source: string, object: string, includes: readonly string[]): string {
  mkdirSync(dirname(object), { recursive: true });
  const paths = [...includes, 'rte/c'].map((path) => `-I${path}`);
  run('gcc', ...strict, '-O1', '-flto', '-ffat-lto-objects', ...paths, '-c', source, '-o', object);
  return object;
}

/**
 * An executable of nothing but these objects: a symbol that is missing or defined twice is an error,
 * and so is one that two of them declare differently.
 */
export function linked(program: string, objects: readonly string[]): string {
  const link = ['-O1', '-Werror', '-Wl,--unresolved-symbols=report-all', ...objects];
  run('gcc', '-flto', ...link, '-o', `${program}.checked`);
  run('gcc', '-fno-lto', ...link, '-o', program);
  return program;
}

export function writeFiles(folder: string, files: readonly GeneratedFile[]): string {
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  return folder;
}
