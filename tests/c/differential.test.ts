/** The same system in TypeScript and in C: equal traces, to the byte and the nanosecond. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import { Simulation } from '../../bsw-sim/simulation.ts';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  type COptions,
  ecuNames,
  emitC,
  emitCSimulation,
  emitTypeScript,
  planEcu,
  readModel,
} from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import type { Rte, Services } from '../../rte/typescript/index.ts';
import { compileToWasm } from '../../vehicle/c-compiler.ts';
import { loadEcu } from '../../vehicle/load.ts';
import { createWasmRte, exportedFunctions } from '../../vehicle/wasm-rte.ts';
import { twinsOf } from '../helpers/c/twins.ts';

const hasClang = spawnSync('clang', ['--version']).status === 0;
if (!hasClang) console.warn('clang is missing: C is not run (apt install clang lld)');
const cases = '../shared/corpus/toppers__a-rtegen/cases';
const folder = mkdtempSync(join(tmpdir(), 'vfb-twins-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One run: the trace, and the running sums of all components. */
async function run(
  plans: ReadonlyMap<string, RtePlan>,
  language: (ecu: string) => 'ts' | COptions,
): Promise<{ trace: string; sums: readonly string[] }> {
  const simulation = new Simulation({ trace: true });
  const bus = simulation.addBus({ name: 'CAN', bitRate: 500_000 });
  const sums: (() => string)[] = [];
  for (const [ecu, plan] of plans) {
    const target = language(ecu);
    const program = await typeScriptProgram(ecu, plan);
    const createRte = target === 'ts' ? program.createRte : await cProgram(plan, target, sums, ecu);
    if (target === 'ts') {
      for (const { name } of plan.components) {
        sums.push(() => `${ecu} ${name} ${program.sum(name)}`);
      }
    }
    simulation.addEcu({
      name: ecu,
      configuration: program.configuration,
      createRte,
      buses: Object.fromEntries(plan.bsw.can.controllers.map(({ name }) => [name, bus])),
      schedulableEntities: plan.bsw.schedulableEntities,
    });
  }
  simulation.runFor(2_500_000_000);
  const lines: string[] = [];
  for (let i = 0; i < simulation.trace.length; i += 1)
    lines.push(formatRecord(simulation.trace.at(i)));
  return { trace: lines.join('\n'), sums: sums.map((sum) => sum()).sort() };
}

async function typeScriptProgram(ecu: string, plan: RtePlan) {
  const sources = new Map(
    plan.components.map((component) => {
      const path = join(folder, `${ecu}_${component.name}.ts`);
      const { typescript } = twinsOf(component, plan);
      const hook = `(globalThis as any).twinSums ??= {}; (globalThis as any).twinSums['${ecu} ${component.name}'] = ${component.name}_sum;`;
      writeFileSync(path, `${typescript}\n${hook}`);
      return [component.name, path] as const;
    }),
  );
  const diagnostics = new Diagnostics();
  const program = await loadEcu(
    { ecu, plan, files: emitTypeScript(plan), components: sources },
    diagnostics,
  );
  if (program === undefined)
    throw new Error(JSON.stringify(diagnostics.list.map((d) => d.message)));
  const table = (globalThis as unknown as { twinSums: Record<string, () => number> }).twinSums;
  const own = Object.fromEntries(
    plan.components.map(({ name }) => [name, table[`${ecu} ${name}`]]),
  );
  return { ...program, sum: (name: string) => own[name]?.() };
}

async function cProgram(plan: RtePlan, options: COptions, sums: (() => string)[], ecu: string) {
  const components = plan.components.map((component) => {
    const path = join(folder, `${ecu}_${component.name}.c`);
    writeFileSync(path, twinsOf(component, plan).c);
    return path;
  });
  const diagnostics = new Diagnostics();
  const files = [...emitC(plan, options, diagnostics), ...emitCSimulation(plan)];
  expect(diagnostics.list).toEqual([]);
  const names = plan.components.map(({ name }) => `${name}_sum`);
  const result = await compileToWasm(files, components, [...exportedFunctions(plan), ...names], {
    check: false,
  });
  if (result.kind !== 'module')
    throw new Error(result.kind === 'errors' ? result.text : result.kind);
  const module = new WebAssembly.Module(result.bytes);
  return (services: Services): Rte => {
    const { rte, exports } = createWasmRte(plan, module, services);
    for (const { name } of plan.components) {
      sums.push(() => `${ecu} ${name} ${(exports[`${name}_sum`]?.() ?? 0) >>> 0}`);
    }
    return rte;
  };
}

function plansOf(folders: Readonly<Record<string, string>>): Map<string, RtePlan> {
  const plans = new Map<string, RtePlan>();
  for (const [prefix, path] of Object.entries(folders)) {
    const files = readdirSync(path)
      .filter((name) => name.endsWith('.arxml'))
      .sort()
      .map((name) => ({ path: name, text: readFileSync(join(path, name), 'utf8') }));
    const diagnostics = new Diagnostics({ allowUnsupported: true });
    const model = readModel(files, diagnostics);
    for (const ecu of ecuNames(model)) {
      const plan = planEcu(model, ecu, diagnostics);
      if (plan !== undefined) plans.set(prefix === '' ? ecu : prefix, plan);
    }
  }
  return plans;
}

const systems: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the example vehicle': { '': 'arxml/pedal-to-dashboard' },
  'the two extracts that talk over CAN': {
    ECU1: `${cases}/HelloAutosarWithCom_ECU1`,
    ECU2: `${cases}/HelloAutosarWithCom_ECU2`,
  },
  'the two extracts with a timeout': {
    ECU1: `${cases}/HelloAutosarWithComTOut_ECU1`,
    ECU2: `${cases}/HelloAutosarWithComTOut_ECU2`,
  },
  ...Object.fromEntries(
    [
      'AutoWiperController',
      'HelloAutosar',
      'HelloAutosar2',
      'HelloAutosarWithTransAck',
      'PowerWindowController',
      'PowerWindowController2',
      'PowerWindowController2WithWdg',
      'SpeedoMeter',
    ].map((name) => [name, { '': `${cases}/${name}` }]),
  ),
};

describe.skipIf(!hasClang && process.env.CI !== 'true')('TypeScript and C do the same', () => {
  it.each(Object.keys(systems))('in %s', async (name) => {
    const folders = systems[name] ?? {};
    if (!Object.values(folders).every((path) => existsSync(path))) return;
    const plans = plansOf(folders);
    expect(plans.size).toBeGreaterThan(0);
    const typescript = await run(plans, () => 'ts');
    expect(typescript.trace.split('\n').length).toBeGreaterThan(5);
    const macros = await run(plans, () => ({ api: 'macros', atomicWidthBits: 32 }));
    expect(macros).toEqual(typescript);
    const functions = await run(plans, () => ({ api: 'functions', atomicWidthBits: 8 }));
    expect(functions).toEqual(typescript);
    if (plans.size === 1) return;
    for (const inC of [0, 1]) {
      const mixed = await run(plans, (ecu) =>
        [...plans.keys()].indexOf(ecu) % 2 === inC ? { api: 'macros', atomicWidthBits: 8 } : 'ts',
      );
      expect(mixed).toEqual(typescript);
    }
  });

  it.skipIf(!existsSync(cases))('in every case that can be generated', () => {
    const run = new Set(Object.values(systems).flatMap((folders) => Object.values(folders)));
    const generated = readdirSync(cases, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${cases}/${name}`)
      .filter((path) => plansOf({ '': path }).size > 0);
    expect(generated.filter((path) => !run.has(path))).toEqual([]);
  });
});
