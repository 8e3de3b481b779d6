/** python-can, through its slcan interface, speaks to the bridge on an emulated Uno, which is on a bus. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BridgeBoard } from '../helpers/boards/bridge-board.ts';
import { hasSocat, onPseudoTerminal } from '../helpers/boards/pty-line.ts';

// Debian's modules belong to Debian's interpreter.
const python = '/usr/bin/python3';
const hasPythonCan = spawnSync(python, ['-c', 'import can, serial']).status === 0;
const skip = !(hasSocat && hasPythonCan) && process.env.CI !== 'true';
if (skip) console.warn('socat or python3-can is missing: not tried with the bridge');

const peer = join(import.meta.dirname, '..', 'helpers', 'boards', 'programs', 'python-can-peer.py');

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
});
