/** Awkward names work to the end: the components of the example throw when a value is another. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadVehicle } from '../vehicle/index.ts';
import { projectRoot } from './helpers/examples.ts';

it('components with awkward names run and exchange what they should', async () => {
  const file = join(projectRoot, 'arxml', 'hostile-names', 'hostile-names.vehicle.json');
  const vehicle = await loadVehicle(file);
  vehicle.run('45ms');
  const runs = new Map<string, number>();
  for (let i = 0; i < vehicle.trace.length; i += 1) {
    const { kind, name } = vehicle.trace.at(i);
    if (kind === 'runnable-start') runs.set(name, (runs.get(name) ?? 0) + 1);
  }
  expect(Object.fromEntries(runs)).toEqual({
    'constructor/default': 1,
    'services/default': 5,
    'components/run': 5,
    'components/Run': 5,
    'Number/function': 3,
  });
});
