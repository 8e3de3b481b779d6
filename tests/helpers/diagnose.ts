/** What the whole generator says about input files. */
import {
  type Diagnostic,
  Diagnostics,
  type DiagnosticsOptions,
} from '../../generator/diagnostics/diagnostics.ts';
import { inOrder } from '../../generator/diagnostics/print.ts';
import { check } from '../../generator/pipeline.ts';
import { decodeSource } from '../../generator/syntax/read-file.ts';

export interface InputFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The diagnostics of one model read from `files` and of all its ECUs, in the order of printing. */
export function diagnose(
  files: readonly InputFile[],
  options: DiagnosticsOptions = {},
): Diagnostic[] {
  const diagnostics = new Diagnostics(options);
  const sources = files.flatMap(({ path, bytes }) => decodeSource(path, bytes, diagnostics) ?? []);
  check(sources, diagnostics);
  return inOrder(diagnostics.list);
}
