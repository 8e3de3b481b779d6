/** C through the package @yowasp/clang, on a system without clang: the same, with the same messages. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { lineAndColumn } from '../../generator/syntax/position.ts';
import { formatRecord, type LoadOptions, loadVehicle, VehicleError } from '../../vehicle/index.ts';
import { skippedWithoutPackage, withoutClang } from './compilers.ts';

const example = 'arxml/pedal-to-dashboard';
const vehicleFile = `${example}/pedal-to-dashboard.vehicle.json`;

async function traceOf(options: LoadOptions): Promise<string[]> {
  const vehicle = await loadVehicle(vehicleFile, options);
  vehicle.run('2s');
  const { trace } = vehicle;
  return Array.from({ length: trace.length }, (_, index) => formatRecord(trace.at(index)));
}

describe.skipIf(skippedWithoutPackage)('C without a clang of the system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives the trace of TypeScript, with checks too, and says nothing by the way', async () => {
    const said = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
    const typescript = await traceOf({ target: 'ts' });
    expect(typescript.length).toBeGreaterThan(1000);
    expect(await withoutClang(() => traceOf({ target: 'c' }))).toEqual(typescript);
    expect(await withoutClang(() => traceOf({ target: 'c', check: true }))).toEqual(typescript);
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
  });

  it('refuses an error at its line', async () => {
    const names = { 'pedal-io': 'PedalIo', 'kickdown-detector': 'KickdownDetector' };
    for (const [path, type] of Object.entries(names)) {
      writeFileSync(join(folder, `${type}.c`), readFileSync(`components/${path}/${type}.c`));
    }
    writeFileSync(
      join(folder, 'PedalSensor.c'),
      '#include "Rte_PedalSensor.h"\nvoid PedalSensor_Run(void)\n{\n    x = 1;\n}\n',
    );
    const loading = withoutClang(() =>
      loadVehicle(
        { systems: [{ arxml: ['.'], ecus: ['Front'] }], components: [folder] },
        { folder: example, target: 'c' },
      ),
    );
    const error: unknown = await loading.catch((thrown) => thrown);
    if (!(error instanceof VehicleError)) throw error;
    const [found] = error.diagnostics.filter(({ severity }) => severity === 'error');
    expect(found).toMatchObject({
      code: 'component-c-wrong',
      message: "use of undeclared identifier 'x'",
    });
    expect(found?.at && lineAndColumn(found.at)).toMatchObject({ line: 4, column: 5 });
  });
});
