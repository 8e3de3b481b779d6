/** What a vehicle cannot be loaded or run for: diagnostics, and their text as the message. */
import type { Diagnostic } from '../generator/diagnostics/diagnostics.ts';
import { formatDiagnostic, inOrder } from '../generator/diagnostics/print.ts';

export class VehicleError extends Error {
  /** Everything found, warnings included. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    const errors = inOrder(diagnostics).filter(({ severity }) => severity === 'error');
    super(errors.map((one) => formatDiagnostic(one, { color: false })).join('\n'), options);
    this.name = 'VehicleError';
    this.diagnostics = diagnostics;
  }
}
