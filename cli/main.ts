/** The entry of `vfb`: runs one command and turns its end into an exit code. */
import { existsSync, readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { exitErrors, exitUsage } from './reporting.ts';
import { forgetLostTerminal } from './signals.ts';
import { processTerminal, UsageError } from './terminal.ts';

const terminal = processTerminal();
const program = createProgram(packageVersion(), terminal, (code) => {
  process.exitCode = code;
});
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // --help and --version end here too; commander has printed what there is to say.
    process.exitCode = error.exitCode === 0 ? 0 : exitUsage;
  } else if (error instanceof UsageError) {
    terminal.err(`error: ${error.message}\n(vfb --help, or vfb <command> --help)\n`);
    process.exitCode = exitUsage;
  } else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.err(`vfb failed, which is a mistake in vfb and not in your input:\n${text}\n`);
    process.exitCode = exitErrors;
  }
}
forgetLostTerminal();

/** This file is in cli/, or compiled in dist/cli/. */
function packageVersion(): string {
  const url = ['../package.json', '../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((candidate) => existsSync(candidate));
  if (url === undefined) throw new Error('package.json is not in the package');
  const { version } = JSON.parse(readFileSync(url, 'utf8')) as { version: string };
  return version;
}
