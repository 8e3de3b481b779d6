/**
 * The example vehicle with an extended task in ECU Body, as an image on an emulated Uno: what it sends and
 * does at its pins is what the simulation does, in TypeScript and in C.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { projectRoot } from '../helpers/examples.ts';
import { planOf, writeMixedBody } from '../helpers/mixed-body.ts';
import { traceOf, valuesOf } from '../helpers/traces.ts';

const skip = !canBuildFor('uno') && process.env.CI !== 'true';
const folder = mkdtempSync(join(tmpdir(), 'vfb-mixed-body-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const example = join(projectRoot, 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json');
const file = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;
/** A board takes part when it has been asked and opened, so everything happens half a second later. */
const delayNs = 500_000_000;
const description: VehicleDescription = {
  ...file,
  systems: [{ arxml: [folder] }],
  components: [join(projectRoot, 'components')],
  stimuli: (file.stimuli ?? []).map((one) => ({ ...one, at: `${toNs(one.at) + delayNs}ns` })),
};
const pinChanges = (description.stimuli ?? []).flatMap((one): PinChange[] => {
  const [, name] = /^Body\.dio\.(\w+)$/.exec(one.set) ?? [];
  if (name === undefined) return [];
  return [{ atNs: toNs(one.at), pin: bodyPins[name as BodyPin], high: one.to === 1 }];
});

async function run(options: LoadOptions): Promise<Vehicle> {
  const vehicle = await loadVehicle(description, { folder, ...options });
  vehicle.run('2500ms');
  await vehicle.close();
  return vehicle;
}

describe.skipIf(skip)('ECU Body with an extended task on an Uno', () => {
  let simulated: Map<string, string[]>;
  let uno: UnoInLockstep;
  let vehicle: Vehicle;
  beforeAll(async () => {
    writeMixedBody(folder, 7);
    const image = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyOnUno, arxml: folder });
    uno = new UnoInLockstep(image, pinChanges);
    simulated = valuesOf(traceOf(await run({})));
    vehicle = await run({ boards: { Body: { port: 'uno' } }, ports: { uno } });
  });

  it('waits for start-up, data and time in one task', () => {
    const task = planOf(folder).tasks.find(({ name }) => name === 'Task_Mixed');
    expect(task?.osEvents?.map(({ name }) => name)).toEqual([
      'Rte_Ev_Cyclic_Task_Mixed',
      'Rte_Ev_Init_Task_Mixed',
      'Rte_Ev_Run_TurnIndicator_RequestReceived',
    ]);
    const starts = task?.entries.map(({ event, trigger }) => {
      const name = event.slice(event.lastIndexOf('/') + 1);
      return `${name} ${trigger.kind === 'cyclic' ? trigger.everyActivations : trigger.kind}`;
    });
    expect(starts).toEqual([
      'AtStart init',
      'Every250ms 5',
      'Every50ms 1',
      'RequestReceived data-received',
    ]);
  });

  it('has the values of the simulation, signal by signal', () => {
    const mine = valuesOf(traceOf(vehicle));
    const others = [...simulated].filter(([key]) => !key.startsWith('Body.'));
    expect(mine.get('Dashboard.signal-receive.IndicatorSignal')?.length).toBeGreaterThan(3);
    for (const [key, values] of others) expect([key, mine.get(key)]).toEqual([key, values]);
  });

  it('has the outputs of the simulation at its pins', () => {
    expect(simulated.get('Body.dio-output.LeftLamps')?.length).toBeGreaterThan(3);
    for (const name of ['LeftLamps', 'RightLamps', 'InteriorLamp', 'DoorLock'] as const) {
      const values = simulated.get(`Body.dio-output.${name}`);
      expect([name, uno.levelsAt(bodyPins[name])]).toEqual([name, values]);
    }
  });
});
