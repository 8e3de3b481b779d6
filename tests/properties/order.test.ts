/** The order of files and of elements means nothing, and generation is a function of its input. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  ecuNames,
  emitEcuc,
  emitSkeletons,
  emitTypeScript,
  planEcu,
  readModel,
} from '../../generator/pipeline.ts';
import type { SourceFile } from '../../generator/syntax/element.ts';
import { formatRecord, loadVehicle } from '../../vehicle/index.ts';
import { projectRoot } from '../helpers/examples.ts';
import { permuted, randomFrom, shuffled } from '../helpers/permute.ts';

const exampleFolder = join(projectRoot, 'arxml', 'pedal-to-dashboard');
const files: readonly SourceFile[] = readdirSync(exampleFolder)
  .filter((name) => name.endsWith('.arxml'))
  .map((path) => ({ path, text: readFileSync(join(exampleFolder, path), 'utf8') }));

function reordered(seed: number): readonly SourceFile[] {
  const random = randomFrom(seed);
  return shuffled(files, random).map(({ path, text }) => ({ path, text: permuted(text, random) }));
}

/** Everything that generation gives, as one text. */
function generate(sources: readonly SourceFile[]): string {
  const diagnostics = new Diagnostics();
  const model = readModel(sources, diagnostics);
  const plans = ecuNames(model).flatMap((ecu) => planEcu(model, ecu, diagnostics) ?? []);
  expect(diagnostics.list.filter(({ severity }) => severity === 'error')).toEqual([]);
  const texts = plans.flatMap((plan) => [
    JSON.stringify(plan, null, 2),
    ...[...emitTypeScript(plan), ...emitSkeletons(plan)].map(
      ({ path, text }) => `${path}\n${text}`,
    ),
  ]);
  return [...texts, emitEcuc(plans)].join('\n');
}

describe('generation', () => {
  it('gives the same bytes twice', () => {
    expect(generate(files)).toBe(generate(files));
  });

  it('gives the same bytes whatever the order of files, packages and elements', () => {
    const expected = generate(files);
    const orders = new Set<string>();
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const sources = reordered(seed);
        orders.add(sources.map(({ text }) => text).join());
        expect(generate(sources)).toBe(expected);
      }),
      { seed: 1, numRuns: 15 },
    );
    expect(orders.size).toBe(15);
  });
});

describe('simulation', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vfb-order-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const vehicleText = readFileSync(join(exampleFolder, 'pedal-to-dashboard.vehicle.json'), 'utf8');

  async function trace(name: string, sources: readonly SourceFile[]): Promise<string> {
    const here = join(folder, name);
    mkdirSync(here);
    const arxml = sources.map(({ text }, index) => {
      const path = join(here, `${index}.arxml`);
      writeFileSync(path, text);
      return path;
    });
    const { $schema: _, ...description } = JSON.parse(vehicleText);
    const components = [join(projectRoot, 'components')];
    const vehicle = await loadVehicle({ ...description, systems: [{ arxml }], components });
    vehicle.run('600ms');
    return Array.from({ length: vehicle.trace.length }, (_record, i) =>
      formatRecord(vehicle.trace.at(i)),
    ).join('\n');
  }

  it('gives the same trace whatever the order of files, packages and elements', async () => {
    const expected = await trace('as-is', files);
    expect(expected.length).toBeGreaterThan(10_000);
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        expect(await trace(String(seed), reordered(seed))).toBe(expected);
      }),
      { seed: 2, numRuns: 3 },
    );
  });
});
