/** A run goes on from a snapshot as if it had never stopped. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  formatRecord,
  type LoadOptions,
  loadVehicle,
  type Snapshot,
  type Vehicle,
  type VehicleDescription,
  VehicleError,
} from '../../vehicle/index.ts';
import { writeMixedBody } from '../helpers/mixed-body.ts';

const example = 'arxml/pedal-to-dashboard';
const vehicleFile = `${example}/pedal-to-dashboard.vehicle.json`;
const hasClang = ['clang', 'wasm-ld'].every((tool) => spawnSync(tool, ['--version']).status === 0);
if (!hasClang) console.warn('snapshots of C: skipped, there is no clang with wasm-ld');
const withoutC = !hasClang && process.env.CI !== 'true';

const endNs = 1_500_000_000;

function textOf({ trace }: Vehicle): string {
  return Array.from({ length: trace.length }, (_, i) => formatRecord(trace.at(i))).join('\n');
}

/** Runs that many events on, or to the end: it may stop in the middle of an instant. */
function runEvents(vehicle: Vehicle, count: number): void {
  let left = count;
  vehicle.runUntil(() => left-- <= 0, endNs - vehicle.nowNs);
}

function runToEnd(vehicle: Vehicle): string {
  vehicle.run(endNs - vehicle.nowNs);
  return textOf(vehicle);
}

function copied(snapshot: Snapshot): Snapshot {
  return deserialize(serialize(snapshot)) as Snapshot;
}

/** The example with runnables that take time, clocks that drift, and ECUs in both languages. */
function mixed(): VehicleDescription {
  const description = JSON.parse(readFileSync(vehicleFile, 'utf8')) as VehicleDescription;
  const { ecus } = description;
  return {
    ...description,
    ecus: {
      ...ecus,
      Front: { ...ecus?.Front, target: 'c', clockDriftPpm: 120, startJitter: '3ms' },
      Powertrain: {
        ...ecus?.Powertrain,
        clockDriftPpm: -80,
        executionTimes: { 'EngineModel/Step': '4100us', 'TorqueController/Run': '700us' },
      },
      Dashboard: { ...ecus?.Dashboard, target: 'c', startOffset: '1234567ns' },
    },
  };
}

const mixedFolder = mkdtempSync(join(tmpdir(), 'vfb-snapshot-mixed-'));
afterAll(() => rmSync(mixedFolder, { recursive: true, force: true }));
writeMixedBody(mixedFolder, 2);

/** With a task of Body that waits for events of several kinds, and is caught at work. */
function withExtendedTask(target: 'ts' | 'c'): VehicleDescription {
  const description = mixed();
  const executionTimes = { 'TurnIndicator/Blink': '140ms', 'StalkSwitch/Run': '9ms' };
  return {
    ...description,
    systems: [{ arxml: [mixedFolder] }],
    ecus: { ...description.ecus, Body: { target, executionTimes } },
  };
}

const inFolder = { folder: example, seed: 7 };

