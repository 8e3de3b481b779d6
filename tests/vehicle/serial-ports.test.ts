/** Vehicles in real time, with boards and other people's programs behind pseudo terminals. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatFrame } from '../../bsw-sim/bridge/slcan-frames.ts';
import { formatRecord, loadVehicle, type Vehicle, VehicleError } from '../../vehicle/index.ts';
import { hasSocat, PtyPair, powerOn, until } from '../helpers/pty-pair.ts';
import { ScriptedBoard } from '../helpers/scripted-board.ts';

const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
const ms = 1_000_000;

const python = '/usr/bin/python3';
const hasPythonCan = spawnSync(python, ['-c', 'import can']).status === 0;
if (!hasSocat) console.warn('real-time tests: skipped, there is no socat');
if (!hasPythonCan) console.warn('python-can: skipped, there is no python3-can');
const isCi = process.env.CI === 'true';

function traceOf({ trace }: Vehicle): string[] {
  return Array.from({ length: trace.length }, (_, i) => formatRecord(trace.at(i)));
}

describe.skipIf(!hasSocat && !isCi)('in real time', () => {
  let pair: PtyPair;
  let folder: string;
  let vehicle: Vehicle | undefined;
  let powerOff: (() => Promise<void>) | undefined;
  beforeEach(async () => {
    pair = new PtyPair();
    folder = mkdtempSync(join(tmpdir(), 'vfb-real-'));
    await pair.connect();
  });
  afterEach(async () => {
    await powerOff?.();
    await vehicle?.close();
    powerOff = undefined;
    vehicle = undefined;
    await pair.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a board is an ECU, and the recorded run is had again without it', async () => {
    const board = new ScriptedBoard({ roles: 'aei', program: counter() });
    powerOff = await powerOn(board, pair.b);
    const record = join(folder, 'run.serial');
    const boards = { Body: { port: pair.a } };
    vehicle = await loadVehicle(example, { boards, record });
    expect(vehicle.isRealTime).toBe(true);
    expect(() => vehicle?.run('1s')).toThrow('use runRealTime');
    expect(() => vehicle?.snapshot()).toThrow(VehicleError);
    // On a busy machine it takes its time until the board is there.
    const received = () => vehicle?.lines[0]?.statistics.framesReceived ?? 0;
    await vehicle.runRealTime('1min', { isStopped: () => received() > 15 });
    const beforeNs = vehicle.nowNs;
    await vehicle.runRealTime('100ms');
    expect(vehicle.nowNs).toBe(beforeNs + 100 * ms);
    await vehicle.close();

    const trace = traceOf(vehicle);
    const counted = trace
      .filter((line) => line.includes(' frame 0x320 '))
      .map((line) => line.split(' ').slice(-3).join(''));
    expect(counted.length).toBeGreaterThan(10);
    expect(counted).toEqual(counted.map((_, i) => `0000${i.toString(16).padStart(2, '0')}`));
    expect(board.received.some(({ id }) => id === 0x130)).toBe(true);
    // Left closed, as it was found.
    await until(() => board.channel === 'closed', 'the board is still open');

    const replayed = await loadVehicle(example, { boards, replay: record });
    expect(replayed.isRealTime).toBe(false);
    replayed.run(replayed.recordedNs ?? 0);
    await replayed.close();
    expect(traceOf(replayed)).toEqual(trace);
    const errors = replayed.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('a cable that is pulled and plugged in again ends nothing', async () => {
    let board = new ScriptedBoard({ roles: 'e' });
    powerOff = await powerOn(board, pair.b);
    vehicle = await loadVehicle(example, { boards: { Body: { port: pair.a } } });
    const line = () => vehicle?.lines[0];
    let stop = false;
    const running = vehicle.runRealTime('5min', { isStopped: () => stop });
    await until(() => line()?.isOnline === true, 'the board did not come online');
    await powerOff();
    await pair.disconnect();
    await until(() => line()?.isOnline === false, 'nobody noticed');
    const during = vehicle.nowNs;
    await until(() => (vehicle?.nowNs ?? 0) > during + 200 * ms, 'the simulation stands still');
    await pair.connect();
    board = new ScriptedBoard({ roles: 'e' });
    powerOff = await powerOn(board, pair.b);
    await until(() => line()?.isOnline === true, 'the board did not come back');
    await until(() => board.received.length > 5, 'no frames arrive any more');
    stop = true;
    await running;
    await vehicle.close();
    expect(vehicle.diagnostics.map(({ code }) => code)).toContain('line-lost');
  });

  it('a port that another program has is refused', async () => {
    vehicle = await loadVehicle(example, { adapters: { VehicleCan: { port: pair.a } } });
    await expect(loadVehicle(example, { boards: { Body: { port: pair.a } } })).rejects.toThrow(
      'another program has it open',
    );
  });

  it('a machine that is too slow says so', async () => {
    powerOff = await powerOn(new ScriptedBoard({ roles: 'e' }), pair.b);
    vehicle = await loadVehicle(example, { boards: { Body: { port: pair.a } } });
    let slow = false;
    await vehicle.runRealTime('600ms', {
      onSlice: () => {
        // As if a slice took a quarter of a second once.
        if (vehicle === undefined || vehicle.nowNs < 100 * ms || slow) return;
        slow = true;
        const end = process.hrtime.bigint() + 250_000_000n;
        while (process.hrtime.bigint() < end);
      },
    });
    await vehicle.close();
    expect(vehicle.maximumLagNs).toBeGreaterThan(200 * ms);
    expect(vehicle.diagnostics.map(({ code }) => code)).toContain('real-time-lag');
  });
  describe.skipIf(!hasPythonCan && !isCi)('python-can', () => {
    it('takes part in the simulated bus', async () => {
      vehicle = await loadVehicle(example, { adapters: { VehicleCan: { port: pair.a } } });
      let ended = false;
      const client = spawn(python, ['-c', program, pair.b], { stdio: ['ignore', 'pipe', 'pipe'] });
      let printed = '';
      let failed = '';
      client.stdout.on('data', (text) => {
        printed += text;
      });
      client.stderr.on('data', (text) => {
        failed += text;
      });
      client.on('exit', () => {
        ended = true;
      });
      await vehicle.runRealTime('2min', { isStopped: () => ended });
      expect(failed).toBe('');
      const trace = traceOf(vehicle);
      const onBus = trace.filter((line) => / VehicleCan (remote-)?frame /.test(line));
      const words = onBus.map((line) => line.split(' ').slice(2).join(' '));

      // Its frames: standard, extended, remote, without data, in this order.
      const sent = ['frame 0x123 01 02 03', 'frame 0x1abcdef0x ff ff ff ff ff ff ff ff'];
      const more = ['remote-frame 0x321 4', 'remote-frame 0x18ff1234x 8', 'frame 0x7ff'];
      const all = [...sent, ...more];
      expect(words.filter((line) => all.includes(line))).toEqual(all);

      // Its burst: every frame, in its order.
      const burst = words.filter((line) => line.startsWith('frame 0x6'));
      expect(burst).toHaveLength(2000);
      expect(burst).toEqual(
        burst.map((_, i) => {
          const bytes = [i >> 8, i & 0xff].map((byte) => byte.toString(16).padStart(2, '0'));
          return `frame 0x${(0x600 + (i % 200)).toString(16)} ${bytes.join(' ')}`;
        }),
      );

      // What it received: frames of the vehicle, none left out.
      const received = printed.trim().split('\n');
      expect(received.length).toBeGreaterThan(50);
      const others = onBus
        .map((line) => line.split(' '))
        .filter(([, , , name = '']) => /^0x(110|120|130|320|18ff1000x)$/.test(name))
        .map(([, , , name, ...bytes]) => `${name} ${bytes.join(' ')}`);
      const first = others.join('\n').indexOf(received.join('\n'));
      expect(first).toBeGreaterThanOrEqual(0);
      await vehicle.close();
      expect(vehicle.lines).toMatchObject([
        { lostFrames: 0, statistics: { framesReceived: 2005 } },
      ]);
    });
  });

  it('listens to a real bus without a word, and speaks only if it may', async () => {
    const board = new ScriptedBoard({ roles: 'a' });
    powerOff = await powerOn(board, pair.b);
    vehicle = await loadVehicle(example, {
      bridges: { VehicleCan: { port: pair.a, transmit: true } },
    });
    const hasFrame = () => board.received.map(formatFrame).some((line) => /^t110/.test(line));
    await vehicle.runRealTime('1min', { isStopped: hasFrame });
    await vehicle.close();
    expect(hasFrame()).toBe(true);
    await powerOff();

    const listening = new ScriptedBoard({ roles: 'a' });
    powerOff = await powerOn(listening, pair.b);
    vehicle = await loadVehicle(example, { bridges: { VehicleCan: { port: pair.a } } });
    await vehicle.runRealTime('1min', { isStopped: () => listening.channel === 'listening' });
    await vehicle.runRealTime('300ms');
    expect(listening.channel).toBe('listening');
    expect(listening.lines.filter((line) => /^[tTrR]/.test(line))).toEqual([]);
  });
});

/** Counts in the third byte of Body's frame, every 50 ms. */
function counter(): (board: ScriptedBoard) => void {
  let due = 0;
  let count = 0;
  return (board) => {
    if (board.nowNs < due) return;
    const data = Uint8Array.of(0, 0, count, 0, 0, 0, 0, 0);
    const frame = { id: 0x320, extended: false, remote: false, lengthBytes: 3, data };
    if (!board.transmit(frame)) return;
    count++;
    due = board.nowNs + 50 * ms;
  };
}

