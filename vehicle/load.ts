/**
 * The software of one ECU in TypeScript: the script of its RTE and components, evaluated anew for
 * every ECU instance, so that what a component keeps in module variables belongs to that ECU alone.
 */
import { SourceMap } from 'node:module';
import { resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { ComponentPlan } from '../generator/plan/rte-plan.ts';
import type { Position } from '../generator/syntax/element.ts';
import type { EcuConfiguration } from '../rte/typescript/configuration.ts';
import type { Rte } from '../rte/typescript/rte.ts';
import type { Services } from '../rte/typescript/services.ts';
import {
  type Bundle,
  bundleEcu,
  type EcuSources,
  entryText,
  generatedNamespace,
  startOfKnown,
} from './bundle.ts';
import { startOf } from './component-files.ts';
import { componentState, type ModuleState } from './component-state.ts';
import { fingerprint } from './snapshot.ts';
import { offsetOfLine } from './source-position.ts';

export interface EcuProgram {
  readonly configuration: EcuConfiguration;
  /** Path of the source by component type. */
  readonly components: ReadonlyMap<string, string>;
  createRte(services: Services): Rte;
  /** What was thrown by the software that `createRte` has made. */
  explain(error: unknown): Explanation;
  /** The place of a variable that the state names: `<module>.<variable>`. */
  locateVariable(name: string): Position | undefined;
  /** Equal for programs that are the same software, wherever its files lie. */
  readonly fingerprint: string;
}

export interface Explanation {
  /** In the words of the language. */
  readonly reason: string;
  /** The innermost place in a source of a component, where it is known. */
  readonly at: Position | undefined;
}

/** Undefined when errors were reported. */
export async function loadEcu(
  sources: EcuSources,
  diagnostics: Diagnostics,
): Promise<EcuProgram | undefined> {
  const bundle = await bundleEcu(sources, entryText(sources), diagnostics);
  return bundle && evaluate(sources, bundle, diagnostics);
}

/** Only what configures the basic software: for an ECU whose RTE and components are not TypeScript. */
export async function loadConfiguration(
  sources: Pick<EcuSources, 'ecu' | 'plan' | 'files'>,
  diagnostics: Diagnostics,
): Promise<EcuConfiguration | undefined> {
  const entry = `export { configuration } from '/rte/Ecu_Cfg.ts';`;
  const bundle = await bundleEcu({ ...sources, components: new Map() }, entry, diagnostics);
  if (bundle === undefined) return undefined;
  const module = { exports: {} };
  compileFunction(bundle.code, ['module'], { filename: `vehicle:${sources.ecu}` })(module);
  return (module.exports as Pick<ModuleExports, 'configuration'>).configuration;
}

interface ModuleExports {
  readonly configuration: EcuConfiguration;
  readonly createRte: (services: Services, components: object) => Rte;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly exported: Readonly<Record<string, readonly string[]>>;
  readonly modules: readonly ModuleState[];
}

function evaluate(
  sources: EcuSources,
  bundle: Bundle,
  diagnostics: Diagnostics,
): EcuProgram | undefined {
  const filename = `vehicle:${sources.ecu}`;
  const module = { exports: {} };
  try {
    compileFunction(bundle.code, ['module'], { filename })(module);
  } catch (error) {
    const at = locateIn(bundle, filename, error);
    if (at === undefined) throw error;
    diagnostics.report('component-failed', at, { ecu: sources.ecu, error: String(error) });
    return undefined;
  }
  const { configuration, createRte, components, exported, modules } =
    module.exports as ModuleExports;
  const complete = sources.plan.components.map((component) =>
    checkRunnables(component, sources, { components, exported }, diagnostics),
  );
  if (complete.includes(false)) return undefined;
  const unread = bundle.modules.filter(({ isRead }) => !isRead).map(({ name }) => name);
  const { state, references } = componentState(modules, unread);
  return {
    configuration,
    components: sources.components,
    createRte(services) {
      const rte = createRte(services, components);
      return {
        ...rte,
        state: { rte: rte.state, ...state },
        references: { ...rte.references, ...references },
      };
    },
    explain: (error) => ({ reason: String(error), at: locateIn(bundle, filename, error) }),
    locateVariable: (name) => locateVariable(bundle, name),
    // Without the comments that name files.
    fingerprint: fingerprint(bundle.code.replace(/^\/\/ .*$/gm, '')),
  };
}

/** Whether every runnable of the component type is a function that runs to its end. */
function checkRunnables(
  component: ComponentPlan,
  { components: paths }: EcuSources,
  module: Pick<ModuleExports, 'components' | 'exported'>,
  diagnostics: Diagnostics,
): boolean {
  let complete = true;
  for (const { symbol, path: runnable } of component.runnables) {
    const path = paths.get(component.name);
    if (path === undefined) throw new Error(`no source of ${component.name} was bundled`);
    const found = module.components[component.name]?.[symbol];
    if (typeof found !== 'function') {
      const exports = module.exported[component.name]?.join(', ') || 'nothing';
      diagnostics.report('component-runnable-missing', startOf(path), {
        symbol,
        runnable,
        exports,
      });
      complete = false;
    } else if (found.constructor.name !== 'Function') {
      const reason = `${symbol} must be a plain function: a runnable ends at the instant it runs`;
      diagnostics.report('component-source-wrong', startOf(path), { reason });
      complete = false;
    }
  }
  return complete;
}

function locateVariable({ modules }: Bundle, name: string): Position | undefined {
  const module = modules.find((one) => name.startsWith(one.name));
  if (module === undefined) return undefined;
  const start = startOf(module.path);
  const variable = /^'*\.(\w+)/.exec(name.slice(module.name.length))?.[1];
  const offset = start.file.text.search(new RegExp(`\\b(const|let|var)\\s.*\\b${variable}\\b`));
  return offset < 0 ? start : { ...start, offset };
}

/** The innermost frame of the error that lies in a component of this script. */
function locateIn(bundle: Bundle, filename: string, error: unknown): Position | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const frames = error.stack
    .split('\n')
    .map((line) => /\(?([^()\s]+):(\d+):(\d+)\)?$/.exec(line))
    .filter((match) => match !== null && match[1] === filename);
  if (frames.length === 0) return undefined;
  const sourceMap = new SourceMap(JSON.parse(bundle.sourceMap));
  for (const frame of frames) {
    const entry = sourceMap.findEntry(Number(frame?.[2]) - 1, Number(frame?.[3]) - 1);
    if (!('originalSource' in entry)) continue;
    if (entry.originalSource.startsWith(`${generatedNamespace}:`)) continue;
    const start = startOfKnown(resolve(entry.originalSource));
    if (start === undefined) continue;
    const offset = offsetOfLine(start.file.text, entry.originalLine + 1, entry.originalColumn);
    return { ...start, offset };
  }
  return undefined;
}
