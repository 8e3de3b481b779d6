/** Random vehicles of two ECUs do the same as TypeScript, as C and mixed: to the byte and the nanosecond. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitEcuc, planEcu, readModel } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import type { SourceFile } from '../../generator/syntax/element.ts';
import { loadVehicle } from '../../vehicle/index.ts';
import { twinsOf } from '../helpers/c/twins.ts';
import { mixedTasks } from '../helpers/mixed-tasks.ts';
import { type DrawnVehicle, drawnVehicle, vehicleText } from '../helpers/random-vehicle.ts';

const hasClang = ['clang', 'wasm-ld'].every((tool) => spawnSync(tool, ['--version']).status === 0);
if (!hasClang) console.warn('clang or wasm-ld is missing: C is not run (apt install clang lld)');

const root = mkdtempSync(join(tmpdir(), 'vfb-vehicles-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
let extendedTasks = 0;

/** A folder with the system, in which some tasks are one, and twin components in both languages. */
function written(drawn: DrawnVehicle): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  const system = { path: 'system.arxml', text: vehicleText(drawn) };
  const separate = plansOf([system]);
  const files = [
    system,
    ...separate.map((plan) => {
      const names = plan.tasks.flatMap(({ name }, i) => (drawn.mixed[i] ? [name] : []));
      const text =
        names.length === 0
          ? '<AUTOSAR xmlns="http://autosar.org/schema/r4.0"/>'
          : mixedTasks(plan, names, drawn.mixedPriority);
      return { path: `${plan.ecu}.arxml`, text };
    }),
  ];
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  const plans = plansOf(files);
  const confirmed = JSON.stringify(plans).replaceAll('"assumed":true', '"assumed":false');
  const assumed = { path: 'assumed.arxml', text: emitEcuc(plans) };
  expect(plansOf([...files, assumed])).toEqual(JSON.parse(confirmed));
  for (const plan of plans) {
    for (const task of plan.tasks) if (task.osEvents !== undefined) extendedTasks++;
    for (const component of plan.components) {
      const { typescript, c } = twinsOf(component, plan);
      writeFileSync(join(folder, `${component.name}.ts`), typescript);
      writeFileSync(join(folder, `${component.name}.c`), c);
    }
  }
  return folder;
}

function plansOf(files: readonly SourceFile[]): readonly RtePlan[] {
  const diagnostics = new Diagnostics();
  const model = readModel(files, diagnostics);
  return ['North', 'South'].map((ecu) => {
    const plan = planEcu(model, ecu, diagnostics);
    const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([]);
    if (plan === undefined) throw new Error('no error and no plan');
    return plan;
  });
}

async function traceOf(folder: string, inC: readonly string[]): Promise<string> {
  const vehicle = await loadVehicle(
    {
      systems: [{ arxml: ['.'] }],
      components: ['.'],
      ecus: Object.fromEntries(inC.map((ecu) => [ecu, { target: 'c' as const }])),
    },
    { folder },
  );
  vehicle.run('300ms');
  return Array.from({ length: vehicle.trace.length }, (_, i) =>
    formatRecord(vehicle.trace.at(i)),
  ).join('\n');
}

describe.skipIf(!hasClang && process.env.CI !== 'true')('a random vehicle', () => {
  it('gives the same trace in every mixture of languages', { timeout: 240_000 }, async () => {
    const timeouts = { North: 0, South: 0 };
    await fc.assert(
      fc.asyncProperty(drawnVehicle, async (drawn) => {
        const folder = written(drawn);
        const typescript = await traceOf(folder, []);
        expect(typescript.split('\n').length).toBeGreaterThan(500);
        for (const ecu of ['North', 'South'] as const) {
          timeouts[ecu] += typescript.split(` ${ecu} i-pdu-timeout `).length - 1;
        }
        for (const inC of [['North', 'South'], ['North'], ['South']]) {
          expect(await traceOf(folder, inC)).toBe(typescript);
        }
      }),
      { seed: 3, numRuns: 16, endOnFailure: true },
    );
    expect(extendedTasks).toBeGreaterThan(16);
    expect(Math.min(timeouts.North, timeouts.South)).toBeGreaterThan(20);
  });
});
