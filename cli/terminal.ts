/** Where a command writes: the process's streams, or a test's. */
import { styleText } from 'node:util';
import { fileReason } from '../vehicle/files.ts';

export interface Terminal {
  /** The product: standard output. */
  out(text: string): void;
  /** Everything about the way there: standard error. */
  err(text: string): void;
  readonly outColor: boolean;
  readonly errColor: boolean;
  /** Whether a person watches standard error, so that a line may be overwritten. */
  readonly interactive: boolean;
  /** Width of standard output in characters. */
  readonly columns: number;
}

/** Wrong usage of the command line: exit code 2. */
export class UsageError extends Error {}

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

export function painter(color: boolean): Paint {
  return color ? styleText : (_style, text) => text;
}

let hasOutputFailed = false;

/** A full disk, say: whatever else happens, that is no success. */
function reportOutputFailure(error: Error): void {
  if (hasOutputFailed) return;
  hasOutputFailed = true;
  process.once('exit', () => {
    process.exitCode = 1;
  });
  process.stderr.write(`error: cannot write the output: ${fileReason(error)}\n`);
}

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const wanted = (stream: NodeJS.WriteStream): boolean => {
    if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
    if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
    return stream.isTTY === true && env.TERM !== 'dumb';
  };
  for (const stream of [stdout, stderr]) {
    // `vfb plan … | head` closes the pipe: everything asked for was written.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A terminal that was closed: SIGHUP says so too, and who listens to it ends in order.
      if (error.code === 'EIO') return;
      if (error.code !== 'EPIPE') reportOutputFailure(error);
      // Who has a port open listens to Ctrl-C, and closes it in order.
      if (!process.emit('SIGINT')) process.exit();
    });
  }
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outColor: wanted(stdout),
    errColor: wanted(stderr),
    interactive: stderr.isTTY === true && env.TERM !== 'dumb',
    columns: stdout.columns ?? 100,
  };
}
