/**
 * The software of one ECU: generated TypeScript, which exists only in memory, and the sources of
 * its components become one script. It is evaluated anew for every ECU instance, so that what a
 * component keeps in module variables belongs to that ECU alone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, dirname, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type { BuildResult, Message, Plugin, PluginBuild } from 'esbuild';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { GeneratedFile } from '../generator/pipeline.ts';
import type { ComponentPlan, RtePlan } from '../generator/plan/rte-plan.ts';
import type { Position } from '../generator/syntax/element.ts';
import type { EcuConfiguration } from '../rte/typescript/configuration.ts';
import type { Rte } from '../rte/typescript/rte.ts';
import type { Services } from '../rte/typescript/services.ts';
import { startOf } from './component-files.ts';
import {
  componentState,
  type ModuleState,
  stateLines,
  stateModule,
  stateModuleText,
} from './component-state.ts';
import { fingerprint } from './snapshot.ts';
import { offsetOfLine } from './source-position.ts';

export interface EcuSources {
  /** Name of the ECU in the vehicle. */
  readonly ecu: string;
  readonly plan: RtePlan;
  /** What `emitTypeScript` made of the plan. */
  readonly files: readonly GeneratedFile[];
  /** Path of the source by component type, one for each of the plan's that has runnables. */
  readonly components: ReadonlyMap<string, string>;
}

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

interface Bundle {
  readonly code: string;
  /** Text: read only when an error asks for its place. */
  readonly sourceMap: string;
  /** Of the user's; in no particular order. */
  readonly modules: readonly BundledModule[];
}

interface BundledModule {
  /** As its state calls it. */
  readonly name: string;
  readonly path: string;
  /** Whether it hands its variables over. */
  readonly isRead: boolean;
}

async function bundleEcu(
  sources: EcuSources,
  entry: string,
  diagnostics: Diagnostics,
): Promise<Bundle | undefined> {
  const { build } = await import('esbuild');
  const modules: BundledModule[] = [];
  let result: BuildResult<{ write: false }>;
  try {
    result = await build({
      stdin: { contents: entry, sourcefile: 'ecu.ts', loader: 'ts', resolveDir: '.' },
      bundle: true,
      write: false,
      outfile: resolve('ecu.js'),
      absWorkingDir: resolve('.'),
      format: 'cjs',
      // A component sees the RTE and no operating system: node:fs is an error here.
      platform: 'neutral',
      mainFields: ['module', 'main'],
      target: 'es2022',
      sourcemap: 'external',
      // The same result wherever the component lies.
      tsconfigRaw: '{}',
      charset: 'utf8',
      logLevel: 'silent',
      plugins: [generatedFiles(sources), stateHandedOver(modules)],
    });
  } catch (error) {
    const messages = (error as { errors?: readonly Message[] }).errors;
    if (messages === undefined) throw error;
    for (const message of messages) reportMessage(message, sources, diagnostics);
    return undefined;
  }
  const textOf = (extension: string): string =>
    result.outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { code: textOf('.js'), sourceMap: textOf('.map'), modules };
}

/** Plain objects of functions, so that a call from the RTE goes through no module getter. */
function entryText({ plan, components }: EcuSources): string {
  const lines = [
    `export { configuration } from '/rte/Ecu_Cfg.ts';`,
    `export { createRte } from '/rte/Rte.ts';`,
  ];
  // A type without runnables needs no source: a parameter component is only data.
  const types = plan.components.filter(({ name }) => components.has(name));
  types.forEach(({ name }, index) => {
    lines.push(`import * as component${index} from ${JSON.stringify(components.get(name))};`);
  });
  lines.push('export const components = {');
  for (const { name } of plan.components) {
    if (!components.has(name)) lines.push(`  ${name}: {},`);
  }
  types.forEach((component, index) => {
    const functions = symbolsOf(component).map(
      (symbol) => `${symbol}: component${index}.${symbol}`,
    );
    lines.push(`  ${component.name}: { ${functions.join(', ')} },`);
  });
  lines.push('};', 'export const exported = {');
  types.forEach(({ name }, index) => {
    lines.push(`  ${name}: Object.keys(component${index}),`);
  });
  lines.push('};', `export { modules } from '${stateModule}';`);
  return lines.join('\n');
}

function symbolsOf(component: ComponentPlan): string[] {
  return [...new Set(component.runnables.map(({ symbol }) => symbol))];
}

