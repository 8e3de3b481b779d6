/** python-can, through its slcan interface, speaks to the bridge on an emulated Uno, which is on a bus. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BridgeBoard, frameOf, lineOf } from '../helpers/boards/bridge-board.ts';
import { lineLimit, numberedFrame } from '../helpers/boards/bridge-throughput.ts';
import { FramePacing, hasSocat, onPseudoTerminal } from '../helpers/boards/pty-line.ts';
import { page } from '../helpers/pages.ts';

// Debian's modules belong to Debian's interpreter.
const python = '/usr/bin/python3';
const hasPythonCan = spawnSync(python, ['-c', 'import can, serial']).status === 0;
const skip = !(hasSocat && hasPythonCan) && process.env.CI !== 'true';
if (skip) console.warn('socat or python3-can is missing: not tried with the bridge');

const programs = join(import.meta.dirname, '..', 'helpers', 'boards', 'programs');
const peer = join(programs, 'python-can-peer.py');
const rates = join(programs, 'python-can-rates.py');

/** Frames a second of 8 bytes that python-can passes through the shipped firmware of an Uno. */
const stated = { toHost: 2200, fromHost: 2200, both: 1500 };
const frames = 1500;

interface Told {
  readonly numbers: readonly number[];
  /** z, and BELs, whatever they are for. */
  readonly answers: number;
  readonly bels: number;
  readonly flags: string;
  /** As xn counts: to the host, from the host, lines. */
  readonly lost: readonly number[];
}

const all = Array.from({ length: frames }, (_, i) => i);

/** Frames from the bus at a rate, from now on; and one more that says that these were all. */
function busSends({ board, controller }: BridgeBoard, framesPerSecond: number): void {
  const startNs = board.nowNs;
  for (const i of all) {
    controller.receive(numberedFrame(i), startNs + (i * 1e9) / framesPerSecond);
  }
  controller.receive(frameOf('t7010'), startNs + (frames * 1e9) / framesPerSecond + 50e6);
}

/** python-can sends, where it does, as fast as it can; what that is for the board is the pacing. */
async function pythonCan(
  bridge: BridgeBoard,
  what: { readonly bitRate?: number; readonly sends?: number; readonly receives?: boolean },
  pacing?: FramePacing,
): Promise<Told> {
  const { bitRate = 500_000, sends = 0, receives = false } = what;
  const options = [String(bitRate), String(sends), receives ? 'receive' : 'no'];
  const { stdout } = await onPseudoTerminal(
    bridge,
    (path) => promisify(execFile)(python, [rates, path, ...options], { timeout: 200_000 }),
    pacing,
  );
  return JSON.parse(stdout) as Told;
}

/** Numbers of the frames that the board has sent. */
function sentOnBus({ controller }: BridgeBoard): number[] {
  return controller.sent
    .filter(({ frame }) => frame.id === 0x123)
    .map(({ frame }) => Number.parseInt(lineOf(frame).slice(5), 16));
}

const nothingLost = { bels: 0, flags: 'F00', lost: [0, 0, 0] };

