/**
 * One cold run of the generator over the ARXML of a folder, as a process of its own: prints the
 * times of its stages as JSON. With `c` as the second argument it generates C instead of TypeScript, with
 * `saxes` the same text is only tokenised.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const [, , folder, mode] = process.argv;
const sources = readdirSync(folder)
  .sort()
  .map((name) => ({ path: name, bytes: readFileSync(join(folder, name)) }));
const bytes = sources.reduce((sum, source) => sum + source.bytes.length, 0);
const result = mode === 'saxes' ? await tokenise() : await generate();
console.log(JSON.stringify({ files: sources.length, bytes, ...result }));

async function tokenise() {
  const { SaxesParser } = await import('saxes');
  const startedMs = performance.now();
  let tokens = 0;
  for (const source of sources) {
    const parser = new SaxesParser();
    parser.on('opentag', () => tokens++);
    parser.on('text', () => tokens++);
    parser.on('closetag', () => tokens++);
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(source.bytes.toString()).close();
  }
  return { tokens, totalMs: performance.now() - startedMs };
}

async function generate() {
  const { decodeSource, Diagnostics, ecuNames, emitTypeScript, planEcu, readModel } = await import(
    '../dist/vehicle/index.js'
  );
  const { emitC } = await import('../dist/generator/pipeline.js');
  const startedMs = performance.now();
  const diagnostics = new Diagnostics({ strict: true });
  const files = sources.map((source) => decodeSource(source.path, source.bytes, diagnostics));
  const model = readModel(files, diagnostics);
  const readAtMs = performance.now();
  const plans = ecuNames(model).map((ecu) => planEcu(model, ecu, diagnostics));
  const plannedAtMs = performance.now();
  const options = { api: 'macros', atomicWidthBits: 32 };
  const generated = plans.flatMap((plan) =>
    mode === 'c' ? emitC(plan, options, diagnostics) : emitTypeScript(plan),
  );
  const emittedAtMs = performance.now();
  if (diagnostics.hasErrors) throw new Error(JSON.stringify(diagnostics.list[0]?.message));
  return {
    readMs: readAtMs - startedMs,
    planMs: plannedAtMs - readAtMs,
    emitMs: emittedAtMs - plannedAtMs,
    totalMs: emittedAtMs - startedMs,
    ecus: plans.length,
    generatedBytes: generated.reduce((sum, { text }) => sum + text.length, 0),
  };
}