describe.each([
  { name: 'TypeScript', vehicle: vehicleFile, options: { target: 'ts' }, skip: false },
  { name: 'C', vehicle: vehicleFile, options: { target: 'c' }, skip: withoutC },
  { name: 'both', vehicle: mixed(), options: inFolder, skip: withoutC },
  {
    name: 'both, an extended task in TypeScript',
    vehicle: withExtendedTask('ts'),
    options: inFolder,
    skip: withoutC,
  },
  {
    name: 'both, an extended task in C',
    vehicle: withExtendedTask('c'),
    options: inFolder,
    skip: withoutC,
  },
] as const)('the example vehicle in $name', ({ vehicle: source, options, skip }) => {
  const load = (more: LoadOptions = {}) => loadVehicle(source, { ...options, ...more });

  it.skipIf(skip)('goes on from any event to the same bytes', async () => {
    const expected = runToEnd(await load());
    const vehicle = await load();
    const atStart = vehicle.snapshot();
    const stops = fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(stops, (counts) => {
        vehicle.restore(atStart);
        const snapshots = counts.map((count) => {
          runEvents(vehicle, count);
          return vehicle.snapshot();
        });
        expect(runToEnd(vehicle) === expected, 'undisturbed by taking snapshots').toBe(true);
        for (const snapshot of snapshots.reverse()) {
          vehicle.restore(copied(snapshot));
          expect(vehicle.nowNs).toBe(snapshot.atNs);
          expect(isDeepStrictEqual(vehicle.snapshot(), snapshot)).toBe(true);
          expect(runToEnd(vehicle) === expected, `from ${snapshot.atNs} ns`).toBe(true);
        }
      }),
      { seed: 1, numRuns: 15, examples: [[[0]], [[1, 1, 1]]] },
    );
  });

  it.skipIf(skip)('goes on in a vehicle that was loaded anew', async () => {
    const first = await load();
    first.run('731ms');
    first.set('Front.adc.Pedal', 0.25);
    const snapshot = copied(first.snapshot());
    first.trace.clear();
    const expected = runToEnd(first);
    const second = await load();
    second.restore(snapshot);
    expect(runToEnd(second)).toBe(expected);
    expect(second.ecus).toEqual(first.ecus);
    expect(second.buses).toEqual(first.buses);
  });
});

describe('a snapshot', () => {
  it('can be gone back to with other inputs', async () => {
    const vehicle = await loadVehicle(vehicleFile);
    vehicle.run('400ms');
    const snapshot = vehicle.snapshot();
    const needleAfter = (pedal: number): number => {
      vehicle.restore(snapshot);
      vehicle.set('Front.adc.Pedal', pedal);
      vehicle.run('3s');
      return vehicle.get('Dashboard.pwm.SpeedNeedle') as number;
    };
    const slow = needleAfter(0.2);
    const fast = needleAfter(0.9);
    expect(fast).toBeGreaterThan(slow);
    expect(needleAfter(0.2)).toBe(slow);
  });

  it('takes the trace back as far as its records are still there', async () => {
    const vehicle = await loadVehicle(vehicleFile);
    vehicle.run('100ms');
    const early = vehicle.snapshot();
    const { length } = vehicle.trace;
    vehicle.run('100ms');
    vehicle.restore(early);
    expect(vehicle.trace.length).toBe(length);
    vehicle.run('100ms');
    vehicle.trace.clear();
    const late = vehicle.snapshot();
    vehicle.restore(early);
    expect(vehicle.trace.length).toBe(0);
    vehicle.restore(late);
    expect(vehicle.trace.length).toBe(0);
  });

  it('is refused where a component keeps what cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vfb-snapshot-'));
    try {
      const own = ['pedal-io/PedalIo', 'kickdown-detector/KickdownDetector'];
      for (const path of own)
        copyFileSync(`components/${path}.ts`, join(folder, `${basename(path)}.ts`));
      const source = `export function PedalSensor_Run(): void {}\nexport const seen = new WeakSet();\n`;
      writeFileSync(join(folder, 'PedalSensor.ts'), source);
      const description = JSON.parse(readFileSync(vehicleFile, 'utf8')) as VehicleDescription;
      const ecus = { ...description.ecus, Front: { components: [folder] } };
      const vehicle = await loadVehicle({ ...description, ecus }, { folder: example });
      vehicle.run('100ms');
      const error: unknown = (() => {
        try {
          return vehicle.snapshot();
        } catch (thrown) {
          return thrown;
        }
      })();
      if (!(error instanceof VehicleError)) throw error;
      const [{ code, at, message } = { code: '', at: undefined, message: '' }] = error.diagnostics;
      expect(code).toBe('state-out-of-reach');
      expect(at?.file.text.slice(at.offset)).toMatch(/^const seen/);
      expect(message).toMatch(/: Front\.[^/]+\/PedalSensor\.ts\.seen is a WeakSet$/);
      vehicle.run('100ms');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of another vehicle is refused', async () => {
    const vehicle = await loadVehicle(vehicleFile);
    const other = await loadVehicle(vehicleFile, { seed: 2 });
    expect(() => vehicle.restore(other.snapshot())).toThrow(/another vehicle/);
  });
});
