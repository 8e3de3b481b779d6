/** Problems in the input, collected as values; a run reports all it finds. */
import type { Position } from '../syntax/element.ts';
import { type Code, type CodeTable, codes } from './codes.ts';

export type Severity = 'error' | 'warning' | 'information';

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** What the user can do about it. */
  readonly help: string | undefined;
  readonly at: Position | undefined;
  /** Further places, such as the other of two definitions. */
  readonly related: readonly { readonly message: string; readonly at: Position }[];
}

type DataOf<C extends Code> = Parameters<CodeTable[C]['message']>[0];

export interface DiagnosticsOptions {
  /** What is understood but not supported becomes a warning instead of an error. */
  readonly allowUnsupported?: boolean;
  /** Assumed defaults become errors. */
  readonly strict?: boolean;
}

export class Diagnostics {
  readonly list: Diagnostic[] = [];
  readonly #options: DiagnosticsOptions;
  /** Indices into `list`. */
  readonly #reported = new Map<string, number>();
  #errorCount = 0;

  constructor(options: DiagnosticsOptions = {}) {
    this.#options = options;
  }

  /**
   * Adds a problem. What says the same of the same place is listed once; for some codes, such as
   * that of a missing element, the first of all places. `data` is typed by the code: wrong data for
   * a code does not compile.
   */
  report<C extends Code>(
    code: C,
    at: Position | undefined,
    data: DataOf<C>,
    related: Diagnostic['related'] = [],
  ): void {
    const entry = codes[code] as {
      severity: Severity | 'unsupported' | 'assumption';
      message: (data: DataOf<C>) => string;
      help?: string;
      once?: boolean;
    };
    const severity = this.#severity(entry.severity);
    if (severity === 'error') this.#errorCount += 1;
    const message = entry.message(data);
    const diagnostic = { code, severity, message, help: entry.help, at, related };
    const place = entry.once ? '' : `${at?.offset} ${at?.file.path}`;
    const key = `${code} ${place} ${message}`;
    const index = this.#reported.get(key);
    if (index === undefined) {
      this.#reported.set(key, this.list.length);
      this.list.push(diagnostic);
    } else if (isBefore(at, this.list[index]?.at)) this.list[index] = diagnostic;
  }

  /** How often an error was reported, repetitions included: who compares two counts sees each. */
  get errorCount(): number {
    return this.#errorCount;
  }

  get hasErrors(): boolean {
    return this.#errorCount > 0;
  }

  #severity(severity: Severity | 'unsupported' | 'assumption'): Severity {
    switch (severity) {
      case 'unsupported':
        return this.#options.allowUnsupported ? 'warning' : 'error';
      case 'assumption':
        return this.#options.strict ? 'error' : 'warning';
      default:
        return severity;
    }
  }
}

/** The order of reporting must not decide which of several places is shown. */
function isBefore(a: Position | undefined, b: Position | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.file.path === b.file.path ? a.offset < b.offset : a.file.path < b.file.path;
}
