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

/** The board is on before the run begins, as one is that somebody has plugged in. */
const onForNs = 5_000_000;

/** Not at an instant when the lamps change, which the board sees some microseconds before or after. */
const duration = '2400ms';

const description = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;

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
  vehicle.run(duration);
  await vehicle.close();
  return vehicle;
}

function poweredUp(): UnoInLockstep {
  const image = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyOnUno });
  return new UnoInLockstep(image, pinChanges, onForNs);
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
    // Of the other ECUs, all there is; of Body, what is in the chip.
    const others = [...simulated].filter(([key]) => !key.startsWith('Body.'));
    expect(others.length).toBeGreaterThan(10);
    expect(mine.get('Dashboard.signal-receive.IndicatorSignal')?.length).toBeGreaterThan(3);
    for (const [key, values] of others) expect([key, mine.get(key)]).toEqual([key, values]);
  });

  it('has sent and received in the chip what the simulated Body has', () => {
    for (const kind of ['signal-send', 'signal-receive']) {
      const expected = [...simulated].filter(([key]) => key.startsWith(`Body.${kind}.`)).sort();
      const mine = [...(uno?.signals ?? [])]
        .filter(([key]) => key.startsWith(`Body.${kind}.`))
        .sort();
      expect(mine).toEqual(expected);
      expect(expected.length).toBe(kind === 'signal-send' ? 4 : 1);
    }
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
