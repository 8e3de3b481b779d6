/** Modules of the small C BSW in a program of this machine, which traps what an ECU would not notice. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GeneratedFile } from '../../../generator/pipeline.ts';

export const hasHostCompiler = spawnSync('gcc', ['--version']).status === 0;
if (!hasHostCompiler) console.warn('the C BSW on this machine: skipped, there is no gcc');

let folderOfAll: string | undefined;

/** Of this process, gone with it. */
function workFolder(): string {
  if (folderOfAll === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'vfb-host-bsw-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folderOfAll = made;
  }
  return folderOfAll;
}

export interface HostProgram {
  /** Runs with lines of text as input; the lines it prints. Throws where a sanitizer finds something. */
  run(input: readonly string[]): readonly string[];
}

/** `files`: generated ones and the test's own. `modules`: sources in boards/, such as `bsw/Com.c`. */
export function hostProgram(
  files: readonly GeneratedFile[],
  modules: readonly string[],
): HostProgram {
  const folder = mkdtempSync(join(workFolder(), 'program-'));
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  const program = join(folder, 'program');
  const { status, stderr } = spawnSync(
    'gcc',
    [
      ...['-std=c99', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-pedantic', '-Werror'],
      ...['-g', '-O0', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
      ...[
        `-I${folder}`,
        '-Iboards/bsw',
        '-Iboards/slcan',
        '-Iboards/mcp2515',
        '-Iboards',
        '-Irte/c',
      ],
      ...files.filter(({ path }) => path.endsWith('.c')).map(({ path }) => join(folder, path)),
      ...modules.map((path) => join('boards', path)),
      ...['-o', program],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return {
    run: (input) => {
      const result = spawnSync(program, [], {
        input: input.map((line) => `${line}\n`).join(''),
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      });
      if (result.status !== 0) throw new Error(result.stderr || String(result.error));
      return result.stdout.split('\n').slice(0, -1);
    },
  };
}
