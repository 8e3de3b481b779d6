import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  formatRecord,
  loadVehicle,
  PointError,
  type Trace,
  type VehicleDescription,
  VehicleError,
} from '../../vehicle/index.ts';

const root = join(import.meta.dirname, '..', '..');
const arxml = [join(root, 'arxml', 'pedal-to-dashboard')];
const components = [join(root, 'components')];
const system: VehicleDescription = { systems: [{ arxml }], components };

function linesOf(trace: Trace): string[] {
  return Array.from({ length: trace.length }, (_, index) => formatRecord(trace.at(index)));
}

/** The codes of what a description is refused for. */
async function refusal(description: VehicleDescription): Promise<string[]> {
  try {
    await loadVehicle(description);
  } catch (error) {
    if (!(error instanceof VehicleError)) throw error;
    const errors = error.diagnostics.filter(({ severity }) => severity === 'error');
    return errors.map(({ code, message }) => `${code}: ${message}`);
  }
  throw new Error('it was not refused');
}

describe('a vehicle', () => {
  it('carries an input of one ECU over the bus to an output of another', async () => {
    const vehicle = await loadVehicle(system);
    expect(vehicle.nowNs).toBe(0);
    vehicle.set('Front.adc.Pedal', 0.6);
    vehicle.run('500ms');
    expect(vehicle.nowNs).toBe(500_000_000);
    expect(vehicle.get('Front.adc.Pedal')).toBe(0.6);
    expect(vehicle.get('Front.signal.PedalPosition')).toBeGreaterThan(0);
    expect(vehicle.get('Dashboard.signal.PedalPosition')).toBe(
      vehicle.get('Front.signal.PedalPosition'),
    );
    expect(vehicle.runUntil(() => Number(vehicle.get('Dashboard.pwm.SpeedNeedle')) > 0, '5s')).toBe(
      true,
    );
    expect(vehicle.nowNs).toBeLessThan(5_500_000_000);
    expect(vehicle.runUntil(() => false, '1ms')).toBe(false);
  });

  it('shows buses with their matrix and ECUs with their tasks', async () => {
    const vehicle = await loadVehicle(system);
    vehicle.run('99ms');
    const bus = vehicle.bus('VehicleCan');
    expect(bus).toMatchObject({ bitRate: 500_000 });
    expect(bus.load).toBeGreaterThan(0);
    expect(bus.frames.map(({ id, matrix }) => `${id} ${matrix?.sender}`)).toEqual([
      '0x110 Front',
      '0x120 Powertrain',
      '0x130 Powertrain',
      '0x320 Body',
      '0x18ff1000x Powertrain',
    ]);
    expect(bus.frames.reduce((sum, { count }) => sum + count, 0)).toBe(bus.frameCount);
    const task = vehicle.ecu('Front').tasks.find(({ name }) => name === 'Task_10ms');
    expect(task).toMatchObject({ activations: 10, lost: 0 });
    expect(vehicle.ecu('Front')).toMatchObject({ restBus: false });
    expect(vehicle.ecu('Front').points).toContain('adc.Pedal');
  });

  it('refuses names it does not have, and lists those it has', async () => {
    const vehicle = await loadVehicle({ ...system, restBus: ['Body'] });
    expect(() => vehicle.get('Rear.adc.Pedal')).toThrow(
      new PointError('no ECU "Rear"; there is Body, Dashboard, Front, Powertrain'),
    );
    expect(() => vehicle.set('Front.adc.Pedal', 2)).toThrow('Front.adc.Pedal: takes 0 to 1, not 2');
    expect(() => vehicle.set('Dashboard.pwm.SpeedNeedle', 1)).toThrow('is an output');
    expect(() => vehicle.bus('CAN')).toThrow('no bus "CAN"; there is VehicleCan');
    expect(() => vehicle.ecu('Rear')).toThrow('no ECU "Rear"');
    expect(() => vehicle.run('10')).toThrow(RangeError);
  });

  it('gives the same trace whatever the slices it is run in', async () => {
    const [whole, sliced] = await Promise.all([loadVehicle(system), loadVehicle(system)]);
    for (const vehicle of [whole, sliced]) vehicle.set('Front.adc.Pedal', 0.5);
    whole.run('100ms');
    for (let slice = 0; slice < 100; slice++) sliced.run('1ms');
    expect(linesOf(sliced.trace)).toEqual(linesOf(whole.trace));
    expect(whole.trace.length).toBeGreaterThan(100);
  });

  it('runs a node of the rest bus from the matrix and from stimuli', async () => {
    const vehicle = await loadVehicle({
      ...system,
      restBus: ['Front'],
      stimuli: [{ at: '50ms', set: 'Front.signal.PedalPosition', to: 700 }],
    });
    vehicle.run('40ms');
    expect(vehicle.ecu('Front')).toMatchObject({ restBus: true, tasks: [] });
    expect(vehicle.get('Powertrain.signal.PedalPosition')).not.toBe(700);
    vehicle.run('40ms');
    expect(vehicle.get('Powertrain.signal.PedalPosition')).toBe(700);
    vehicle.set('Front.signal.PedalPosition', 300);
    vehicle.run('40ms');
    expect(vehicle.get('Powertrain.signal.PedalPosition')).toBe(300);
  });

  it('joins ECUs that come with models of their own', async () => {
    const vehicle = await loadVehicle({
      components,
      ecus: {
        PedalBox: { arxml, ecu: 'Front', startOffset: '1ms' },
        Cluster: {
          arxml: [...arxml, join(root, 'arxml', 'pedal-to-dashboard', 'types.arxml')],
          ecu: 'Dashboard',
        },
      },
      stimuli: [{ at: '0ms', set: 'PedalBox.adc.Pedal', to: 0.6 }],
    });
    vehicle.run('100ms');
    expect(vehicle.ecus.map(({ name }) => name)).toEqual(['Cluster', 'PedalBox']);
    expect(vehicle.get('Cluster.signal.PedalPosition')).toBe(
      vehicle.get('PedalBox.signal.PedalPosition'),
    );
    expect(vehicle.get('Cluster.signal.PedalPosition')).not.toBe(0);
  });

  it('starts ECUs with a jitter at instants that the seed decides, each ECU for itself', async () => {
    const starts = async (seed: number, jitters: Record<string, string>): Promise<number[]> => {
      const ecus = Object.entries(jitters).map(
        ([name, startJitter]) => [name, { startOffset: '1ms', startJitter }] as const,
      );
      const vehicle = await loadVehicle({ ...system, ecus: Object.fromEntries(ecus) }, { seed });
      vehicle.run('20ms');
      const records = linesOf(vehicle.trace).map((line) => line.split(' '));
      return ['Front', 'Powertrain'].map((ecu) =>
        Number(records.find(([, source, kind]) => source === ecu && kind === 'task-activate')?.[0]),
      );
    };
    const [front, powertrain] = await starts(1, { Front: '10ms' });
    expect(front).toBeGreaterThan(1_000_000);
    expect(front).toBeLessThanOrEqual(11_000_000);
    expect(powertrain).toBe(0);
    expect((await starts(1, { Front: '10ms', Powertrain: '5ms' }))[0]).toBe(front);
    expect((await starts(2, { Front: '10ms' }))[0]).not.toBe(front);
  });

  it('can be run without a trace', async () => {
    const vehicle = await loadVehicle(system, { trace: false });
    vehicle.run('20ms');
    expect(vehicle.trace.length).toBe(0);
  });
});

