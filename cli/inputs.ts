/** The ARXML files a command was given. */
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { Model } from '../generator/model/model.ts';
import { ecuNames, readModel } from '../generator/pipeline.ts';
import type { SourceFile } from '../generator/syntax/element.ts';
import { readArxmlFiles } from '../vehicle/arxml-files.ts';
import type { Progress } from './progress.ts';

/** Options that every command takes. */
export interface CheckingOptions {
  readonly strict?: boolean;
  readonly allowUnsupported?: boolean;
}

/** More text than this takes over two seconds to read. */
const slowLength = 15_000_000;

export function readInputs(
  paths: readonly string[],
  diagnostics: Diagnostics,
  progress: Progress,
): SourceFile[] {
  const files = readArxmlFiles(
    paths.map((value) => ({ value, at: undefined })),
    diagnostics,
  );
  const length = files.reduce((sum, { text }) => sum + text.length, 0);
  const megabytes = Math.ceil(length / 1e6);
  progress.show(`reading ${files.length} files, ${megabytes} MB`, length > slowLength);
  return files;
}

/** The model of the files and the ECUs of it that are wanted; all if none is named. */
export function readEcus(
  paths: readonly string[],
  wanted: readonly string[],
  diagnostics: Diagnostics,
  progress: Progress,
): { readonly model: Model; readonly ecus: readonly string[] } {
  const model = readModel(readInputs(paths, diagnostics, progress), diagnostics);
  const names = ecuNames(model);
  const known = names.join(', ') || 'none';
  if (wanted.length === 0) {
    if (names.length === 0 && !diagnostics.hasErrors) {
      diagnostics.report('vehicle-ecu-none', undefined, { what: paths.join(', ') });
    }
    return { model, ecus: names };
  }
  for (const ecu of wanted) {
    if (!names.includes(ecu)) diagnostics.report('vehicle-ecu-unknown', undefined, { ecu, known });
  }
  return { model, ecus: names.filter((name) => wanted.includes(name)) };
}
