/**
 * Golden files: the plan and the generated code of every example, and the contract headers of its
 * components, frozen in `tests/golden`, so that a diff tells what a change did, and whether before or
 * after the plan. Update: `npm test -- -u`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import {
  emitC,
  emitCContract,
  emitTypeScript,
  planContract,
  readModel,
} from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import { type Example, examplePlans, examples, projectRoot } from './helpers/examples.ts';

const goldenFolder = join(projectRoot, 'tests', 'golden');
const generated = await Promise.all(
  examples().map(async (example) => {
    const plans = await examplePlans(example);
    return { example, plans, contracts: contractFiles(example, plans) };
  }),
);

describe.each(generated)('example $example.name', ({ example, plans, contracts }) => {
  it.each([...plans])('gives the plan and the code of %s as frozen', async (ecu, plan) => {
    const folder = join(goldenFolder, example.name, ecu);
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, 'plan.json'));
    for (const { path, text: code } of files(plan)) {
      await expect(code).toMatchFileSnapshot(join(folder, path));
    }
  });

  it('gives the contract headers of its components as frozen', async () => {
    for (const { path, text } of contracts) {
      await expect(text).toMatchFileSnapshot(join(goldenFolder, example.name, path));
    }
  });
});

describe('the golden folder', () => {
  it('holds nothing that no example generates', () => {
    const expected = generated.flatMap(({ example, plans, contracts }) => [
      ...[...plans].flatMap(([ecu, plan]) => [
        join(example.name, ecu, 'plan.json'),
        ...files(plan).map(({ path }) => join(example.name, ecu, path)),
      ]),
      ...contracts.map(({ path }) => join(example.name, path)),
    ]);
    expect(filesBelow(goldenFolder).filter((path) => !expected.includes(path))).toEqual([]);
  });
});

/** The generated files of an ECU, in a folder for each language. */
function files(plan: RtePlan): { path: string; text: string }[] {
  const c = emitC(plan, { api: 'macros', atomicWidthBits: 16 }, new Diagnostics());
  return [
    ...emitTypeScript(plan).map(({ path, text }) => ({ path: join('typescript', path), text })),
    ...c.map(({ path, text }) => ({ path: join('c', path), text })),
  ];
}

/** All but Rte.h, which is the same for every component. */
function contractFiles(
  { vehicleFile }: Example,
  plans: ReadonlyMap<string, RtePlan>,
): { path: string; text: string }[] {
  const folder = dirname(vehicleFile);
  const diagnostics = new Diagnostics();
  const arxml = readdirSync(folder).filter((name) => name.endsWith('.arxml'));
  const sources = arxml.sort().map((name) => join(folder, name));
  const files = sources.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const model = readModel(files, diagnostics);
  const paths = [...plans.values()].flatMap((plan) => plan.components.map(({ path }) => path));
  return [...new Set(paths)].sort().flatMap((path) => {
    const plan = planContract(model, path, diagnostics);
    const headers = plan === undefined ? [] : emitCContract(plan, diagnostics);
    return headers
      .filter((header) => header.path !== 'Rte.h')
      .map((header) => ({ ...header, path: join('contract', path.slice(1), header.path) }));
  });
}

/** Paths relative to the folder. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name)).map((path) => join(entry.name, path))
      : [entry.name],
  );
}
