/** Boards that take part in a vehicle in virtual time: repeatable to the byte. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SlcanFrame } from '../../bsw-sim/bridge/slcan-frames.ts';
import type { StateTape } from '../../bsw-sim/sim/state-tape.ts';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  type LoadOptions,
  type LockstepBoard,
  loadVehicle,
  type Vehicle,
  type VehicleDescription,
  VehicleError,
} from '../../vehicle/index.ts';
import { planLines } from '../../vehicle/line-plans.ts';
import type { Member } from '../../vehicle/members.ts';
import type { EcuSetup, VehicleSetup } from '../../vehicle/vehicle-setup.ts';
import { ScriptedBoard } from '../helpers/scripted-board.ts';
import { traceOf, valuesOf } from '../helpers/traces.ts';
import { emptyPlan } from './empty-plan.ts';

const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
const ms = 1_000_000;
const endNs = 2000 * ms;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-boards-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A board that sends what an ECU sent in a run, when it sent it. */
class Player extends ScriptedBoard {
  constructor(trace: readonly string[], identifier: string) {
    const frames = trace
      .map((line) => line.split(' '))
      .filter(([, , kind, name]) => kind === 'frame' && name === identifier)
      .map(([atNs = '', , , name = '', ...bytes]) => ({
        atNs: Number(atNs) - ms,
        frame: frameOf(Number(name), bytes),
      }));
    super({
      roles: 'aei',
      program: (board) => {
        while (frames[0] !== undefined && frames[0].atNs <= board.nowNs) {
          if (!board.transmit(frames[0].frame)) return;
          frames.shift();
        }
      },
    });
  }
}

function frameOf(id: number, bytes: readonly string[]): SlcanFrame {
  const data = new Uint8Array(8);
  data.set(bytes.map((byte) => Number.parseInt(byte, 16)));
  return { id, extended: false, remote: false, lengthBytes: bytes.length, data };
}

async function run(options: LoadOptions): Promise<Vehicle> {
  const vehicle = await loadVehicle(example, options);
  vehicle.run(endNs);
  await vehicle.close();
  return vehicle;
}

function withBoard(board: LockstepBoard): LoadOptions {
  return { boards: { Body: { port: 'player' } }, ports: { player: board } };
}

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