describe.skipIf(skip)('python-can', () => {
  it('opens the bridge, sends and receives frames of every kind, and hundreds without loss', async () => {
    const bridge = new BridgeBoard('uno');
    // The other node answers each frame with one of the next identifier.
    const { controller } = bridge;
    controller.onSent = ({ frame, atNs }) =>
      controller.receive({ ...frame, id: frame.id + 1 }, atNs);
    const { stdout } = await onPseudoTerminal(bridge, async (path) => {
      const result = await promisify(execFile)(python, [peer, path], { timeout: 100_000 });
      // Its last line, which closes the channel, may still be on the way.
      for (let i = 0; i < 100 && controller.mode !== 'configuration'; i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return result;
    });
    expect(JSON.parse(stdout)).toEqual({
      version: [10, 1],
      serialNumber: 'VFB1',
      echoed: [
        [0x124, false, false, 8, '0102030405060708'],
        [0x12345679, true, false, 2, 'aabb'],
        [0x7f1, false, true, 4, ''],
        [0x1abcdef1, true, true, 0, ''],
        [0x101, false, false, 0, ''],
      ],
      stream: Array.from({ length: 300 }, (_, i) => i.toString(16).padStart(4, '0')),
    });
    expect(controller.sent.length).toBe(305);
    expect(controller.mode).toBe('configuration');
  }, 120_000);

  it('sends at the stated rate without loss', async () => {
    const bridge = new BridgeBoard('uno');
    const pacing = new FramePacing(bridge, stated.fromHost, frames);
    const told = await pythonCan(bridge, { sends: frames }, pacing);
    expect(told).toEqual({ ...nothingLost, numbers: [], answers: frames });
    expect(sentOnBus(bridge)).toEqual(all);
    console.info(`python-can: no loss at ${stated.fromHost} frames/s from it`);
  }, 240_000);

  it('receives at the stated rate without loss', async () => {
    const bridge = new BridgeBoard('uno');
    bridge.controller.onSent = () => busSends(bridge, stated.toHost);
    const told = await pythonCan(bridge, { receives: true });
    expect(told).toEqual({ ...nothingLost, numbers: all, answers: 1 });
    console.info(`python-can: no loss at ${stated.toHost} frames/s to it`);
  }, 240_000);

  it('does both at once at the stated rate without loss', async () => {
    const bridge = new BridgeBoard('uno');
    // The first is the one that asks the other node to begin.
    const pacing = new FramePacing(bridge, stated.both, frames + 1);
    pacing.onFrame = (number) => {
      if (number < frames) bridge.controller.receive(numberedFrame(number));
      if (number === frames) bridge.controller.receive(frameOf('t7010'));
    };
    const told = await pythonCan(bridge, { sends: frames, receives: true }, pacing);
    expect(told).toEqual({ ...nothingLost, numbers: all, answers: frames + 1 });
    expect(sentOnBus(bridge)).toEqual(all);
    console.info(`python-can: no loss at ${stated.both} frames/s each way`);
  }, 240_000);

  it('is told of every frame that the line has no room for', async () => {
    const bridge = new BridgeBoard('uno');
    bridge.controller.onSent = () => busSends(bridge, 1.4 * lineLimit(500_000));
    const { numbers, flags, bels, lost } = await pythonCan(bridge, { receives: true });
    expect(numbers.length).toBeLessThan(frames);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(lost).toEqual([frames - numbers.length, 0, 0]);
    expect([flags, bels]).toEqual(['F01', 1]);
  }, 240_000);

  it('is told of every frame that the bus has no room for', async () => {
    // 125 kbit/s carry about 1,000 frames a second.
    const bridge = new BridgeBoard('uno', { bitRate: 125_000 });
    const pacing = new FramePacing(bridge, 2000, frames + 1);
    // What waits in the board when its channel is closed goes nowhere: python-can stays until all is sent.
    pacing.onFrame = (number) => {
      const atNs = bridge.board.nowNs + 100e6;
      if (number === frames) bridge.controller.receive(frameOf('t7010'), atNs);
    };
    const options = { bitRate: 125_000, sends: frames, receives: true };
    const told = await pythonCan(bridge, options, pacing);
    const sent = sentOnBus(bridge);
    expect(sent.length).toBeLessThan(900);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    expect(told.answers).toBe(sent.length + 1);
    expect(told.lost).toEqual([0, frames - sent.length, 0]);
    expect([told.flags, told.bels]).toEqual(['F02', frames - sent.length]);
  }, 240_000);

  it('has these rates in the documentation', () => {
    const row = Object.values(stated).map((rate) => rate.toLocaleString('en'));
    expect(page('docs/bridge-firmware.md').text).toContain(
      `python-can receives ${row[0]} and sends ${row[1]} frames a second, or ${row[2]} each way at once`,
    );
  });
});
