/** What the command line says of boards, adapters and monitors. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatFrame } from '../../bsw-sim/bridge/slcan-frames.ts';
import { linesOf } from '../../cli/line-arguments.ts';
import { type MonitorOptions, monitor } from '../../cli/monitor.ts';
import { frameOf, monitorArguments } from '../../cli/monitor-arguments.ts';
import { UsageError } from '../../cli/terminal.ts';
import { hasSocat, PtyPair, powerOn, until } from '../helpers/pty-pair.ts';
import { ScriptedBoard } from '../helpers/scripted-board.ts';
import { capturedTerminal } from './captured.ts';
import { start, vfb } from './started.ts';

const example = 'arxml/pedal-to-dashboard';
const vehicleFile = `${example}/pedal-to-dashboard.vehicle.json`;

describe('the words after --board, --io, --bridge and --adapter', () => {
  it('are a name, a port and what belongs to it', () => {
    expect(
      linesOf({
        board: ['Body=/dev/ttyACM0', 'Front=COM3,baud=1000000'],
        bridge: ['CanA=/dev/ttyUSB0,transmit,s7=750000', 'CanB=x'],
        adapter: ['CanA=y'],
      }),
    ).toEqual({
      boards: { Body: { port: '/dev/ttyACM0' }, Front: { port: 'COM3', baud: 1_000_000 } },
      io: {},
      bridges: { CanA: { port: '/dev/ttyUSB0', transmit: true, s7: 750_000 }, CanB: { port: 'x' } },
      adapters: { CanA: { port: 'y' } },
    });
  });

  it.each([
    [{ board: ['/dev/ttyACM0'] }],
    [{ board: ['Body='] }],
    [{ board: ['Body=x,transmit'] }],
    [{ board: ['Body=x,baud=fast'] }],
    [{ board: ['Body=x', 'Body=y'] }],
    [{ bridge: ['Can=x,transmit=no'] }],
    [{ bridge: ['Can=x,s7=1'] }],
    [{ record: 'a', replay: 'b' }],
  ])('%j is wrong usage', (options) => {
    expect(() => linesOf(options)).toThrow(UsageError);
  });
});

describe('the words after vfb monitor', () => {
  it('are rates, frames and a time', () => {
    const found = monitorArguments({ bitrate: '750k', baud: '115200', for: '2s' });
    expect(found).toMatchObject({ bitRateCommand: 'S7', baud: 115_200, durationNs: 2e9 });
    expect(monitorArguments({ bitrate: '1M' }).bitRateCommand).toBe('S8');
    expect(monitorArguments({ bitrate: '125000' }).bitRateCommand).toBe('S4');
  });

  it('are frames as candump writes them', () => {
    const texts = ['123#AABB', '18FF1000#', '7ff#R4', '7FF#R', '00000001#R8'];
    expect(texts.map((text) => formatFrame(frameOf(text)))).toEqual([
      't1232AABB',
      'T18FF10000',
      'r7FF4',
      'r7FF0',
      'R000000018',
    ]);
    for (const wrong of ['123', '123#A', '1234#AA', '800#', '20000000#', '123#R9', '#']) {
      expect(() => frameOf(wrong), wrong).toThrow(UsageError);
    }
  });

  it.each([{ bitrate: '300k' }, { bitrate: 'fast' }, { baud: '1' }, { for: '0s' }])(
    '%j are wrong usage',
    (options) => {
      expect(() => monitorArguments(options)).toThrow(UsageError);
    },
  );
});

describe.skipIf(!hasSocat && process.env.CI !== 'true')('behind a port', () => {
  let pair: PtyPair;
  let folder: string;
  let powerOff: (() => Promise<void>) | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vfb-lines-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    pair = new PtyPair();
    await pair.connect();
  });
  afterEach(async () => {
    await powerOff?.();
    powerOff = undefined;
    await pair.end();
  });

  async function watch(
    options: Omit<MonitorOptions, 'port'>,
    paths: readonly string[] = [],
    port = pair.a,
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const terminal = capturedTerminal();
    const code = await monitor(paths, { port, ...options }, terminal);
    return { code, stdout: terminal.stdout, stderr: terminal.stderr };
  }

  /** Sends two frames of the example again and again. */
  function talker(): ScriptedBoard {
    let due = 0;
    return new ScriptedBoard({
      roles: 'a',
      program: (board) => {
        if (board.channel === 'closed' || board.nowNs < due) return;
        board.say('t1102E80F\rR000001234\r');
        due = board.nowNs + 20_000_000;
      },
    });
  }

  it('the monitor shows frames with their meaning, and only listens', async () => {
    const board = talker();
    powerOff = await powerOn(board, pair.b);
    const { code, stdout, stderr } = await watch({ for: '2s' }, [example]);
    expect(code).toBe(0);
    expect(stderr).toContain(`script at ${pair.a}`);
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(4);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^\( +0\.\d{6}\) {2}a {7}110 {2}\[2\] {2}E8 0F +PedalStatus PedalPosition=1000 \(100\) PedalValid=1 Kickdown=1$/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/ {2}00000123 {2}\[4\] {2}remote request$/));
    expect(board.lines).toContain('L');
    expect(board.lines).not.toContain('O');
    await until(() => board.channel === 'closed', 'the adapter is still open');
  });

  it('the monitor prints JSON, and sends what it is told', async () => {
    const board = talker();
    powerOff = await powerOn(board, pair.b);
    const transmit = ['123#AABB', '7FF#R2'];
    const { code, stdout } = await watch({ for: '2s', json: true, transmit }, [example]);
    expect(code).toBe(0);
    const frames = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(frames).toContainEqual(
      expect.objectContaining({
        id: '110',
        data: 'E80F',
        pdu: 'PedalStatus',
        signals: expect.arrayContaining([{ name: 'PedalPosition', raw: 1000, physical: 100 }]),
      }),
    );
    expect(frames).toContainEqual(expect.objectContaining({ id: '00000123', remote: true }));
    expect(board.received.map(formatFrame)).toEqual(['t1232AABB', 'r7FF2']);
  });

  it('the monitor says when there is no port, no answer, or no listening', async () => {
    const none = await watch({}, [], join(pair.folder, 'none'));
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no such port'),
    });
    const silent = await watch({});
    expect(silent).toMatchObject({ code: 1, stderr: expect.stringContaining('nobody answers') });
    powerOff = await powerOn(new ScriptedBoard({ refuses: /^L/ }), pair.b);
    const refused = await watch({});
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('it refuses L') });
  });

  it('a run says where the board is and how it went, and is replayed', async () => {
    powerOff = await powerOn(new ScriptedBoard({ roles: 'e' }), pair.b);
    const record = join(folder, 'run.serial');
    const traces = [join(folder, 'a.trace'), join(folder, 'b.trace')] as const;
    const live = await vfb(
      'simulate',
      vehicleFile,
      '--for',
      '1s',
      '--board',
      `Body=${pair.a}`,
      '--record',
      record,
      '--trace',
      traces[0],
    );
    expect(live.code).toBe(0);
    expect(live.stdout).toMatch(/Serial lines {2}at most .* late\n/);
    expect(live.stdout).toMatch(/Body\.board {2}\S+\/a {2}script {2}from \S+ ms/);
    const again = await vfb(
      'simulate',
      vehicleFile,
      '--board',
      'Body=/dev/nothing',
      '--replay',
      record,
      '--trace',
      traces[1],
    );
    expect(again.code).toBe(0);
    expect(readFileSync(traces[1], 'utf8')).toBe(readFileSync(traces[0], 'utf8'));
  });

  it('a run that is killed leaves a recording up to its last moments', async () => {
    const path = join(folder, 'killed.serial');
    const board = new ScriptedBoard({ roles: 'a' });
    const off = await powerOn(board, pair.b);
    const port = ['--bridge', `VehicleCan=${pair.a}`, '--for', '60s'];
    const { child, ended } = start('simulate', vehicleFile, ...port, '--record', path);
    const heartbeats = (): number => board.lines.filter((line) => line === 'F').length;
    await until(() => heartbeats() >= 4, 'it does not run');
    child.kill('SIGKILL');
    await ended;
    await off();
    expect(readFileSync(path, 'utf8').split('460d').length).toBeGreaterThan(2);
  });

  it('a run that does not begin leaves an earlier recording alone', async () => {
    const path = join(folder, 'earlier.serial');
    writeFileSync(path, 'earlier');
    const port = ['--board', `Body=${join(folder, 'no-port')}`];
    const { code, stderr } = await vfb('simulate', vehicleFile, ...port, '--record', path);
    expect(code).toBe(1);
    expect(stderr).toContain('port-unopenable');
    expect(readFileSync(path, 'utf8')).toBe('earlier');
  });

  it('a run without the board that it wants fails', async () => {
    const { code, stderr } = await vfb(
      'simulate',
      vehicleFile,
      '--for',
      '2500ms',
      '--board',
      `Body=${pair.a}`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('line-silent: Body.board was never there');
    expect(stderr).toContain('nobody answers');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s ends a run that has no end with %i, and leaves the board closed',
    async (signal, expected) => {
      const board = new ScriptedBoard({ roles: 'e' });
      powerOff = await powerOn(board, pair.b);
      const running = start(
        'simulate',
        example,
        '--components',
        'components',
        '--board',
        `Body=${pair.a}`,
      );
      await until(() => board.received.length > 0, 'no frame has arrived');
      running.child.kill(signal);
      const { code, stderr } = await running.ended;
      expect(code).toBe(expected);
      expect(stderr).toContain('interrupted');
      await until(() => board.channel === 'closed', 'the board is still open');
    },
  );
});