const program = `
import can, sys, time
bus = can.interface.Bus(interface='slcan', channel=sys.argv[1], bitrate=500000,
                        ttyBaudrate=500000, sleep_after_open=0.1)
assert bus.get_version(10) == (10, 1), 'version'
assert bus.get_serial_number(10) == 'VFB0', 'serial number'
def message(id, **more):
    return can.Message(arbitration_id=id, **more)
for one in [message(0x123, is_extended_id=False, data=[1, 2, 3]),
            message(0x1abcdef0, is_extended_id=True, data=[255] * 8),
            message(0x321, is_extended_id=False, is_remote_frame=True, dlc=4),
            message(0x18ff1234, is_extended_id=True, is_remote_frame=True, dlc=8),
            message(0x7ff, is_extended_id=False, data=[])]:
    bus.send(one)
for i in range(2000):
    bus.send(message(0x600 + i % 200, is_extended_id=False, data=[i >> 8, i & 255]))
received = []
end = time.time() + 60
while len(received) < 100 and time.time() < end:
    one = bus.recv(1)
    if one is not None:
        received.append(one)
for one in received:
    name = '0x%08xx' % one.arbitration_id if one.is_extended_id else '0x%03x' % one.arbitration_id
    print(name, ' '.join('%02x' % byte for byte in one.data))
bus.shutdown()
`;
