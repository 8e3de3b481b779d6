/**
 * What we print compiles: golden files, the component sources of the examples and generated
 * skeletons, in one run of the compiler with the project's own strict settings.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emitSkeletons } from '../generator/pipeline.ts';
import { examplePlans, examples, projectRoot } from './helpers/examples.ts';
import { typeCheck, typeCheckProject } from './helpers/type-check.ts';

const inProject = (...path: readonly string[]) => join(projectRoot, ...path);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-compile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('golden files, components and skeletons compile without a complaint', async () => {
  const generatedFolders: string[] = [];
  for (const example of examples()) {
    for (const [ecu, plan] of await examplePlans(example)) {
      const generated = inProject('tests', 'golden', example.name, ecu, 'typescript');
      generatedFolders.push(generated);
      for (const { path, text } of emitSkeletons(plan)) {
        const target = join(folder, example.name, ecu, path);
        mkdirSync(dirname(target), { recursive: true });
        // Against the golden files of this very ECU.
        writeFileSync(target, text.replace(/'(Rte_\w+)'/g, `'${join(generated, '$1.ts')}'`));
      }
    }
  }
  const include = [
    inProject('tests', 'golden'),
    inProject('components'),
    inProject('arxml', '*', 'components'),
  ];
  expect(await typeCheck(folder, include, generatedFolders)).toBe('');
});

it('the settings of the components folder know the generated files', async () => {
  expect(await typeCheckProject(inProject('components'))).toBe('');
  const text = readFileSync(inProject('components', 'tsconfig.json'), 'utf8');
  const paths: string[] = JSON.parse(text).compilerOptions.paths['Rte_*'];
  const missing = paths.filter((path) => !existsSync(dirname(inProject('components', path))));
  expect(missing).toEqual([]);
});
