/** Where the corpus lies, and how its folders are read: files of other people, never copied. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Diagnostic,
  Diagnostics,
  type DiagnosticsOptions,
  decodeSource,
  ecuNames,
  planEcu,
  type RtePlan,
  readModel,
  type SourceFile,
} from '../../vehicle/index.ts';
import { projectRoot } from '../helpers/examples.ts';

export const corpus = join(projectRoot, '..', 'shared', 'corpus');

/** For `describe.skipIf`: says once per test file why nothing of the corpus is tested. */
export const corpusMissing = !existsSync(corpus);
if (corpusMissing) console.warn('../shared/corpus is missing: what needs it is skipped');

export const rtegenCases = 'toppers__a-rtegen/cases';
export const armodelFiles = [
  'CanSystem',
  'SoftwareComponents',
  'AUTOSAR_Datatypes',
  'BswMMode',
].map((name) => `melodypapa__py-armodel/tests/integration_tests/test_files/${name}.arxml`);

/** Files of the corpus below a folder, with its path before theirs, by name. */
export function filesBelow(folder: string, wanted: RegExp): readonly string[] {
  if (corpusMissing) return [];
  return readdirSync(join(corpus, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .filter((path) => wanted.test(path))
    .sort();
}

export function readText(path: string): string {
  return readFileSync(join(corpus, path), 'utf8');
}

/** The sources at paths of files and folders, each once; what cannot be decoded is reported. */
export function readSources(paths: readonly string[], diagnostics: Diagnostics): SourceFile[] {
  const files = paths.flatMap((path) =>
    path.endsWith('.arxml') ? [path] : filesBelow(path, /\.arxml$/),
  );
  return [...new Set(files)]
    .map((path) => decodeSource(path, readFileSync(join(corpus, path)), diagnostics))
    .filter((source) => source !== undefined);
}

export interface Reading {
  readonly model: ReturnType<typeof readModel>;
  readonly diagnostics: Diagnostics;
  /** By name of the ECU; undefined where it was refused. */
  readonly plans: ReadonlyMap<string, RtePlan | undefined>;
}

/** The files as one model, and the plan of every ECU in it. */
export function readAndPlan(paths: readonly string[], options: DiagnosticsOptions = {}): Reading {
  const diagnostics = new Diagnostics(options);
  const model = readModel(readSources(paths, diagnostics), diagnostics);
  const plans = new Map(ecuNames(model).map((ecu) => [ecu, planEcu(model, ecu, diagnostics)]));
  return { model, diagnostics, plans };
}

/** `<code> <message>` of the errors, in the order reported. */
export function errorsOf({ list }: { readonly list: readonly Diagnostic[] }): string[] {
  return list
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`);
}

/** The plan of the only ECU of a model; throws with the errors when it was refused. */
export function onlyPlan({ plans, diagnostics }: Reading): RtePlan {
  const [plan, ...others] = plans.values();
  if (plan === undefined || others.length > 0) {
    throw new Error(`${plans.size} ECUs; ${errorsOf(diagnostics).join('\n')}`);
  }
  return plan;
}
