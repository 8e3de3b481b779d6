/** Diagnostics on the terminal, and the exit code that goes with them. */
import type { Diagnostic } from '../generator/diagnostics/diagnostics.ts';
import {
  diagnosticToJson,
  formatDiagnostic,
  formatSummary,
  inOrder,
} from '../generator/diagnostics/print.ts';
import type { Terminal } from './terminal.ts';

export const exitOk = 0;
/** Errors in the input or in the run. */
export const exitErrors = 1;
export const exitUsage = 2;

export interface ReportOptions {
  /** Also what is only for information. */
  readonly information: boolean;
  /** `check` is about the diagnostics, so they are its product. */
  readonly to: 'out' | 'err';
}

/** Prints what there is to say and returns the exit code. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  terminal: Terminal,
  options: ReportOptions,
): number {
  const color = options.to === 'out' ? terminal.outColor : terminal.errColor;
  const write = (text: string): void => terminal[options.to](`${text}\n`);
  const ordered = inOrder(diagnostics);
  const shown = ordered.filter(({ severity }) => options.information || severity !== 'information');
  for (const diagnostic of shown) write(formatDiagnostic(diagnostic, { color }));
  if (shown.some(({ severity }) => severity !== 'information')) write(formatSummary(ordered));
  return exitCodeOf(diagnostics);
}

/** For `--json`: all of them, information included. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): object {
  const ordered = inOrder(diagnostics);
  const count = (severity: string): number =>
    ordered.filter((diagnostic) => diagnostic.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    diagnostics: ordered.map((diagnostic) => diagnosticToJson(diagnostic)),
  };
}

export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.some(({ severity }) => severity === 'error') ? exitErrors : exitOk;
}
