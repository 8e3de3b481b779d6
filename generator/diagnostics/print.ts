/** Diagnostics as text for people and as JSON for tools. */
import type { Position } from '../syntax/element.ts';
import { lineAndColumn } from '../syntax/position.ts';
import type { Code } from './codes.ts';
import type { Diagnostic, Severity } from './diagnostics.ts';

export interface FormatOptions {
  /** With ANSI escape sequences. */
  readonly color: boolean;
  /** How a file's path is shown, such as relative to the working directory. */
  readonly paths?: (path: string) => string;
}

/**
 * One diagnostic as lines without a last line end:
 * ```
 * door.arxml:41:12 error reference-unresolved: no element /Door/SpeedIf in the given ARXML files
 *    41 |             <TYPE-TREF DEST="...">/Door/SpeedIf</TYPE-TREF>
 *       |             ^
 *       = help: ...
 * ```
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: FormatOptions): string {
  const paint = options.color ? painted : plain;
  const { severity, code, at } = diagnostic;
  const place = at === undefined ? '' : `${paint('bold', placeText(at, options))} `;
  const lines = [
    `${place}${paint(severity, `${severity} ${code}`)}: ${visible(diagnostic.message)}`,
    ...(at === undefined ? [] : excerpt(at, options)),
  ];
  for (const related of diagnostic.related) {
    const where = paint('bold', placeText(related.at, options));
    lines.push(`${gutter('')}= ${where} ${visible(related.message)}`);
    lines.push(...excerpt(related.at, options));
  }
  if (diagnostic.help !== undefined) {
    lines.push(`${gutter('')}= ${paint('help', 'help')}: ${visible(diagnostic.help)}`);
  }
  return lines.join('\n');
}

/** Such as `2 errors, 1 warning`; `no problems` if there is nothing but information. */
export function formatSummary(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const errors = count('error');
  const warnings = count('warning');
  const parts: string[] = [];
  if (errors > 0) parts.push(errors === 1 ? '1 error' : `${errors} errors`);
  if (warnings > 0) parts.push(warnings === 1 ? '1 warning' : `${warnings} warnings`);
  return parts.length === 0 ? 'no problems' : parts.join(', ');
}

interface JsonPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

export interface DiagnosticJson extends Partial<JsonPlace> {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

/** Plain data for `JSON.stringify`; a diagnostic without a place has no `file`. */
export function diagnosticToJson(
  diagnostic: Diagnostic,
  paths: (path: string) => string = (path) => path,
): DiagnosticJson {
  const placeOf = (at: Position): JsonPlace => {
    const { line, column } = lineAndColumn(at);
    return { file: paths(at.file.path), line, column };
  };
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
    ...(diagnostic.at === undefined ? {} : placeOf(diagnostic.at)),
    related: diagnostic.related.map(({ message, at }) => ({ message, ...placeOf(at) })),
  };
}

/**
 * In the order of printing: by file, offset, code and message, first those without a place. What
 * says the same of the same place is there once. The order of reporting and of files has no effect.
 */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...diagnostics].sort(compare);
  return sorted.filter((diagnostic, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || compare(previous, diagnostic) !== 0;
  });
}

function compare(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.at?.file.path ?? '', b.at?.file.path ?? '') ||
    (a.at?.offset ?? -1) - (b.at?.offset ?? -1) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** By code unit: a locale would make the order depend on the machine. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function placeText(at: Position, options: FormatOptions): string {
  const { line, column } = lineAndColumn(at);
  const path = options.paths?.(at.file.path) ?? at.file.path;
  // An empty file has no line to point to.
  return at.file.text === '' ? visible(path) : `${visible(path)}:${line}:${column}`;
}

/** The source line with a caret below the place; nothing for a file without text. */
function excerpt(at: Position, options: FormatOptions): string[] {
  if (at.file.text === '') return [];
  const paint = options.color ? painted : plain;
  const { line, column, lineText } = lineAndColumn(at);
  const { before, after } = cut(lineText, column - 1);
  const shown = visible(before);
  return [
    `${gutter(String(line))}| ${shown}${visible(after)}`.trimEnd(),
    `${gutter('')}| ${' '.repeat([...shown].length)}${paint('help', '^')}`,
  ];
}

function gutter(text: string): string {
  return `${text.padStart(5)} `;
}

const maxBefore = 60;
const maxAfter = 40;

/** The surroundings of a column: exported ARXML may be a single line of megabytes. */
function cut(line: string, index: number): { before: string; after: string } {
  const start = index - maxBefore;
  const end = index + maxAfter;
  return {
    before: start <= 0 ? line.slice(0, index) : `…${line.slice(start, index)}`,
    after: end >= line.length ? line.slice(index) : `${line.slice(index, end)}…`,
  };
}

/**
 * One visible character for each that would move the cursor, reorder the line or command the
 * terminal: source files and the names in them are not ours. Half of a surrogate pair is one too.
 */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === '\t') return ' ';
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

type Style = Severity | 'bold' | 'help';

const styles: Readonly<Record<Style, string>> = {
  error: '1;31',
  warning: '1;33',
  information: '1;36',
  help: '36',
  bold: '1',
};

function painted(style: Style, text: string): string {
  return `\u001b[${styles[style]}m${text}\u001b[0m`;
}

function plain(_style: Style, text: string): string {
  return text;
}
