/** Random vehicles of two ECUs do the same as TypeScript, as C and mixed: to the byte and the nanosecond. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { planEcu, readModel } from '../../generator/pipeline.ts';
import { loadVehicle } from '../../vehicle/index.ts';
import { twinsOf } from '../helpers/c/twins.ts';
import { drawnVehicle, vehicleText } from '../helpers/random-vehicle.ts';

const hasClang = ['clang', 'wasm-ld'].every((tool) => spawnSync(tool, ['--version']).status === 0);
if (!hasClang) console.warn('clang or wasm-ld is missing: C is not run (apt install clang lld)');

const root = mkdtempSync(join(tmpdir(), 'vfb-vehicles-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A folder with the system and twin components in both languages. */
function written(text: string): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  writeFileSync(join(folder, 'system.arxml'), text);
  const diagnostics = new Diagnostics();
  const model = readModel([{ path: 'system.arxml', text }], diagnostics);
  for (const ecu of ['North', 'South']) {
    const plan = planEcu(model, ecu, diagnostics);
    const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([]);
    if (plan === undefined) throw new Error('no error and no plan');
    for (const component of plan.components) {
      const { typescript, c } = twinsOf(component, plan);
      writeFileSync(join(folder, `${component.name}.ts`), typescript);
      writeFileSync(join(folder, `${component.name}.c`), c);
    }
  }
  return folder;
}

async function traceOf(folder: string, inC: readonly string[]): Promise<string> {
  const vehicle = await loadVehicle(
    {
      systems: [{ arxml: ['system.arxml'] }],
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
        const folder = written(vehicleText(drawn));
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
    expect(Math.min(timeouts.North, timeouts.South)).toBeGreaterThan(20);
  });
});
