/** Signals end a run in order, whenever they come. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../helpers/examples.ts';
import { hasSocat, PtyPair, until } from '../helpers/pty-pair.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-signals-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `<exit code> <signal>`; a process that does not end is killed. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.once('close', (code, signal) => {
      clearTimeout(late);
      resolve(`${code} ${signal}`);
    });
  });
}

it('Ctrl-C is seen whether it comes in a slice of a run, between two, or as one begins or ends', async () => {
  // Slices that are so short that about every second signal comes outside of one.
  const program = `
    import { setImmediate } from 'node:timers/promises';
    import { Interruption } from ${JSON.stringify(join(projectRoot, 'dist/cli/interruption.js'))};
    const interruption = await Interruption.start();
    const slice = () => {
      const end = performance.now() + 0.1;
      while (performance.now() < end);
    };
    process.stdout.write('running');
    try {
      while (!interruption.asked) {
        interruption.during(slice);
        await setImmediate();
      }
    } catch (error) {
      if (!interruption.asked) throw error;
    }
    await interruption.end();
    process.exitCode = 130;
  `;
  const path = join(folder, 'slices.mjs');
  writeFileSync(path, program);
  for (let attempt = 0; attempt < 30; attempt++) {
    const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = endOf(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, attempt % 7));
    child.kill('SIGINT');
    expect(await ended, `attempt ${attempt}`).toBe('130 null');
  }
}, 240_000);

describe.skipIf(!hasSocat && process.env.CI !== 'true')('a terminal that is closed', () => {
  it('ends a run in real time with 129, its files complete', async () => {
    const pair = new PtyPair();
    await pair.connect();
    const [record, trace, status] = ['run.serial', 'run.trace', 'status'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const words = [process.execPath, 'bin/vfb.js', 'simulate', 'arxml/pedal-to-dashboard'];
    const options = ['--components', 'components', '--adapter', `VehicleCan=${pair.a}`];
    const files = ['--record', record, '--trace', trace];
    const script = join(folder, 'run.sh');
    // A shell hands the hang-up on, as shells do, and lives to say how its child ended.
    const lines = [
      `${[...words, ...options, ...files].join(' ')} &`,
      `trap 'kill -HUP $!' HUP`,
      'wait $!',
      'wait $!',
      `echo $? > ${status}`,
    ];
    writeFileSync(script, `${lines.join('\n')}\n`);
    // socat is the terminal; killed, it hangs up.
    const terminal = spawn('socat', ['-u', `EXEC:sh ${script},pty,setsid,ctty`, 'STDOUT'], {
      stdio: 'ignore',
    });
    await until(
      () => existsSync(trace) && readFileSync(trace).length > 0,
      'the run does not begin',
    );
    terminal.kill('SIGKILL');
    await until(() => existsSync(status) && readFileSync(status).length > 0, 'it does not end');
    await pair.end();
    expect(readFileSync(status, 'utf8')).toBe('129\n');
    expect(readFileSync(record, 'utf8')).toMatch(/ end\n$/);
    expect(readFileSync(trace, 'utf8')).toMatch(/\n$/);
  });
});