describe('a vehicle is refused', () => {
  it.each<[string, VehicleDescription, string[]]>([
    [
      'with an ECU no system has',
      { systems: [{ arxml, ecus: ['Rear'] }] },
      ['vehicle-ecu-unknown: no ECU Rear; there is Body, Dashboard, Front, Powertrain'],
    ],
    [
      'with more about an ECU that no system has',
      { ...system, ecus: { Rear: {} }, restBus: ['Roof'] },
      [
        'vehicle-ecu-unknown: no ECU Rear; there is Body, Dashboard, Front, Powertrain',
        'vehicle-ecu-unknown: no ECU Roof; there is Body, Dashboard, Front, Powertrain',
      ],
    ],
    [
      'with two ECUs of one name',
      {
        systems: [
          { arxml, ecus: ['Front'] },
          { arxml, ecus: ['Front'] },
        ],
        components,
      },
      ['vehicle-ecu-twice: the vehicle has two ECUs named Front'],
    ],
    [
      'with a model of several ECUs and no word which',
      { ecus: { Any: { arxml } } },
      [
        'vehicle-ecu-ambiguous: the model of Any has several ECUs: Body, Dashboard, Front, Powertrain',
      ],
    ],
    [
      'with an ECU its own model does not have',
      { ecus: { Any: { arxml, ecu: 'Rear' } } },
      ['vehicle-ecu-unknown: no ECU Rear; there is Body, Dashboard, Front, Powertrain'],
    ],
    [
      'with a controller the ECU does not have, and a bus nobody is on',
      { ...system, ecus: { Front: { buses: { Can9: 'B' } } }, buses: { C: {} } },
      [
        'vehicle-controller-unknown: Front has no CAN controller Can9; it has Can0',
        'vehicle-bus-unknown: no controller is on a bus C; the buses are VehicleCan',
      ],
    ],
    [
      'with an execution time of what does not run',
      {
        systems: [{ arxml, ecus: ['Front'] }],
        components,
        ecus: { Front: { executionTimes: { 'PedalSensor/Walk': '1ms' } } },
      },
      [
        'vehicle-runnable-unknown: Front runs no PedalSensor/Walk; it runs PedalSensor/Run, KickdownDetector/OnPosition',
      ],
    ],
  ])('%s', async (_what, description, expected) => {
    expect(await refusal(description)).toEqual(expected);
  });

  it('without sources of its components, each named', async () => {
    const codes = await refusal({ systems: [{ arxml, ecus: ['Front'] }] });
    expect(codes.map((text) => text.split(' ').slice(0, 7).join(' '))).toEqual([
      'component-missing: no source for component type KickdownDetector',
      'component-missing: no source for component type PedalIo',
      'component-missing: no source for component type PedalSensor',
    ]);
  });

  it('with a path that is not there, or has no ARXML', async () => {
    const codes = await refusal({ systems: [{ arxml: ['nowhere', join(root, 'schema')] }] });
    expect(codes).toEqual([
      'vehicle-path-missing: no file or folder nowhere',
      'arxml-none: no *.arxml file in schema',
    ]);
  });
});

