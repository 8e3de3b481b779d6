/** Boards that have the pins of a simulated ECU. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type LockstepBoard,
  loadVehicle,
  type Vehicle,
  type VehicleDescription,
} from '../../vehicle/index.ts';
import { NoisyBoard, ScriptedBoard } from '../helpers/scripted-board.ts';
import { example } from './board-vehicles.ts';

describe('pins of a board behind the drivers of a simulated ECU', () => {
  const dio = {
    StalkLeft: { pin: 2, as: 'pull-up' },
    LeftLamps: { pin: 13, as: 'output' },
  } as const;

  async function withPins(board: LockstepBoard, body: LockstepBoard = board2): Promise<Vehicle> {
    const file = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;
    return loadVehicle(
      {
        ...file,
        ecus: {
          ...file.ecus,
          Body: { ...file.ecus?.Body, io: { dio } },
          Front: { ...file.ecus?.Front, io: { port: 'pedal', adc: { Pedal: 0 }, every: '2ms' } },
          Dashboard: { ...file.ecus?.Dashboard, io: { pwm: { SpeedNeedle: 9 } } },
        },
      },
      {
        folder: 'arxml/pedal-to-dashboard',
        io: { Body: { port: 'body' }, Dashboard: { port: 'dashboard' } },
        ports: { pedal: board, body, dashboard: board3 },
      },
    );
  }
  let board2: ScriptedBoard;
  let board3: ScriptedBoard;

  it('are set up, read and written', async () => {
    const board = new ScriptedBoard({ roles: 'i' });
    board2 = new ScriptedBoard({ roles: 'ai' });
    board3 = new ScriptedBoard({ roles: 'aei' });
    const vehicle = await withPins(board);
    vehicle.run('300ms');
    expect(board.lines).toContain('xo00a');
    expect(board.lines).toContain('xs02');
    expect(board2.lines).toEqual(expect.arrayContaining(['xo02u', 'xo0Do', 'xw0D0']));
    expect(board3.lines).toEqual(expect.arrayContaining(['xo09p', 'xp090000']));

    board.say('xr00C000\r');
    vehicle.run('1ms');
    expect(vehicle.get('Front.adc.Pedal')).toBeCloseTo(0.75, 4);
    board2.say('xd021\r');
    expect(vehicle.runUntil(() => board2.lines.includes('xw0D1'), '1s')).toBe(true);
    expect(vehicle.get('Body.dio.LeftLamps')).toBe(1);
    vehicle.run('2s');
    expect(
      board3.lines.some((line) => /^xp09[0-7][0-9A-F]{3}$/.test(line) && line !== 'xp090000'),
    ).toBe(true);
    // What is no pin stays simulated.
    vehicle.set('Body.dio.HazardButton', 1);
    expect(() => vehicle.set('Front.adc.Pedal', 1)).toThrow('Front.io has the real one');
    await vehicle.close();
    expect(vehicle.lines.map(({ name }) => name)).toEqual(['Body.io', 'Dashboard.io', 'Front.io']);
  });

  it('that go away with their board are an error, and a warning if they come back', async () => {
    board2 = new ScriptedBoard({ roles: 'i' });
    board3 = new ScriptedBoard({ roles: 'i' });
    const wire = new NoisyBoard(new ScriptedBoard({ roles: 'i' }), { rate: 0, seed: 1 });
    const other = new NoisyBoard(board2, { rate: 0, seed: 1 });
    const vehicle = await withPins(wire, other);
    vehicle.run('300ms');
    wire.isCut = true;
    other.isCut = true;
    vehicle.run('4s');
    other.isCut = false;
    vehicle.run('4s');
    await vehicle.close();
    const lines = vehicle.diagnostics.filter(({ code }) => code.startsWith('line-'));
    expect(
      lines.map(({ code, severity, message }) => [code, severity, message.split(' ')[0]]),
    ).toEqual([
      ['line-lost', 'warning', 'Body.io'],
      ['line-gone', 'error', 'Front.io'],
    ]);
  });

  it('need firmware that serves pins', async () => {
    const plain = new ScriptedBoard({ roles: 'ae' });
    board2 = new ScriptedBoard({ roles: 'i' });
    board3 = new ScriptedBoard({ roles: 'i' });
    const vehicle = await withPins(plain);
    vehicle.run('2s');
    await vehicle.close();
    expect(vehicle.diagnostics.find(({ code }) => code === 'line-role')?.message).toBe(
      'Front.io: the board at pedal is an adapter and an ECU, not a server of pins',
    );
  });
});
