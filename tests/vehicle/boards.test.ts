/** Boards that are ECUs of a vehicle, in virtual time: repeatable to the byte. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StateTape } from '../../bsw-sim/sim/state-tape.ts';
import { loadVehicle, type Vehicle } from '../../vehicle/index.ts';
import { ScriptedBoard } from '../helpers/scripted-board.ts';
import { traceOf, valuesOf } from '../helpers/traces.ts';
import { endNs, example, frameOf, ms, run, withBoard } from './board-vehicles.ts';

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
    expect(new Set(player.confirmations.slice(0, 16)).size).toBe(Math.min(sent, 16));
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

  it('is replayed up to where it was killed', async () => {
    const record = join(folder, 'whole.rec');
    await run({ ...withBoard(new Player(simulated, '0x320')), record });
    const whole = readFileSync(record, 'utf8');
    const boards = { Body: { port: '/dev/nothing' } };
    const cut = join(folder, 'cut.rec');
    for (const share of [0.2, 0.51, 0.73]) {
      writeFileSync(cut, whole.slice(0, Math.floor(whole.length * share)));
      const replayed = await loadVehicle(example, { boards, replay: cut });
      const { recordedNs = 0 } = replayed;
      expect(recordedNs).toBeGreaterThan(100 * ms);
      replayed.run(recordedNs);
      await replayed.close();
      const codes = replayed.diagnostics.map(({ code }) => code);
      expect(codes).toContain('recording-cut');
      expect(codes).not.toContain('replay-differs');
      const sooner = traceOf(first).filter((line) => Number(line.split(' ')[0]) < recordedNs);
      expect(traceOf(replayed).slice(0, sooner.length)).toEqual(sooner);
    }
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
