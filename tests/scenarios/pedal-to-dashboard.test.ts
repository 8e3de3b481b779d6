/** What the driver does, and what the vehicle then does, in virtual time. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadVehicle, type Vehicle } from '../../vehicle/index.ts';

const folder = 'arxml/pedal-to-dashboard';
const root = mkdtempSync(join(tmpdir(), 'vfb-scenario-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/**
 * The example vehicle with nobody in it: its own stimuli left out. `failure`: what a pedal sensor does in
 * place of its hundredth run, to be loaded in place of its own.
 */
async function vehicle(failure?: string): Promise<Vehicle> {
  const path = `${folder}/pedal-to-dashboard.vehicle.json`;
  const { stimuli: _, ...description } = JSON.parse(readFileSync(path, 'utf8'));
  if (failure !== undefined) description.ecus.Front.components = [frontWith(failure)];
  const loaded = await loadVehicle(description, { folder });
  loaded.set('Front.adc.Pedal', 0.1);
  return loaded;
}

/** A folder with the components of Front, of which the pedal sensor fails. */
function frontWith(failure: string): string {
  const own = mkdtempSync(join(root, 'front-'));
  for (const component of ['pedal-io/PedalIo', 'kickdown-detector/KickdownDetector']) {
    copyFileSync(`components/${component}.ts`, join(own, `${basename(component)}.ts`));
  }
  const sensor = readFileSync('components/pedal-sensor/PedalSensor.ts', 'utf8');
  const start = /^export function PedalSensor_Run\(.*$/m;
  writeFileSync(
    join(own, 'PedalSensor.ts'),
    `let runs = 0;\n${sensor.replace(start, `$&\nif (++runs > 100) { ${failure} }`)}`,
  );
  return own;
}

/** Instants, in ms, at which an output changed, with its new value. */
function changes(
  of: Vehicle,
  source: string,
  kind: string,
  name: string,
): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let i = 0; i < of.trace.length; i += 1) {
    const record = of.trace.at(i);
    if (record.source === source && record.kind === kind && record.name === name) {
      found.push([Math.round(record.atNs / 1e6), Number(record.value)]);
    }
  }
  return found;
}

describe('the accelerator pedal', () => {
  it('pressed on one ECU moves the needle on another', async () => {
    const car = await vehicle();
    car.run('500ms');
    expect(car.get('Dashboard.pwm.SpeedNeedle')).toBe(0);
    car.set('Front.adc.Pedal', 0.9);
    car.run('2s');
    expect(Number(car.get('Powertrain.signal.EngineTorque'))).toBeGreaterThan(1000);
    expect(Number(car.get('Dashboard.pwm.SpeedNeedle'))).toBeGreaterThan(0.02);
  });

  it('is on the bus within one period of its sensor and one of its frame', async () => {
    const car = await vehicle();
    car.run('503ms');
    const before = car.get('Powertrain.signal.PedalPosition');
    car.set('Front.adc.Pedal', 0.5);
    const changed = car.runUntil(() => car.get('Powertrain.signal.PedalPosition') !== before, '1s');
    expect(changed).toBe(true);
    expect(car.nowNs).toBeLessThan(503e6 + 22e6);
  });

  it('with a broken wire is not believed: no torque, and the warning lamp comes on', async () => {
    const car = await vehicle();
    car.set('Front.adc.Pedal', 0.8);
    car.run('1s');
    expect(car.get('Front.signal.PedalValid')).toBe(1);
    expect(car.get('Dashboard.dio.WarningLamp')).toBe(0);
    const torque = Number(car.get('Powertrain.signal.EngineTorque'));
    car.set('Front.adc.Pedal', 0);
    car.run('1s');
    expect(car.get('Front.signal.PedalValid')).toBe(0);
    expect(car.get('Dashboard.dio.WarningLamp')).toBe(1);
    expect(Number(car.get('Powertrain.signal.EngineTorque'))).toBeLessThan(torque / 2);
  });

  it('that falls silent is not believed 100 ms later: no torque, and the warning lamp comes on', async () => {
    const car = await vehicle('throw new Error("no supply");');
    car.set('Front.adc.Pedal', 0.8);
    expect(() => car.run('1100ms')).toThrow('no supply');
    const failedAtNs = car.ecu('Front').failure?.atNs ?? 0;
    expect(failedAtNs / 1e6).toBeCloseTo(1000, 0);
    expect(car.get('Dashboard.dio.WarningLamp')).toBe(0);
    const torque = Number(car.get('Powertrain.signal.EngineTorque'));
    expect(torque).toBeGreaterThan(1000);
    car.run('1s');
    for (const ecu of ['Powertrain', 'Dashboard']) {
      const [at, ...more] = changes(car, ecu, 'i-pdu-timeout', 'PedalStatus');
      expect(more).toEqual([]);
      expect(at?.[0]).toBeGreaterThan(failedAtNs / 1e6 + 90);
      expect(at?.[0]).toBeLessThan(failedAtNs / 1e6 + 103);
    }
    expect(car.get('Dashboard.dio.WarningLamp')).toBe(1);
    expect(Number(car.get('Powertrain.signal.EngineTorque'))).toBeLessThan(torque / 2);
  });
});

describe('the turn indicator', () => {
  it('blinks with a period of half a second, and the tell-tale follows within 25 ms', async () => {
    const car = await vehicle();
    car.run('100ms');
    car.set('Body.dio.StalkLeft', 1);
    car.run('2s');
    const lamps = changes(car, 'Body', 'dio-output', 'LeftLamps').filter(([at]) => at > 0);
    const tellTale = changes(car, 'Dashboard', 'dio-output', 'LeftTellTale').filter(
      ([at]) => at > 0,
    );
    expect(lamps.length).toBeGreaterThan(5);
    expect(lamps.map(([, level]) => level)).toEqual(lamps.map((_, i) => (i + 1) % 2));
    for (const [i, [at, level]] of lamps.slice(1, -1).entries()) {
      const previous = lamps[i]?.[0] ?? 0;
      if (i > 0) expect(at - previous).toBe(250);
      const [seenAt, seen] = tellTale[i + 1] ?? [Number.NaN, Number.NaN];
      expect(seen).toBe(level);
      expect(seenAt - at).toBeLessThan(25);
    }
  });

  it('leaves the other side dark, and the hazard button lights both', async () => {
    const car = await vehicle();
    car.set('Body.dio.StalkLeft', 1);
    car.run('1s');
    expect(
      changes(car, 'Body', 'dio-output', 'RightLamps').filter(([, level]) => level === 1),
    ).toEqual([]);
    car.set('Body.dio.HazardButton', 1);
    car.run('1s');
    expect(
      changes(car, 'Body', 'dio-output', 'RightLamps').filter(([, level]) => level === 1).length,
    ).toBeGreaterThan(0);
  });
});

describe('the frames', () => {
  it('come at the periods of the communication matrix', async () => {
    const car = await vehicle();
    car.run('2s');
    const counts = new Map(car.bus('VehicleCan').frames.map((frame) => [frame.id, frame.count]));
    expect(counts.get('0x110')).toBeGreaterThanOrEqual(199);
    expect(counts.get('0x120')).toBeGreaterThanOrEqual(99);
    expect(counts.get('0x130')).toBeGreaterThanOrEqual(39);
    expect(counts.get('0x18ff1000x')).toBe(4);
  });

  it('of an ECU that starts alone are repeated until somebody acknowledges them', async () => {
    const car = await vehicle();
    car.run('1ms');
    expect(car.bus('VehicleCan').unacknowledgedFrames).toBe(1);
    expect(car.bus('VehicleCan').frameCount).toBe(1);
  });
});