describe('a vehicle that cannot be read', () => {
  it('is refused when there is no such file', async () => {
    await expect(loadVehicle('nowhere.vehicle.json')).rejects.toThrow(
      'error file-unreadable: cannot read the file: nowhere.vehicle.json: there is no such file',
    );
  });

  it('is refused when its models have no ECU', async () => {
    const types = [join(root, 'arxml', 'pedal-to-dashboard', 'types.arxml')];
    expect(await refusal({ systems: [{ arxml: types }], ecus: { A: { arxml: types } } })).toEqual([
      'vehicle-ecu-none: no ECU in the system',
      'vehicle-ecu-none: no ECU in the model of A',
    ]);
  });
});

describe('a vehicle that fails while it runs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vfb-vehicle-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the ECU Front with this as its pedal sensor until it fails. */
  async function failure(pedalSensor: string): Promise<VehicleError> {
    const own = mkdtempSync(join(folder, 'front-'));
    writeFileSync(
      join(own, 'KickdownDetector.ts'),
      'export function KickdownDetector_OnPosition() {}\n',
    );
    writeFileSync(join(own, 'PedalIo.ts'), 'export function PedalIo_Read() { return 0; }\n');
    writeFileSync(join(own, 'PedalSensor.ts'), pedalSensor);
    const vehicle = await loadVehicle({
      systems: [{ arxml, ecus: ['Front'] }],
      components: [own],
    });
    try {
      vehicle.run('1s');
    } catch (error) {
      expect(vehicle.nowNs).toBe(1_000_000_000);
      if (error instanceof VehicleError) return error;
      throw error;
    }
    throw new Error('it did not fail');
  }

  it('says in which line of which component', async () => {
    const { diagnostics } = await failure(
      `export function PedalSensor_Run() {\n  throw new Error('broken wire');\n}\n`,
    );
    const failed = diagnostics.find(({ code }) => code === 'ecu-failed');
    expect(failed?.message).toBe(
      'ECU Front failed at 0 in PedalSensor/Run of task Task_10ms: Error: broken wire',
    );
    expect(failed?.at?.file.text.slice(failed.at.offset)).toMatch(/^new Error/);
  });

  it('names the runnable when what was thrown does not know its line', async () => {
    const { diagnostics } = await failure(`export function PedalSensor_Run() { throw 'a text'; }`);
    const failed = diagnostics.find(({ code }) => code === 'ecu-failed');
    expect(failed?.message).toMatch(/ in PedalSensor\/Run of task Task_10ms: a text$/);
    expect(failed?.at?.offset).toBe(0);
  });
});
