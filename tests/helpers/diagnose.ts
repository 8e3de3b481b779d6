/** What a run over input files says: the one place that knows how far the generator is called. */
import { type Diagnostic, Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { inOrder } from '../../generator/diagnostics/print.ts';
import { parseArxml } from '../../generator/syntax/parse.ts';
import { decodeSource } from '../../generator/syntax/read-file.ts';

export interface InputFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The diagnostics of one model read from `files`, in the order of printing. */
export function diagnose(files: readonly InputFile[]): Diagnostic[] {
  const diagnostics = new Diagnostics();
  for (const { path, bytes } of files) {
    const source = decodeSource(path, bytes, diagnostics);
    if (source !== undefined) parseArxml(source, diagnostics);
  }
  return inOrder(diagnostics.list);
}
