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

  constructor(options: DiagnosticsOptions = {}) {
    this.#options = options;
  }

  /** Adds a problem. `data` is typed by the code: wrong data for a code does not compile. */
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
    };
    this.list.push({
      code,
      severity: this.#severity(entry.severity),
      message: entry.message(data),
      help: entry.help,
      at,
      related,
    });
  }

  get errorCount(): number {
    return this.list.filter((diagnostic) => diagnostic.severity === 'error').length;
  }

  get hasErrors(): boolean {
    return this.errorCount > 0;
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
