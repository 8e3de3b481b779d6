/** `vfb generate`: the RTE of ECUs as files, and skeletons of components that have no source. */
import { join } from 'node:path';
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import {
  type COptions,
  emitC,
  emitCReport,
  emitCSkeletons,
  emitEcuc,
  emitSkeletons,
  emitTypeScript,
  type GeneratedFile,
  planEcu,
} from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import { meansHook } from '../generator/plan/vfb-trace.ts';
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
  readonly api?: string;
  readonly atomicWidth?: string;
  readonly report?: string;
  readonly vfbTrace?: readonly string[];
}

export function generate(
  paths: readonly string[],
  options: GenerateOptions,
  terminal: Terminal,
): number {
  const target = targetOf(options);
  const diagnostics = new Diagnostics(options);
  const progress = new Progress(terminal);
  const { model, ecus } = readEcus(paths, options.ecu ?? [], diagnostics, progress);
  const plans: RtePlan[] = [];
  for (const ecu of ecus) {
    progress.show(`planning ${ecu}`);
    const plan = planEcu(model, ecu, diagnostics, options.vfbTrace);
    if (plan !== undefined) plans.push(plan);
  }
  for (const name of options.vfbTrace ?? []) {
    const means = ({ vfbTrace }: RtePlan) =>
      vfbTrace.some(({ functions }) => functions.some((hook) => meansHook(name, hook)));
    if (plans.some(means)) continue;
    diagnostics.report('vfb-trace-function-unknown', undefined, { name, ecu: ecus.join(', ') });
  }
  const changes = new FileChanges(diagnostics);
  if (!diagnostics.hasErrors) {
    for (const plan of plans) {
      changes.replaceFolder(join(options.out, plan.ecu), target.emit(plan, diagnostics));
    }
    if (options.ecuc !== undefined) changes.create(options.ecuc, emitEcuc(plans));
    if (options.report !== undefined) changes.replaceFile(options.report, target.report(plans));
    addSkeletons(plans, target, options, changes, diagnostics);
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

/** A language: how an ECU, its report and its skeletons are printed. */
interface Target {
  readonly name: 'ts' | 'c';
  emit(plan: RtePlan, diagnostics: Diagnostics): readonly GeneratedFile[];
  skeletons(plan: RtePlan): readonly GeneratedFile[];
  report(plans: readonly RtePlan[]): string;
}

function targetOf(options: GenerateOptions): Target {
  switch (options.target) {
    case 'ts':
      for (const option of ['api', 'atomicWidth', 'report', 'vfbTrace'] as const) {
        if (options[option] !== undefined) {
          const flag = option.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
          throw new UsageError(`--${flag} is about C code: give --target c, or leave it out`);
        }
      }
      return {
        name: 'ts',
        emit: (plan, diagnostics) => {
          if (plan.vfbTrace.length > 0) {
            const where = 'the RTE in TypeScript';
            diagnostics.report('vfb-trace-silent', undefined, { ecu: plan.ecu, where });
          }
          return emitTypeScript(plan);
        },
        skeletons: emitSkeletons,
        report: () => '',
      };
    case 'c': {
      const cOptions = cOptionsOf(options);
      return {
        name: 'c',
        emit: (plan, diagnostics) => emitC(plan, cOptions, diagnostics),
        skeletons: emitCSkeletons,
        report: (plans) => plans.map((plan) => emitCReport(plan, cOptions)).join('\n'),
      };
    }
    default:
      throw new UsageError(`unknown target ${options.target}; the targets are: ts, c`);
  }
}

function cOptionsOf({ api = 'macros', atomicWidth = '32' }: GenerateOptions): COptions {
  if (api !== 'macros' && api !== 'functions') {
    throw new UsageError(`--api is macros or functions, not ${api}`);
  }
  const atomicWidthBits = ([8, 16, 32, 64] as const).find((width) => String(width) === atomicWidth);
  if (atomicWidthBits === undefined) {
    throw new UsageError(`--atomic-width is 8, 16, 32 or 64, not ${atomicWidth}`);
  }
  return { api, atomicWidthBits };
}

/** Next to the components the user has, or below the output if no folder is given. */
function addSkeletons(
  plans: readonly RtePlan[],
  language: Target,
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
    for (const { path, text } of language.skeletons(plan)) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const type = name.slice(0, name.lastIndexOf('.'));
      if (!found.byType[language.name].has(type)) changes.create(join(target, path), text);
    }
  }
}
