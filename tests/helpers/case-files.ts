/**
 * Case files: input that the generator must refuse or remark on, with the expected diagnostics
 * beside it. `tests/cases/<stage>/<title>.arxml` is a case of one file; a folder in its place is a
 * case of several files that are one model.
 *
 * An expectation is a comment in the file it is about, `<!--! code line:col part of message -->`,
 * or, where the input cannot hold a comment, a line without the comment marks in
 * `<file name>.expected`. `-` in place of `line:col` stands for a diagnostic without a place.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codes } from '../../generator/diagnostics/codes.ts';
import type { Diagnostic } from '../../generator/diagnostics/diagnostics.ts';
import { lineAndColumn } from '../../generator/syntax/position.ts';
import type { InputFile } from './diagnose.ts';

export interface Expectation {
  readonly path: string;
  readonly code: string;
  /** `line:col`, or `-`. */
  readonly place: string;
  readonly part: string;
}

export interface CaseFile {
  /** `<stage>/<title>` */
  readonly name: string;
  readonly files: readonly InputFile[];
  readonly expected: readonly Expectation[];
}

/** All cases under a folder of stages, in name order. */
export function readCases(root: string): CaseFile[] {
  return sortedEntries(root).flatMap((stage) =>
    sortedEntries(join(root, stage))
      .filter((entry) => !entry.endsWith('.expected'))
      .map((entry) => readCase(root, stage, entry)),
  );
}

function readCase(root: string, stage: string, entry: string): CaseFile {
  const path = join(root, stage, entry);
  const isFolder = statSync(path).isDirectory();
  const names = isFolder
    ? sortedEntries(path).filter((name) => !name.endsWith('.expected'))
    : [entry];
  const folder = isFolder ? path : join(root, stage);
  const besides = new Set(readdirSync(folder));
  const files = names.map((name) => ({ path: name, bytes: readFileSync(join(folder, name)) }));
  const expected = files.flatMap((file) => [
    ...expectationsInside(file),
    ...(besides.has(`${file.path}.expected`)
      ? expectationsOf(file.path, readFileSync(join(folder, `${file.path}.expected`), 'utf8'))
      : []),
  ]);
  return { name: `${stage}/${entry}`, files, expected };
}

function expectationsInside(file: InputFile): Expectation[] {
  const text = Buffer.from(file.bytes).toString('latin1');
  return [...text.matchAll(/<!--!\s*([\s\S]*?)\s*-->/g)].flatMap(([, line = '']) =>
    expectationsOf(file.path, line),
  );
}

function expectationsOf(path: string, text: string): Expectation[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, code, place, part] = /^\s*(\S+) +(\d+:\d+|-)(?: +(.*?))?\s*$/.exec(line) ?? [];
    if (code === undefined || place === undefined) {
      throw new Error(`${path}: no expectation "code line:col part of message": ${line}`);
    }
    return { path, code, place, part: part ?? '' };
  });
}

export interface Differences {
  /** Expected, but not reported. */
  readonly missing: readonly string[];
  /** Reported, but not expected; written so that it can be pasted into the case file. */
  readonly unexpected: readonly string[];
}

/**
 * Compares errors and warnings exactly. Information and assumptions count only where they are
 * expected: hardly a case maps its events to tasks.
 */
export function differences(
  expected: readonly Expectation[],
  actual: readonly Diagnostic[],
): Differences {
  const missing = [...expected];
  const unexpected: string[] = [];
  for (const diagnostic of actual) {
    const place = placeOf(diagnostic);
    const found = missing.findIndex(
      (expectation) =>
        expectation.code === diagnostic.code &&
        expectation.place === place.text &&
        (place.path === undefined || expectation.path === place.path) &&
        diagnostic.message.includes(expectation.part),
    );
    if (found >= 0) missing.splice(found, 1);
    else if (!['information', 'assumption'].includes(codes[diagnostic.code].severity)) {
      unexpected.push(
        `${place.path ?? ''} <!--! ${diagnostic.code} ${place.text} ${diagnostic.message} -->`,
      );
    }
  }
  return {
    missing: missing.map(({ path, code, place, part }) => `${path} ${code} ${place} ${part}`),
    unexpected,
  };
}

function placeOf({ at }: Diagnostic): { path: string | undefined; text: string } {
  if (at === undefined) return { path: undefined, text: '-' };
  const { line, column } = lineAndColumn(at);
  return { path: at.file.path, text: `${line}:${column}` };
}

/** By code unit, so that the order is the same on every machine. */
function sortedEntries(folder: string): string[] {
  return readdirSync(folder).sort();
}