const namespace = 'rte';

/** Resolves `Rte_<ComponentType>` and `vfb/rte`, and serves the generated files out of memory. */
function generatedFiles({ ecu, plan, files }: EcuSources): Plugin {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  texts.set(posix.basename(stateModule), stateModuleText);
  const own = (path: string): string | undefined =>
    [path, path.replace(/\.js$/, '.ts'), `${path}.ts`].find((name) => texts.has(name));
  return {
    name: 'generated',
    setup(build) {
      build.onResolve({ filter: /^\/rte\// }, ({ path }) => ({
        path: own(path.slice('/rte/'.length)) ?? path,
        namespace,
      }));
      build.onResolve({ filter: /^\./, namespace }, ({ path, importer }) => ({
        path: own(posix.join(posix.dirname(importer), path)) ?? path,
        namespace,
      }));
      build.onResolve({ filter: /^vfb\/rte$/ }, () => ({ path: rteFolderFile() }));
      // With a path in front too: an editor may want one, and the file there may be out of date.
      build.onResolve({ filter: /(^|\/)Rte_\w+(\.ts|\.js)?$/ }, ({ path, namespace: from }) => {
        if (from === namespace) return undefined;
        const name = posix.basename(path).replace(/\.(ts|js)$/, '');
        const found = own(name);
        if (found !== undefined) return { path: found, namespace };
        const known = plan.components.map((component) => `Rte_${component.name}`).join(', ');
        return { errors: [{ text: `ECU ${ecu} has no ${name}; it has ${known}` }] };
      });
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => {
        const contents = texts.get(path);
        if (contents === undefined) throw new Error(`the generator wrote no ${path} for ${ecu}`);
        return { contents, loader: 'ts', resolveDir: '.' };
      });
    },
  };
}

/** Every module of the user's, with the lines that hand its variables over. */
function stateHandedOver(modules: BundledModule[]): Plugin {
  return {
    name: 'state',
    setup(build: PluginBuild) {
      const own = dirname(rteFolderFile());
      build.onLoad({ filter: /\.(ts|js|mjs)$/, namespace: 'file' }, async ({ path }) => {
        if (path.startsWith(own)) return undefined;
        const loader = path.endsWith('.ts') ? 'ts' : 'js';
        const text = readFileSync(path, 'utf8');
        const { transform } = build.esbuild;
        const options = {
          loader,
          target: 'es2022',
          logLevel: 'silent',
          tsconfigRaw: '{}',
        } as const;
        const javascript = await transform(text, options).catch(() => undefined);
        // What is wrong with it is reported when it is bundled as it is.
        if (javascript === undefined) return undefined;
        const name = posix.join(basename(dirname(path)), basename(path));
        const lines = await stateLines(name, javascript.code);
        modules.push({ name, path, isRead: lines !== undefined });
        return lines === undefined ? undefined : { contents: text + lines, loader };
      });
    },
  };
}

/** Our own `vfb/rte`, compiled or not like this file. */
function rteFolderFile(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../rte/typescript/index.${extension}`, import.meta.url));
}

/** esbuild's message at its place: in a component it is the user's to correct, elsewhere ours. */
function reportMessage(message: Message, sources: EcuSources, diagnostics: Diagnostics): void {
  const { location, text } = message;
  const path = location === null ? undefined : resolve(location.file);
  if (location === null || path === undefined || location.namespace === namespace) {
    throw new Error(`generated code of ${sources.ecu}: ${text} ${JSON.stringify(location)}`);
  }
  // Columns count bytes of UTF-8.
  const column = Buffer.from(location.lineText).subarray(0, location.column).toString().length;
  const start = startOfKnown(path);
  diagnostics.report(
    'component-source-wrong',
    start && { ...start, offset: offsetOfLine(start.file.text, location.line, column) },
    // A generated file has no place on the disk.
    { reason: text.replaceAll(`"${namespace}:`, '"') },
  );
}

function startOfKnown(path: string): Position | undefined {
  return existsSync(path) ? startOf(path) : undefined;
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
    if (entry.originalSource.startsWith(`${namespace}:`)) continue;
    const start = startOfKnown(resolve(entry.originalSource));
    if (start === undefined) continue;
    const offset = offsetOfLine(start.file.text, entry.originalLine + 1, entry.originalColumn);
    return { ...start, offset };
  }
  return undefined;
}
