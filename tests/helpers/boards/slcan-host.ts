/** The line layer of boards/slcan on this machine, compiled with sanitizers, and scripts to play on it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../examples.ts';

export const hasGcc = spawnSync('gcc', ['--version']).status === 0;

const programs = join(import.meta.dirname, 'programs', 'slcan-host');
const slcan = join(projectRoot, 'boards', 'slcan');
const strict = ['-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-pedantic', '-Werror'];
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

let folder: string | undefined;
const built = new Map<string, string>();

/** Path of `script` or `fuzz`, with other sizes of the rings where given. */
export function hostProgram(
  name: 'script' | 'fuzz',
  ringBytes?: { rx: number; tx: number },
): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'vfb-slcan-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const key = `${name}-${ringBytes?.rx}-${ringBytes?.tx}`;
  const path = built.get(key) ?? join(folder, key);
  if (!built.has(key)) {
    const sizes =
      ringBytes === undefined
        ? []
        : [`-DSLCAN_RX_BYTES=${ringBytes.rx}U`, `-DSLCAN_TX_BYTES=${ringBytes.tx}U`];
    const sources = readdirSync(slcan).filter((file) => file.endsWith('.c'));
    execFileSync('gcc', [
      ...['-g', '-O1', '-std=c99', ...strict, ...sanitizers, ...sizes],
      ...[`-I${programs}`, `-I${slcan}`, `-I${join(slcan, '..')}`],
      ...sources.map((file) => join(slcan, file)),
      ...[join(programs, 'device.c'), join(programs, `${name}.c`), '-o', path],
    ]);
    built.set(key, path);
  }
  return path;
}

export interface Played {
  /** What went out at each step, or command `>`. */
  readonly out: readonly string[];
  /** Everything that the device was asked, in order. */
  readonly events: readonly string[];
}

/** Bytes for the board, as a command. */
export const bytesIn = (text: string): string =>
  `<${Buffer.from(text, 'latin1').toString('hex').toUpperCase()}`;

/**
 * Plays steps, each a line for the board, without its CR, after which the main function runs once; or a
 * command of programs/slcan-host/script.c where a step begins with one of its characters. After each
 * step everything is sent.
 */
export function play(...steps: readonly string[]): Played {
  return playCommands(
    steps.flatMap((step) =>
      /^[<!@*#=^+~]/.test(step) ? [step, '>'] : [bytesIn(`${step}\r`), '*1', '>'],
    ),
  );
}

/** Plays commands of programs/slcan-host/script.c, and nothing else. */
export function playCommands(commands: readonly string[]): Played {
  const { status, stdout, stderr } = spawnSync(hostProgram('script'), [], {
    input: `${commands.join('\n')}\n`,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the script ended with ${status}: ${stderr}`);
  const lines = stdout.split('\n').slice(0, -1);
  return {
    out: lines
      .filter((line) => line.startsWith('out '))
      .map((line) => Buffer.from(line.slice(4), 'hex').toString('latin1')),
    events: lines.filter((line) => !line.startsWith('out ')),
  };
}
