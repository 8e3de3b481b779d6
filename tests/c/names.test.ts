import { expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitC } from '../../generator/pipeline.ts';
import { examplePlans, examples } from '../helpers/examples.ts';

it('names that C cannot have are refused, and nothing is generated', async () => {
  const example = examples().find(({ name }) => name === 'hostile-names');
  if (example === undefined) throw new Error('no example hostile-names');
  const messages: string[] = [];
  for (const plan of (await examplePlans(example)).values()) {
    const diagnostics = new Diagnostics();
    const files = emitC(plan, { api: 'macros', atomicWidthBits: 32 }, diagnostics);
    messages.push(...diagnostics.list.map(({ code, message }) => `${code} ${message}`));
    if (diagnostics.hasErrors) expect(files).toEqual([]);
  }
  expect(messages).toContainEqual(
    expect.stringMatching(/^name-reserved-in-c .*'default' cannot be a name in C/),
  );
  expect(messages).toContainEqual(
    expect.stringContaining('Rte_Components_Type.h is the types header of'),
  );
});
