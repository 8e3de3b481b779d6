/**
 * The example vehicle with its Body ECU as an image on an emulated Uno, in virtual time. The board has
 * its own crystal, start-up and execution times, so instants differ from the simulation; values do not.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type LoadOptions,
  loadVehicle,
  type Vehicle,
  type VehicleDescription,
} from '../../vehicle/index.ts';
import { toNs } from '../../vehicle/time.ts';
import { bodyOnUno, canBuildFor, ecuImage } from '../helpers/boards/ecu-images.ts';
import {
  type BodyPin,
  bodyPins,
  type PinChange,
  UnoInLockstep,
} from '../helpers/boards/uno-in-lockstep.ts';
import { traceOf, valuesOf } from '../helpers/traces.ts';

const skip = !canBuildFor('uno') && process.env.CI !== 'true';
const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';

/** A board takes part when it has been asked and opened, so everything happens half a second later. */
const delayNs = 500_000_000;
const file = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;
const description: VehicleDescription = {
  ...file,
  stimuli: (file.stimuli ?? []).map((one) => ({ ...one, at: `${toNs(one.at) + delayNs}ns` })),
};

/** What the stimuli do to the inputs of Body. */
const pinChanges = (description.stimuli ?? []).flatMap((one): PinChange[] => {
  const [, name] = /^Body\.dio\.(\w+)$/.exec(one.set) ?? [];
  if (name === undefined) return [];
  return [{ atNs: toNs(one.at), pin: bodyPins[name as BodyPin], high: one.to === 1 }];
});

const folder = mkdtempSync(join(tmpdir(), 'vfb-uno-vehicle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(options: LoadOptions): Promise<Vehicle> {
  const vehicle = await loadVehicle(description, { folder: dirname(example), ...options });
  vehicle.run('2500ms');
  await vehicle.close();
  return vehicle;
}

function poweredUp(): UnoInLockstep {
  return new UnoInLockstep(ecuImage({ ecu: 'Body', board: 'uno', pins: bodyOnUno }), pinChanges);
}

const withBoard = (uno: UnoInLockstep): LoadOptions => ({
  boards: { Body: { port: 'uno' } },
  ports: { uno },
});

describe.skipIf(skip)('the example vehicle with ECU Body on an Uno', () => {
  const uno = skip ? undefined : poweredUp();
  let simulated: Map<string, string[]>;
  let vehicle: Vehicle;
  beforeAll(async () => {
    if (uno === undefined) return;
    simulated = valuesOf(traceOf(await run({})));
    vehicle = await run({ ...withBoard(uno), record: join(folder, 'body.serial') });
  });

  it('has the values of the simulation, signal by signal', () => {
    const mine = valuesOf(traceOf(vehicle));
    const others = [...simulated].filter(([key]) => !key.startsWith('Body.'));
    expect(others.length).toBeGreaterThan(10);
    expect(mine.get('Dashboard.signal-receive.IndicatorSignal')?.length).toBeGreaterThan(3);
    for (const [key, values] of others) expect([key, mine.get(key)]).toEqual([key, values]);
  });

  it('has the outputs of the simulation at its pins', () => {
    for (const name of ['LeftLamps', 'RightLamps', 'InteriorLamp', 'DoorLock'] as const) {
      const values = simulated.get(`Body.dio-output.${name}`);
      expect([name, uno?.levelsAt(bodyPins[name])]).toEqual([name, values]);
    }
  });

  it('loses nothing between the board and the bus', () => {
    expect(vehicle.lines).toMatchObject([
      { name: 'Body.board', port: 'uno', board: 'uno', isOnline: true, lostFrames: 0 },
    ]);
    const [line] = vehicle.lines;
    expect(line?.statistics).toMatchObject({ connections: 1, losses: 0, noise: 0, bells: 0 });
  });

  it('is the same run every time, to the byte', async () => {
    expect(traceOf(await run(withBoard(poweredUp())))).toEqual(traceOf(vehicle));
  });

  it('is had again from its recording, without the board', async () => {
    const boards = { Body: { port: '/dev/nothing' } };
    const replayed = await run({ boards, replay: join(folder, 'body.serial') });
    expect(traceOf(replayed)).toEqual(traceOf(vehicle));
    expect(replayed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
