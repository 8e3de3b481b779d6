/** Who is at the other side of a serial line of a vehicle, or is not, and what is said of it. */
import { describe, expect, it } from 'vitest';
import {
  type LoadOptions,
  type LockstepBoard,
  loadVehicle,
  type Vehicle,
} from '../../vehicle/index.ts';
import { NoisyBoard, ScriptedBoard } from '../helpers/scripted-board.ts';
import { traceOf } from '../helpers/traces.ts';
import { example, run, saidBy, withBoard } from './board-vehicles.ts';

describe('a board that is not there', () => {
  it('is an error at the end of the run', async () => {
    const dead: LockstepBoard = { runUntil: () => {}, write: () => {}, onByte: undefined };
    const vehicle = await run(withBoard(dead));
    expect(vehicle.diagnostics.find(({ code }) => code === 'line-silent')?.message).toBe(
      'Body.board was never there: player: nobody answers',
    );
  });

  it('after it was, is a warning, and so are damaged lines', async () => {
    const board = new ScriptedBoard({ roles: 'e' });
    const vehicle = await loadVehicle(example, withBoard(board));
    vehicle.run('300ms');
    board.say('what?\r');
    board.reset();
    vehicle.run('2s');
    await vehicle.close();
    const messages = vehicle.diagnostics.map(({ code, message }) => `${code} ${message}`);
    expect(messages).toContain(
      'line-lost Body.board was lost and came back, times 1, the last time since it was reset',
    );
    expect(messages).toContain('line-noise Body.board sent 1 lines that mean nothing');
  });
});

describe('an adapter to a real bus', () => {
  it('that refuses frames is a warning with their number', async () => {
    const adapter = new ScriptedBoard({ roles: 'a', refuses: /^t110/ });
    const vehicle = await run({
      bridges: { VehicleCan: { port: 'adapter', transmit: true } },
      ports: { adapter },
    });
    const [line] = vehicle.lines;
    expect(line?.lostFrames).toBeGreaterThan(100);
    expect(vehicle.diagnostics.find(({ code }) => code === 'line-frames-lost')?.message).toBe(
      `VehicleCan.bridge lost ${line?.lostFrames} frames: ${line?.lostFrames} were refused by the other side`,
    );
    const traced = traceOf(vehicle).filter((one) => one.endsWith('frame-lost 0x110'));
    expect(traced).toHaveLength(line?.lostFrames ?? 0);
  });
});

describe('a bus that plays an adapter', () => {
  it('lets a program take part', async () => {
    const said: string[] = [];
    const client: LockstepBoard & { say(text: string): void } = {
      onByte: undefined,
      runUntil: () => {},
      write: (byte) => {
        said.push(String.fromCharCode(byte));
      },
      say(text) {
        for (const character of text) this.onByte?.(character.charCodeAt(0));
      },
    };
    const vehicle = await loadVehicle(example, {
      adapters: { VehicleCan: { port: 'client' } },
      ports: { client },
    });
    vehicle.run('10ms');
    client.say('C\rS5\rO\rS6\rO\rO\rV\rv\rN\rX\r');
    vehicle.run('10ms');
    expect(said.join('').split(/t1[123]0/)[0]).toBe(
      '\r\u0007\u0007\r\r\u0007V1001\rvvfb1 board=simulation roles=a\rNVFB0\r\u0007',
    );
    client.say('r7ff3\rF\rC\rF\r');
    vehicle.run('20ms');
    const answers = said.join('').replaceAll(/[tT][0-9A-F]+\r/g, '');
    expect(answers).toContain('z\rF00\r\r\u0007');
    expect(said.join('')).toMatch(/t110[0-9A-F]{5}\r/);
    expect(traceOf(vehicle).some((line) => line.endsWith('VehicleCan remote-frame 0x7ff 3'))).toBe(
      true,
    );
    await vehicle.close();
  });

  it('that is faster than the line loses nothing on the way in', async () => {
    const client: LockstepBoard = { onByte: undefined, runUntil: () => {}, write: () => {} };
    const vehicle = await loadVehicle(example, {
      adapters: { VehicleCan: { port: 'client', baud: 4_000_000 } },
      ports: { client },
    });
    vehicle.run('5ms');
    const burst = Array.from(
      { length: 2000 },
      (_, i) => `t7${(i % 256).toString(16).padStart(2, '0')}0\r`,
    );
    for (const character of `O\r${burst.join('')}C\r`) client.onByte?.(character.charCodeAt(0));
    vehicle.run('2s');
    // Closed behind the burst: what is on its way goes out first.
    const frames = traceOf(vehicle).filter((line) => / frame 0x7/.test(line));
    expect(frames).toHaveLength(2000);
    await vehicle.close();
    expect(vehicle.lines[0]).toMatchObject({ lostFrames: 0 });
  });
});

