/** `vfb generate`: the RTE of ECUs, or the contract headers of component types, and skeletons of components that have no source. */
import { join } from 'node:path';
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import {
  type COptions,
  emitC,
  emitCContract,
  emitCReport,
  emitCSkeletons,
  emitEcuc,
  emitSkeletons,
  emitTypeScript,
  type GeneratedFile,
  planContract,
  planEcu,
  readModel,
} from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import { meansHook } from '../generator/plan/vfb-trace.ts';
import { CIdentifiers } from '../generator/system/identifiers.ts';
import { pathKind, shownPath } from '../vehicle/arxml-files.ts';
import { findComponentFiles } from '../vehicle/component-files.ts';
import { FileChanges } from './file-changes.ts';
import { type CheckingOptions, readEcus, readInputs } from './inputs.ts';
import { Progress } from './progress.ts';
import { reportDiagnostics } from './reporting.ts';
import { type Terminal, UsageError } from './terminal.ts';

export interface GenerateOptions extends CheckingOptions {
  readonly target?: string;
  readonly out: string;
  readonly contract?: readonly string[];
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
  const parts =
    options.contract === undefined
      ? planEcus(paths, options, diagnostics, progress)
      : planContracts(paths, options.contract, diagnostics, progress);
  const plans = parts.map(({ plan }) => plan);
  const changes = new FileChanges(diagnostics);
  if (!diagnostics.hasErrors) {
    for (const { folder, plan } of parts) {
      changes.replaceFolder(join(options.out, folder), target.emit(plan, diagnostics));
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
      `${parts.map(({ folder }) => folder).join(', ')}: ${written} ${written === 1 ? 'file' : 'files'} written, ` +
        `${unchanged} unchanged, ${removed} removed in ${shownPath(options.out)}\n`,
    );
  }
  return exitCode;
}

/** What gets a folder of its own. */
interface Part {
  readonly folder: string;
  readonly plan: RtePlan;
}

function planEcus(
  paths: readonly string[],
  { ecu: wanted = [], vfbTrace = [] }: GenerateOptions,
  diagnostics: Diagnostics,
  progress: Progress,
): readonly Part[] {
  const { model, ecus } = readEcus(paths, wanted, diagnostics, progress);
  const parts = ecus.flatMap((ecu) => {
    progress.show(`planning ${ecu}`);
    const plan = planEcu(model, ecu, diagnostics, vfbTrace);
    return plan === undefined ? [] : [{ folder: ecu, plan }];
  });
  for (const name of vfbTrace) {
    const means = (hook: string) => meansHook(name, hook);
    const hooks = parts.flatMap(({ plan }) => plan.vfbTrace);
    if (hooks.some(({ functions }) => functions.some(means))) continue;
    diagnostics.report('vfb-trace-function-unknown', undefined, { name, ecu: ecus.join(', ') });
  }
  return parts;
}

/** Component types may be called alike, and named twice: by short name and by path. */
function planContracts(
  paths: readonly string[],
  names: readonly string[],
  diagnostics: Diagnostics,
  progress: Progress,
): readonly Part[] {
  const model = readModel(readInputs(paths, diagnostics, progress), diagnostics);
  const folders = CIdentifiers.forFiles([]);
  const parts = new Map<string, Part>();
  for (const name of names) {
    progress.show(`planning ${name}`);
    const plan = planContract(model, name, diagnostics);
    for (const { name: folder, path } of plan?.components ?? []) {
      if (plan === undefined || parts.has(path)) continue;
      parts.set(path, { folder: folders.unique(folder, path.slice(1).replaceAll('/', '_')), plan });
    }
  }
  return [...parts.values()];
}

/** A language: how an ECU, its report and its skeletons are printed. */
interface Target {
  readonly name: 'ts' | 'c';
  emit(plan: RtePlan, diagnostics: Diagnostics): readonly GeneratedFile[];
  skeletons(plan: RtePlan): readonly GeneratedFile[];
  report(plans: readonly RtePlan[]): string;
}

function targetOf(options: GenerateOptions): Target {
  if (options.contract !== undefined) return contractTarget(options);
  switch (options.target) {
    case undefined:
      throw new UsageError('--target ts or --target c is missing, or --contract with components');
    case 'ts':
      refuseOptions(
        options,
        ['api', 'atomicWidth', 'report', 'vfbTrace'],
        'is about C code: give --target c',
      );
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

/** What only an ECU has, or is decided for one, has no meaning for a component type alone. */
function contractTarget(options: GenerateOptions): Target {
  const { target = 'c' } = options;
  if (target !== 'c') throw new UsageError(`--contract writes C headers, not ${target}`);
  const ofEcus = ['ecu', 'ecuc', 'report', 'api', 'atomicWidth', 'vfbTrace'] as const;
  refuseOptions(options, ofEcus, 'is about an ECU: generate it without --contract');
  return { name: 'c', emit: emitCContract, skeletons: emitCSkeletons, report: () => '' };
}

function refuseOptions(
  options: GenerateOptions,
  names: readonly ('ecu' | 'ecuc' | 'report' | 'api' | 'atomicWidth' | 'vfbTrace')[],
  why: string,
): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    const flag = name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${flag} ${why}, or leave it out`);
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

/**
 * Next to the components the user has, or below the output if no folder is given; beside contract
 * headers, which are for somebody who writes the source, only where a folder is given.
 */
function addSkeletons(
  plans: readonly RtePlan[],
  language: Target,
  options: GenerateOptions,
  changes: FileChanges,
  diagnostics: Diagnostics,
): void {
  const usual = options.contract === undefined ? [join(options.out, 'components')] : [];
  const folders = options.components ?? usual;
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