describe('the example vehicle with ECU Body on a board', () => {
  let simulated: string[];
  let player: Player;
  let first: Vehicle;
  beforeAll(async () => {
    simulated = traceOf(await run({}));
    player = new Player(simulated, '0x320');
    first = await run(withBoard(player));
  });

  it('has the values of the simulation, signal by signal', () => {
    const mine = valuesOf(traceOf(first));
    const pure = valuesOf(simulated);
    const others = [...pure].filter(([key]) => !key.startsWith('Body.'));
    expect(others.length).toBeGreaterThan(10);
    expect(mine.get('Dashboard.signal-receive.IndicatorSignal')?.length).toBeGreaterThan(3);
    for (const [key, values] of others) expect([key, mine.get(key)]).toEqual([key, values]);
  });

  it('gives the board what is on the bus, and confirms what it sent', () => {
    expect(player.received.some(({ id }) => id === 0x130)).toBe(true);
    expect(player.received.some(({ id, extended }) => extended && id === 0x18ff1000)).toBe(true);
    const sent = traceOf(first).filter((line) => line.includes(' frame 0x320 ')).length;
    expect(player.confirmations).toHaveLength(sent);
    expect(player.confirmations.every((one) => one.startsWith('k'))).toBe(true);
    expect(first.lines).toMatchObject([
      { name: 'Body.board', port: 'player', board: 'script', isOnline: true, lostFrames: 0 },
    ]);
  });

  it('is the same run every time, to the byte', async () => {
    const again = await run(withBoard(new Player(simulated, '0x320')));
    expect(traceOf(again)).toEqual(traceOf(first));
  });

  it('leaves out the stimuli of the board and says so', () => {
    const warnings = first.diagnostics.filter(({ code }) => code === 'stimulus-without-point');
    expect(warnings.map(({ message }) => message)).toContain(
      'stimuli of Body.dio.DriverDoor do nothing: Body.board has the real one',
    );
    expect(warnings).toHaveLength(3);
  });

  it('has no pins and signals of the board', () => {
    expect(first.ecus.map(({ name }) => name)).toEqual(['Dashboard', 'Front', 'Powertrain']);
    expect(() => first.get('Body.dio.LeftLamps')).toThrow('Body.dio.LeftLamps: Body is a board');
    expect(() => first.set('Body.dio.DriverDoor', 1)).toThrow('Body.board has the real one');
  });

  it('refuses a snapshot, and says why', async () => {
    expect(() => first.snapshot()).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ code: 'snapshot-refused' })],
      }),
    );
  });

  it('is recorded and replayed without the board with the same trace', async () => {
    const record = join(folder, 'body.rec');
    const recorded = await run({ ...withBoard(new Player(simulated, '0x320')), record });
    expect(traceOf(recorded)).toEqual(traceOf(first));
    const text = readFileSync(record, 'utf8');
    expect(text).toContain('# vfb serial recording 1\n0 Body.board up\n');
    expect(text.endsWith(`${endNs} end\n`)).toBe(true);

    const boards = { Body: { port: '/dev/nothing' } };
    const replayed = await run({ boards, replay: record });
    expect(traceOf(replayed)).toEqual(traceOf(first));
    expect(replayed.recordedNs).toBe(endNs);
    expect(replayed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('says where a replay is another run than the recorded one', async () => {
    const record = join(folder, 'other.rec');
    await run({ ...withBoard(new Player(simulated, '0x320')), record });
    const boards = { Body: { port: '/dev/nothing' } };
    const stimuli = [{ at: '700ms', set: 'Front.adc.Pedal', to: 0.2 }];
    const other = await run({ boards, replay: record, stimuli });
    const found = other.diagnostics.find(({ code }) => code === 'replay-differs');
    expect(found?.message).toMatch(
      /differs from the recording at 7\d\d\.\d+ ms: recorded \d+ Body/,
    );
  });

  it('goes on from a snapshot of a replay', async () => {
    const record = join(folder, 'snapshot.rec');
    await run({ ...withBoard(new Player(simulated, '0x320')), record });
    const boards = { Body: { port: '/dev/nothing' } };
    const vehicle = await loadVehicle(example, { boards, replay: record });
    vehicle.run('712ms');
    const snapshot = structuredClone(vehicle.snapshot());
    vehicle.run(endNs - vehicle.nowNs);
    vehicle.restore(snapshot);
    vehicle.run(endNs - vehicle.nowNs);
    expect(traceOf(vehicle)).toEqual(traceOf(first));
    await vehicle.close();
    expect(vehicle.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

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

describe('pins of a board behind the drivers of a simulated ECU', () => {
  const dio = {
    StalkLeft: { pin: 2, as: 'pull-up' },
    LeftLamps: { pin: 13, as: 'output' },
  } as const;

  async function withPins(board: LockstepBoard): Promise<Vehicle> {
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
        ports: { pedal: board, body: board2, dashboard: board3 },
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

  it('need firmware that serves pins', async () => {
    const plain = new ScriptedBoard({ roles: 'ae' });
    board2 = new ScriptedBoard({ roles: 'i' });
    board3 = new ScriptedBoard({ roles: 'i' });
    const vehicle = await withPins(plain);
    vehicle.run('2s');
    await vehicle.close();
    expect(vehicle.diagnostics.find(({ code }) => code === 'line-silent')?.message).toBe(
      'Front.io was never there: pedal: it serves no pins',
    );
  });
});

function plainSetup(name: string): EcuSetup {
  return {
    name,
    at: undefined,
    arxml: undefined,
    ecu: undefined,
    target: 'ts',
    components: undefined,
    startOffsetNs: 0,
    startJitterNs: 0,
    clockDriftPpm: 0,
    executionTimes: [],
    buses: [],
  };
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
      setup: { ...plainSetup('Gateway'), board: { port: 'x', baud: 500_000, at: undefined } },
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
      `recording-malformed ${path} is no recording: line 1 is not "# vfb serial recording 1"`,
    ]);
    writeFileSync(path, '# vfb serial recording 1\n0 Body.board up\n');
    expect(await problemsOf(example, { replay: path })).toEqual([
      `recording-lines the recording ${path} has the lines Body.board, the vehicle none`,
    ]);
  });
});

describe('a board whose state can be written down', () => {
  /** An ECU that counts its own time, and what it hears. */
  class Counter extends ScriptedBoard {
    transfer(tape: StateTape): void {
      this.nowNs = tape.number(this.nowNs);
      this.channel = tape.word(['closed', 'open', 'listening'], this.channel);
      this.role = tape.data(this.role);
      this.heard = tape.number(this.heard);
      this.dueNs = tape.number(this.dueNs);
      this.transferLine(tape);
    }

    dueNs = 0;
    heard = 0;

    constructor() {
      super({
        roles: 'e',
        program: () => {
          if (this.nowNs < this.dueNs) return;
          if (this.transmit(frameOf(0x320, ['00', (this.heard & 0xff).toString(16), '00']))) {
            this.dueNs = this.nowNs + 30 * ms;
          }
        },
        onFrame: () => {
          this.heard++;
        },
      });
    }
  }

  it('takes part in snapshots, to the byte', async () => {
    const pure = await run(withBoard(new Counter()));
    const vehicle = await loadVehicle(example, withBoard(new Counter()));
    vehicle.run('803ms');
    const snapshot = structuredClone(vehicle.snapshot());
    vehicle.run('900ms');
    vehicle.restore(snapshot);
    vehicle.run(endNs - vehicle.nowNs);
    expect(traceOf(vehicle)).toEqual(traceOf(pure));

    const other = await loadVehicle(example, withBoard(new Counter()));
    other.restore(snapshot);
    other.run(endNs - other.nowNs);
    const rest = traceOf(pure).filter((line) => Number(line.split(' ')[0]) > 803 * ms);
    expect(traceOf(other)).toEqual(rest);
  });
});