describe('a board that goes away', () => {
  it('and stays away is an error that says since when, and what it missed', async () => {
    const board = new ScriptedBoard({ roles: 'e' });
    const wire = new NoisyBoard(board, { rate: 0, seed: 1 });
    const vehicle = await loadVehicle(example, withBoard(wire));
    vehicle.run('1s');
    const before = board.received.length;
    wire.isCut = true;
    vehicle.run('4s');
    await vehicle.close();
    const [line] = vehicle.lines;
    const said = saidBy(vehicle);
    expect(said).toContainEqual(
      expect.stringMatching(
        /^line-gone Body\.board was lost at [\d.]+ s and did not come back, times lost 1: it does not answer any more$/,
      ),
    );
    // Whatever else was on the bus meanwhile, as the trace has it.
    const meant = traceOf(vehicle).filter((one) => / VehicleCan frame /.test(one)).length;
    const others = meant - (line?.statistics.framesReceived ?? 0);
    expect(line?.lostFrames).toBeGreaterThan(100);
    expect(before + (line?.lostFrames ?? 0)).toBe(others - framesBeforeBoard(vehicle));
    expect(said).toContainEqual(
      expect.stringMatching(
        /^line-frames-lost Body\.board lost \d+ frames: \d+ passed while the other side was away, /,
      ),
    );
    expect(line?.goneSinceNs).toBeGreaterThan(1e9);
  });

  it('and comes back is a warning', async () => {
    const board = new ScriptedBoard({ roles: 'e' });
    const wire = new NoisyBoard(board, { rate: 0, seed: 1 });
    const vehicle = await loadVehicle(example, withBoard(wire));
    vehicle.run('1s');
    wire.isCut = true;
    vehicle.run('4s');
    wire.isCut = false;
    vehicle.run('4s');
    await vehicle.close();
    expect(vehicle.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const codes = vehicle.diagnostics.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['line-lost', 'line-frames-lost']));
    expect(vehicle.lines[0]).toMatchObject({ isOnline: true, goneSinceNs: undefined });
  });
});

/** Frames on the bus before the board was there. */
function framesBeforeBoard(vehicle: Vehicle): number {
  const trace = traceOf(vehicle);
  const online = trace.findIndex((one) => one.includes(' line-online '));
  return trace.slice(0, online).filter((one) => / VehicleCan frame /.test(one)).length;
}

describe('a board with other firmware', () => {
  it.each<[string, LoadOptions, string, string]>([
    [
      'an ECU is no adapter',
      { bridges: { VehicleCan: { port: 'b', transmit: true } } },
      'e',
      'VehicleCan.bridge: the board at b is an ECU, not an adapter',
    ],
    [
      'the serial bridge is no ECU',
      { boards: { Body: { port: 'b' } } },
      'ai',
      'Body.board: the board at b is an adapter and a server of pins, not an ECU',
    ],
  ])('%s', async (_what, options, roles, message) => {
    const board = new ScriptedBoard({ roles });
    const vehicle = await run({ ...options, ports: { b: board } });
    expect(saidBy(vehicle)).toContain(`line-role ${message}`);
    expect(board.channel).toBe('closed');
    expect(board.received).toEqual([]);
  });
});
