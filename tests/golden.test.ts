/**
 * Golden files: the plan and the generated code of every example, frozen in `tests/golden`, so that
 * a diff tells what a change did, and whether before or after the plan. Update: `npm test -- -u`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { emitC, emitTypeScript } from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import { examplePlans, examples, projectRoot } from './helpers/examples.ts';

const goldenFolder = join(projectRoot, 'tests', 'golden');
const generated = await Promise.all(
  examples().map(async (example) => ({ example, plans: await examplePlans(example) })),
);

describe.each(generated)('example $example.name', ({ example, plans }) => {
  it.each([...plans])('gives the plan and the code of %s as frozen', async (ecu, plan) => {
    const folder = join(goldenFolder, example.name, ecu);
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, 'plan.json'));
    for (const { path, text: code } of files(plan)) {
      await expect(code).toMatchFileSnapshot(join(folder, path));
    }
  });
});

describe('the golden folder', () => {
  it('holds nothing that no example generates', () => {
    const expected = generated.flatMap(({ example, plans }) =>
      [...plans].flatMap(([ecu, plan]) => [
        join(example.name, ecu, 'plan.json'),
        ...files(plan).map(({ path }) => join(example.name, ecu, path)),
      ]),
    );
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

/** Paths relative to the folder. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name)).map((path) => join(entry.name, path))
      : [entry.name],
  );
}
