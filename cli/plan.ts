/** `vfb plan`: the RTE plan of one ECU as JSON. */
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { planEcu } from '../generator/pipeline.ts';
import { type CheckingOptions, readEcus } from './inputs.ts';
import { Progress } from './progress.ts';
import { reportDiagnostics } from './reporting.ts';
import type { Terminal } from './terminal.ts';

export interface PlanOptions extends CheckingOptions {
  readonly ecu: string;
}

export function plan(paths: readonly string[], options: PlanOptions, terminal: Terminal): number {
  const diagnostics = new Diagnostics(options);
  const progress = new Progress(terminal);
  const { model, ecus } = readEcus(paths, [options.ecu], diagnostics, progress);
  for (const ecu of ecus) {
    const rtePlan = planEcu(model, ecu, diagnostics);
    if (rtePlan !== undefined && !diagnostics.hasErrors) {
      terminal.out(`${JSON.stringify(rtePlan, null, 2)}\n`);
    }
  }
  progress.clear();
  return reportDiagnostics(diagnostics.list, terminal, { information: false, to: 'err' });
}
