/** How a run ends whose boards or adapters went away, or are something else; and pins of a board. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../helpers/examples.ts';
import { hasSocat, PtyPair, powerOn, until } from '../helpers/pty-pair.ts';
import { ScriptedBoard } from '../helpers/scripted-board.ts';
import { start, vfb } from './started.ts';

const example = 'arxml/pedal-to-dashboard';
const vehicleFile = `${example}/pedal-to-dashboard.vehicle.json`;

interface Line {
  readonly name: string;
  readonly isOnline: boolean;
  readonly goneSinceNs?: number;
  readonly lostFrames: number;
  readonly statistics: Readonly<Record<string, number>>;
}

/** What `--json` printed. */
function found(stdout: string): { line: Line; codes: string[]; messages: string[] } {
  const { lines, diagnostics } = JSON.parse(stdout) as {
    lines: readonly Line[];
    diagnostics: readonly { code: string; message: string }[];
  };
  const [line] = lines;
  if (line === undefined) throw new Error('no line');
  return {
    line,
    codes: diagnostics.map(({ code }) => code),
    messages: diagnostics.map(({ message }) => message),
  };
}

describe.skipIf(!hasSocat && process.env.CI !== 'true')('a run in real time', () => {
  let folder: string;
  let pair: PtyPair;
  let powerOff: (() => Promise<void>) | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vfb-lost-'));
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

  it('whose board freezes and stays so ends with 1, with summary and trace', async () => {
    let isFrozen = false;
    const board = new ScriptedBoard({ roles: 'e' });
    const write = board.write.bind(board);
    board.write = (byte) => {
      if (!isFrozen) write(byte);
    };
    powerOff = await powerOn(board, pair.b);
    const trace = join(folder, 'run.trace');
    const line = ['--board', `Body=${pair.a}`, '--for', '6s', '--json', '--trace', trace];
    const running = start('simulate', vehicleFile, ...line);
    await until(() => board.received.length > 50, 'no frames arrive');
    isFrozen = true;
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    const { line: body, codes } = found(stdout);
    expect(codes).toEqual(expect.arrayContaining(['line-gone', 'line-frames-lost']));
    expect(body.goneSinceNs).toBeGreaterThan(1e9);
    expect(body.statistics.framesMissed).toBeGreaterThan(50);
    // Whatever was on the bus from the board's first moment is with the board, or counted.
    const lines = readFileSync(trace, 'utf8').trim().split('\n');
    const lost = lines.filter((one) => / frame-lost 0x/.test(one)).length;
    expect(lost).toBe(body.lostFrames);
    const online = lines.findIndex((one) => one.includes(' line-online '));
    const meant = lines.slice(online).filter((one) => / VehicleCan frame 0x/.test(one)).length;
    // The one on the wire at that moment was not meant for it.
    expect([meant, meant - 1]).toContain(board.received.length + lost);
  });

  it('whose board is unplugged and comes back ends with 0 and a warning', async () => {
    const board = new ScriptedBoard({ roles: 'e' });
    powerOff = await powerOn(board, pair.b);
    const line = ['--board', `Body=${pair.a}`, '--for', '8s', '--json'];
    const running = start('simulate', vehicleFile, ...line);
    await until(() => board.received.length > 50, 'no frames arrive');
    await powerOff();
    await pair.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await pair.connect();
    const again = new ScriptedBoard({ roles: 'e' });
    powerOff = await powerOn(again, pair.b);
    const { code, stdout } = await running.ended;
    const { line: body, codes } = found(stdout);
    expect(codes).toEqual(expect.arrayContaining(['line-lost', 'line-frames-lost']));
    expect(codes).not.toContain('line-gone');
    expect(again.received.length).toBeGreaterThan(0);
    expect(body).toMatchObject({ isOnline: true });
    expect(code).toBe(0);
  });

  it('whose adapter loses its port while it is open ends with 1', async () => {
    const program = new ScriptedBoard();
    powerOff = await powerOn(program, pair.b);
    const line = ['--adapter', `VehicleCan=${pair.a}`, '--for', '4s', '--json'];
    const heard: string[] = [];
    program.write = (byte) => {
      heard.push(String.fromCharCode(byte));
    };
    const running = start('simulate', vehicleFile, ...line);
    await until(() => {
      if (!heard.includes('\r')) program.say('O\r');
      return heard.join('').includes('t110');
    }, 'no frames arrive');
    await powerOff();
    await pair.disconnect();
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    const { line: adapter, codes } = found(stdout);
    expect(codes).toContain('line-gone');
    expect(codes).toContain('line-frames-lost');
    expect(adapter.statistics.framesMissed).toBeGreaterThan(10);
  });

  it('with an adapter that nobody opens loses nothing, even when the port goes', async () => {
    const trace = join(folder, 'unused.trace');
    const line = ['--adapter', `VehicleCan=${pair.a}`, '--for', '3s', '--json', '--trace', trace];
    const running = start('simulate', vehicleFile, ...line);
    await until(() => existsSync(trace) && readFileSync(trace).length > 0, 'no run');
    await pair.disconnect();
    const { code, stdout } = await running.ended;
    expect(found(stdout).line.lostFrames).toBe(0);
    expect(found(stdout).codes.filter((one) => one.startsWith('line-'))).toEqual([]);
    expect(code).toBe(0);
  });

  it('with an ECU in the place of an adapter says so, and so does the monitor', async () => {
    powerOff = await powerOn(new ScriptedBoard({ roles: 'e' }), pair.b);
    const line = ['--bridge', `VehicleCan=${pair.a}`, '--for', '2s', '--json'];
    const { code, stdout } = await vfb('simulate', vehicleFile, ...line);
    expect(code).toBe(1);
    expect(found(stdout).messages).toContain(
      `VehicleCan.bridge: the board at ${pair.a} is an ECU, not an adapter`,
    );
    const watched = await vfb('monitor', '--port', pair.a, '--for', '2s');
    expect(watched.code).toBe(1);
    expect(watched.stderr).toContain(
      'it is an ECU, not an adapter; vfb simulate takes it with --board',
    );
  });

  it('has the pedal of a board behind --io', async () => {
    let due = 0;
    let count = 0;
    const board = new ScriptedBoard({
      roles: 'ai',
      program: (one) => {
        if (one.role !== 'i' || one.nowNs < due) return;
        due = one.nowNs + 10_000_000;
        count++;
        one.say('xr0EC000\r');
      },
    });
    powerOff = await powerOn(board, pair.b);
    const file = join(folder, 'io.vehicle.json');
    const vehicle = {
      systems: [{ arxml: [join(projectRoot, example)] }],
      components: [join(projectRoot, 'components')],
      ecus: { Front: { io: { adc: { Pedal: 14 } } } },
    };
    writeFileSync(file, JSON.stringify(vehicle));
    const words = ['--io', `Front=${pair.a}`, '--for', '2s', '--json'];
    const { code, stdout, stderr } = await vfb('simulate', file, ...words);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(found(stdout).line).toMatchObject({ name: 'Front.io', isOnline: true });
    const { io } = JSON.parse(stdout) as { io: { source: string; name: string; last: number }[] };
    const pedal = io.find(({ source, name }) => source === 'Front' && name === 'Pedal');
    expect(pedal?.last).toBeCloseTo(0.75, 4);
    expect(count).toBeGreaterThan(10);
    expect(board.lines).toContain('xo0Ea');
  });
});
