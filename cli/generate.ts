/** `vfb generate`: the RTE of ECUs as files, and skeletons of components that have no source. */
import { dirname, join } from 'node:path';
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { emitEcuc, emitSkeletons, emitTypeScript, planEcu } from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import { pathKind, shownPath } from '../vehicle/arxml-files.ts';
import { findComponentFiles } from '../vehicle/component-files.ts';
import { FileChanges } from './file-changes.ts';
import { type CheckingOptions, readEcus } from './inputs.ts';
import { Progress } from './progress.ts';
import { reportDiagnostics } from './reporting.ts';
import { type Terminal, UsageError } from './terminal.ts';

export interface GenerateOptions extends CheckingOptions {
  readonly target: string;
  readonly out: string;
  readonly ecu?: readonly string[];
  readonly components?: readonly string[];
  readonly ecuc?: string;
}

export function generate(
  paths: readonly string[],
  options: GenerateOptions,
  terminal: Terminal,
): number {
  checkTarget(options.target);
  const diagnostics = new Diagnostics(options);
  const progress = new Progress(terminal);
  const { model, ecus } = readEcus(paths, options.ecu ?? [], diagnostics, progress);
  const plans: RtePlan[] = [];
  for (const ecu of ecus) {
    progress.show(`planning ${ecu}`);
    const plan = planEcu(model, ecu, diagnostics);
    if (plan !== undefined) plans.push(plan);
  }
  const changes = new FileChanges(diagnostics);
  if (!diagnostics.hasErrors) {
    for (const plan of plans) {
      changes.replaceFolder(join(options.out, plan.ecu), emitTypeScript(plan));
    }
    if (options.ecuc !== undefined) changes.create(options.ecuc, emitEcuc(plans));
    addSkeletons(plans, options, changes, diagnostics);
  }
  progress.clear();
  const done = changes.apply();
  const exitCode = reportDiagnostics(diagnostics.list, terminal, { information: false, to: 'err' });
  for (const skeleton of done.created) terminal.out(`wrote ${shownPath(skeleton)}\n`);
  if (!diagnostics.hasErrors) {
    const { written, unchanged, removed } = done;
    terminal.out(
      `${ecus.join(', ')}: ${written} ${written === 1 ? 'file' : 'files'} written, ` +
        `${unchanged} unchanged, ${removed} removed in ${shownPath(options.out)}\n`,
    );
  }
  return exitCode;
}

function checkTarget(target: string): void {
  if (target === 'ts') return;
  if (target === 'c') {
    throw new UsageError('--target c is not part of this version; it generates TypeScript (ts)');
  }
  throw new UsageError(`unknown target ${target}; the target there is: ts`);
}

/** Next to the components the user has, or below the output if no folder is given. */
function addSkeletons(
  plans: readonly RtePlan[],
  options: GenerateOptions,
  changes: FileChanges,
  diagnostics: Diagnostics,
): void {
  const folders = options.components ?? [join(options.out, 'components')];
  const [target] = folders;
  if (target === undefined) return;
  // The folder may be about to be made.
  const existing = folders.filter((value) => pathKind(value) !== 'missing' || value !== target);
  const found = findComponentFiles(
    existing.map((value) => ({ value, at: undefined })),
    diagnostics,
  );
  for (const plan of plans) {
    for (const { path, text } of emitSkeletons(plan)) {
      const type = path.slice(path.lastIndexOf('/') + 1).replace(/\.ts$/, '');
      if (!found.byType.has(type)) changes.create(join(target, dirname(path), `${type}.ts`), text);
    }
  }
}
