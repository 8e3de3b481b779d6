/** Boards, bridges, adapters, pins and recordings that cannot be. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  type LoadOptions,
  loadVehicle,
  type VehicleDescription,
  VehicleError,
} from '../../vehicle/index.ts';
import { planLines } from '../../vehicle/line-plans.ts';
import { type Member, plainEcu } from '../../vehicle/members.ts';
import type { VehicleSetup } from '../../vehicle/vehicle-setup.ts';
import { ScriptedBoard } from '../helpers/scripted-board.ts';
import { example } from './board-vehicles.ts';
import { emptyPlan } from './empty-plan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-boards-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function problemsOf(
  description: string | VehicleDescription,
  options: LoadOptions = {},
): Promise<string[]> {
  try {
    await loadVehicle(description, options);
  } catch (error) {
    if (!(error instanceof VehicleError)) throw error;
    return error.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code} ${message}`);
  }
  return [];
}

const emptySetup: VehicleSetup = {
  description: undefined,
  systems: [],
  ecus: [],
  components: [],
  buses: [],
  restBus: [],
  stimuli: [],
  seed: 0,
  durationNs: undefined,
};

describe('what cannot be', () => {
  const ports = { port: 'x' };
  const board = (): LoadOptions['ports'] => ({ x: new ScriptedBoard(), y: new ScriptedBoard() });

  it.each<[string, LoadOptions, string]>([
    [
      'a port that is not there',
      { boards: { Body: { port: '/dev/nothing-here' } } },
      'port-unopenable Body.board: /dev/nothing-here: there is no such port',
    ],
    [
      'two uses of a port',
      { boards: { Body: ports }, adapters: { VehicleCan: ports }, ports: board() },
      'port-twice port x has two uses: Body.board and VehicleCan.adapter',
    ],
    [
      'pins that nobody mapped',
      { io: { Front: ports }, ports: board() },
      'pins-unmapped no channel of ECU Front is mapped to a pin',
    ],
    [
      'an ECU that is not there',
      { boards: { Boddy: ports }, ports: board() },
      'vehicle-ecu-unknown no ECU Boddy; there is Body, Dashboard, Front, Powertrain',
    ],
    [
      'a bus that is not there',
      { bridges: { Can: ports }, ports: board() },
      'vehicle-bus-unknown no controller is on a bus Can; the buses are VehicleCan',
    ],
  ])('%s', async (_what, options, expected) => {
    expect(await problemsOf(example, options)).toContain(expected);
  });

  it('a mapping of channels that are not there, or of an ECU that is a board', async () => {
    const systems = [{ arxml: ['arxml/pedal-to-dashboard'] }];
    const components = ['components'];
    const found = await problemsOf(
      {
        systems,
        components,
        ecus: {
          Front: { io: { port: 'x', adc: { Pedall: 0 } } },
          Body: { board: { port: 'y' }, io: { port: 'z', pwm: { Lamp: 1 } } },
        },
      },
      { ports: board() },
    );
    expect(found).toContain('pin-unknown ECU Front has no adc channel Pedall; it has Pedal');
    expect(found).toContain('pins-of-board ECU Body is a board itself: its pins are its own');
  });

  it('a bit rate that no command sets', async () => {
    const description = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;
    const bitRate = { ...description, buses: { VehicleCan: { bitRate: 333_000 } } };
    const folder = 'arxml/pedal-to-dashboard';
    expect(
      await problemsOf(bitRate, { folder, bridges: { VehicleCan: ports }, ports: board() }),
    ).toContain('bridge-bit-rate no SLCAN command sets the 333000 bit/s of bus VehicleCan');
  });

  it('a board on two buses', () => {
    const diagnostics = new Diagnostics();
    const gateway: Member = {
      name: 'Gateway',
      plan: emptyPlan('Gateway'),
      restBus: false,
      setup: { ...plainEcu('Gateway'), board: { port: 'x', baud: 500_000, at: undefined } },
    };
    const controllers = new Map([
      [
        'Gateway',
        new Map([
          ['CanA', 'A'],
          ['CanB', 'B'],
        ]),
      ],
    ]);
    const lines = planLines(emptySetup, [gateway], { buses: [], controllers }, diagnostics);
    expect(lines).toEqual([]);
    expect(diagnostics.list).toMatchObject([
      { code: 'board-buses', message: 'ECU Gateway cannot be a board: it is on 2 buses' },
    ]);
  });

  it('a recording that is none, or of other lines', async () => {
    const path = join(folder, 'none.rec');
    writeFileSync(path, 'hello\n');
    expect(await problemsOf(example, { replay: path })).toEqual([
      `recording-malformed ${path} cannot be replayed: line 1 is not "# vfb serial recording 1"`,
    ]);
    const nowhere = join(folder, 'nowhere.rec');
    expect(await problemsOf(example, { replay: nowhere })).toEqual([
      `recording-malformed ${nowhere} cannot be replayed: there is no such file or folder`,
    ]);
    writeFileSync(path, '# vfb serial recording 1\n0 Body.board up\n');
    expect(await problemsOf(example, { replay: path })).toEqual([
      `recording-lines the recording ${path} has the lines Body.board, the vehicle none`,
    ]);
  });
});
