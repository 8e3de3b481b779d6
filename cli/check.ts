/** `vfb check`: everything that is wrong with ARXML files. */
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { check as checkFiles } from '../generator/pipeline.ts';
import { type CheckingOptions, readInputs } from './inputs.ts';
import { Progress } from './progress.ts';
import { diagnosticsJson, exitCodeOf, reportDiagnostics } from './reporting.ts';
import type { Terminal } from './terminal.ts';

export interface CheckOptions extends CheckingOptions {
  readonly json?: boolean;
}

export function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): number {
  const diagnostics = new Diagnostics(options);
  const progress = new Progress(terminal);
  const files = readInputs(paths, diagnostics, progress);
  checkFiles(files, diagnostics);
  progress.clear();
  const { list } = diagnostics;
  if (options.json) {
    terminal.out(`${JSON.stringify({ files: files.length, ...diagnosticsJson(list) }, null, 2)}\n`);
    return exitCodeOf(list);
  }
  const exitCode = reportDiagnostics(list, terminal, { information: true, to: 'out' });
  if (!list.some(({ severity }) => severity !== 'information')) {
    terminal.out(`${files.length === 1 ? '1 file' : `${files.length} files`}: no problems\n`);
  }
  return exitCode;
}
