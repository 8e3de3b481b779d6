/**
 * Generated TypeScript, which exists only in memory, and the sources of an ECU's components as one
 * script, with the lines that hand the variables of its modules over.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildResult, Message, Plugin, PluginBuild } from 'esbuild';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { GeneratedFile } from '../generator/pipeline.ts';
import type { ComponentPlan, RtePlan } from '../generator/plan/rte-plan.ts';
import type { Position } from '../generator/syntax/element.ts';
import { startOf } from './component-files.ts';
import { stateLines, stateModule, stateModuleText } from './component-state.ts';
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
export interface Bundle {
  readonly code: string;
  /** Text: read only when an error asks for its place. */
  readonly sourceMap: string;
  /** Of the user's; in no particular order. */
  readonly modules: readonly BundledModule[];
}

export interface BundledModule {
  /** As its state calls it. */
  readonly name: string;
  readonly path: string;
  /** Whether it hands its variables over. */
  readonly isRead: boolean;
}

/** Undefined when errors were reported. */
export async function bundleEcu(
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
export function entryText({ plan, components }: EcuSources): string {
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

/** Of generated files: they have no place on the disk. */
export const generatedNamespace = 'rte';

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
        namespace: generatedNamespace,
      }));
      build.onResolve({ filter: /^\./, namespace: generatedNamespace }, ({ path, importer }) => ({
        path: own(posix.join(posix.dirname(importer), path)) ?? path,
        namespace: generatedNamespace,
      }));
      build.onResolve({ filter: /^vfb\/rte$/ }, () => ({ path: rteFolderFile() }));
      // With a path in front too: an editor may want one, and the file there may be out of date.
      build.onResolve({ filter: /(^|\/)Rte_\w+(\.ts|\.js)?$/ }, ({ path, namespace: from }) => {
        if (from === generatedNamespace) return undefined;
        const name = posix.basename(path).replace(/\.(ts|js)$/, '');
        const found = own(name);
        if (found !== undefined) return { path: found, namespace: generatedNamespace };
        const known = plan.components.map((component) => `Rte_${component.name}`).join(', ');
        return { errors: [{ text: `ECU ${ecu} has no ${name}; it has ${known}` }] };
      });
      build.onLoad({ filter: /.*/, namespace: generatedNamespace }, ({ path }) => {
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
  if (location === null || path === undefined || location.namespace === generatedNamespace) {
    throw new Error(`generated code of ${sources.ecu}: ${text} ${JSON.stringify(location)}`);
  }
  // Columns count bytes of UTF-8.
  const column = Buffer.from(location.lineText).subarray(0, location.column).toString().length;
  const start = startOfKnown(path);
  diagnostics.report(
    'component-source-wrong',
    start && { ...start, offset: offsetOfLine(start.file.text, location.line, column) },
    // A generated file has no place on the disk.
    { reason: text.replaceAll(`"${generatedNamespace}:`, '"') },
  );
}

export function startOfKnown(path: string): Position | undefined {
  return existsSync(path) ? startOf(path) : undefined;
}
