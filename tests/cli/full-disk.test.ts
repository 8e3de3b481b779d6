/** A disk that is full: a run ends in order all the same, with its adapters closed, and is no success. */
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSocat, PtyPair, powerOn, until } from '../helpers/pty-pair.ts';
import { ScriptedBoard } from '../helpers/scripted-board.ts';
import { vfb } from './started.ts';

const vehicleFile = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
const isPossible = process.platform === 'linux' && hasSocat;

describe.skipIf(!isPossible && process.env.CI !== 'true')('a full disk', () => {
  let folder: string;
  let pair: PtyPair;
  let board: ScriptedBoard;
  let powerOff: () => Promise<void>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vfb-full-'));
    pair = new PtyPair();
    await pair.connect();
    board = new ScriptedBoard({ roles: 'a' });
    powerOff = await powerOn(board, pair.b);
  });
  afterEach(async () => {
    await powerOff();
    await pair.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['--record', '--trace'])('under %s is an error at the end of the run', async (option) => {
    const path = join(folder, 'full.trace');
    symlinkSync('/dev/full', path);
    const line = ['--bridge', `VehicleCan=${pair.a},transmit`, '--for', '2s', '--json'];
    const { code, stdout } = await vfb('simulate', vehicleFile, ...line, option, path);
    const { lines, diagnostics } = JSON.parse(stdout);
    const unwritable = `cannot write ${path}: there is no space left`;
    expect(diagnostics).toContainEqual(expect.objectContaining({ message: unwritable }));
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ isOnline: true });
    await until(() => board.channel === 'closed', 'the adapter is left open');
    expect(board.lines.at(-1)).toBe('C');
  });

  it('under the output of the monitor ends it with 1, and the adapter is closed', async () => {
    let stderr = '';
    const words = ['bin/vfb.js', 'monitor', '--port', pair.a];
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, words, { stdio: ['ignore', full, 'pipe'] });
    child.stderr?.on('data', (text) => {
      stderr += text;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until(() => board.channel === 'listening', 'it does not listen');
    board.say('t1230\r');
    expect(await ended).toBe(1);
    expect(stderr).toMatch(/^error: cannot write the output: there is no space left$/m);
    expect(stderr).not.toMatch(/^ +at /m);
    await until(() => board.channel === 'closed', 'the adapter is left open');
  });
});
