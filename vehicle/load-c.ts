/**
 * The software of one ECU as C: generated C and the sources of its components become one module of
 * WebAssembly. Each ECU is an instance of it with a memory of its own.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { emitC, emitCSimulation, type GeneratedFile } from '../generator/pipeline.ts';
import type { EcuSources } from './bundle.ts';
import { type CompileResult, type CompilerOptions, compileToWasm } from './c-compiler.ts';
import { explainTrap } from './c-traps.ts';
import { firstMention, reportCompilerErrors, runnableOf } from './compiler-errors.ts';
import { startOf } from './component-files.ts';
import { type EcuProgram, loadConfiguration } from './load.ts';
import { fingerprint } from './snapshot.ts';
import { isCheckHandler } from './undefined-behaviour.ts';
import { createWasmRte, exportedFunctions, importableFunctions } from './wasm-rte.ts';

/** Of the simulated processor: the one of WebAssembly. */
const atomicWidthBits = 32;

/** Undefined when errors were reported. */
export async function loadEcuInC(
  sources: EcuSources,
  options: CompilerOptions,
  diagnostics: Diagnostics,
): Promise<EcuProgram | undefined> {
  const { ecu, plan } = sources;
  const components = [...sources.components.values()];
  const code = emitC(plan, { api: 'macros', atomicWidthBits }, diagnostics);
  if (code.length === 0) return undefined;
  const files = [...code, ...emitCSimulation(plan)];
  const texts = components.map((path) => readFileSync(path, 'utf8'));
  const result = await compileOnce(files, components, texts, exportedFunctions(plan), options);
  if (result.kind === 'no-compiler') {
    diagnostics.report('compiler-missing', undefined, { ecu });
    return undefined;
  }
  if (result.kind === 'errors') {
    reportMessages(result.text, sources, diagnostics);
    return undefined;
  }
  const module = new WebAssembly.Module(result.bytes);
  let stackPointer: (() => number) | undefined;
  if (!checkImports(module, sources, diagnostics)) return undefined;
  const configuration = await loadConfiguration(sources, diagnostics);
  return (
    configuration && {
      configuration,
      components: sources.components,
      createRte: (services) => {
        const created = createWasmRte(plan, module, services);
        stackPointer = created.stackPointer;
        return created.rte;
      },
      explain: (error) =>
        explainTrap(error, {
          module: result.bytes,
          components,
          stackPointer: stackPointer?.(),
        }),
      locateVariable: () => undefined,
      // Another compiler may give variables other addresses.
      fingerprint: fingerprint([files, texts, options, result.compiler]),
    }
  );
}

/** By what was compiled, so that ECUs of one type and the runs of a test compile once. */
const compiled = new Map<string, Promise<CompileResult>>();

function compileOnce(
  files: readonly GeneratedFile[],
  components: readonly string[],
  texts: readonly string[],
  exports: readonly string[],
  options: CompilerOptions,
): Promise<CompileResult> {
  const key = fingerprint([
    files,
    components.map((path) => resolve(path)),
    texts,
    exports,
    options,
  ]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const compiling = compileToWasm(files, components, exports, options).then((result) => {
    // What failed may be different the next time: a header corrected, a compiler installed.
    if (result.kind !== 'module') compiled.delete(key);
    return result;
  });
  compiled.set(key, compiling);
  return compiling;
}

/** Clang's errors at their places; one in generated code alone is a mistake of the generator. */
function reportMessages(text: string, sources: EcuSources, diagnostics: Diagnostics): void {
  const paths = new Map([...sources.components.values()].map((path) => [resolve(path), path]));
  const reported = reportCompilerErrors(text, paths, (at, reason) =>
    diagnostics.report('component-c-wrong', at, { reason }),
  );
  if (reported) return;
  // The linker's: a function or variable that two components define, for one.
  const linker = text.split('\n').filter((line) => line.startsWith('wasm-ld: error: '));
  if (linker.length === 0) throw new Error(`generated code of ${sources.ecu}: ${text}`);
  for (const line of linker) {
    const reason = line.replace('wasm-ld: error: ', '');
    diagnostics.report('component-c-wrong', undefined, { reason });
  }
}

/** Whether the simulation answers every function that the module leaves to others. */
function checkImports(
  module: WebAssembly.Module,
  { ecu, plan, components }: EcuSources,
  diagnostics: Diagnostics,
): boolean {
  const provided = new Set(importableFunctions(plan));
  const missing = WebAssembly.Module.imports(module).filter(
    ({ name }) => !provided.has(name) && !isCheckHandler(name),
  );
  for (const { name } of missing) {
    const owner = runnableOf(plan, name);
    const path = owner && components.get(owner.component);
    if (owner !== undefined && path !== undefined) {
      diagnostics.report('component-c-runnable-missing', startOf(path), {
        symbol: name,
        runnable: owner.runnable,
      });
    } else {
      const at = firstMention([...components.values()], name);
      diagnostics.report('component-c-call-unknown', at, { function: name, ecu });
    }
  }
  return missing.length === 0;
}
