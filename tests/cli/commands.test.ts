import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../cli/check.ts';
import { generate } from '../../cli/generate.ts';
import { plan } from '../../cli/plan.ts';
import { simulate } from '../../cli/simulate.ts';
import { capturedTerminal } from './captured.ts';

const root = join(import.meta.dirname, '..', '..');
const example = relative('', join(root, 'arxml', 'pedal-to-dashboard'));
const vehicleFile = join(example, 'pedal-to-dashboard.vehicle.json');
const components = join(root, 'components');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('vfb check', () => {
  it('ends with 0 and says what it only warns about', () => {
    const terminal = capturedTerminal();
    expect(check([example], {}, terminal)).toBe(0);
    expect(terminal.stdout).toMatch(/ warning events-unmapped: /);
    expect(terminal.stderr).toBe('');
  });

  it('ends with 1 under --strict when something was assumed', () => {
    expect(check([example], { strict: true }, capturedTerminal())).toBe(1);
  });

  it('prints JSON with --json', () => {
    const broken = join(folder, 'broken.arxml');
    writeFileSync(broken, '<AUTOSAR xmlns="http://autosar.org/schema/r4.0"><AR-PACKAGES>');
    const terminal = capturedTerminal();
    expect(check([broken, join(folder, 'nowhere')], { json: true }, terminal)).toBe(1);
    const result = JSON.parse(terminal.stdout);
    expect(result).toMatchObject({ files: 1, errors: 2 });
    expect(result.diagnostics[0]).toMatchObject({ code: 'vehicle-path-missing' });
    expect(result.diagnostics[1]).toMatchObject({ severity: 'error', line: 1 });
  });
});

describe('vfb plan', () => {
  it('prints the plan of an ECU as JSON', () => {
    const terminal = capturedTerminal();
    expect(plan([example], { ecu: 'Front' }, terminal)).toBe(0);
    expect(JSON.parse(terminal.stdout)).toMatchObject({ ecu: 'Front' });
  });

  it('names the ECUs there are when there is no such one', () => {
    const terminal = capturedTerminal();
    expect(plan([example], { ecu: 'Rear' }, terminal)).toBe(1);
    expect(terminal.stdout).toBe('');
    expect(terminal.stderr).toContain(
      'error vehicle-ecu-unknown: no ECU Rear; there is Body, Dashboard, Front, Powertrain',
    );
  });
});

describe('vfb generate', () => {
  const options = () => ({ target: 'ts', out: join(folder, 'out'), ecu: ['Front'] });

  it('writes the ECU, and skeletons where there is no source, and then nothing twice', () => {
    const first = capturedTerminal();
    expect(generate([example], options(), first)).toBe(0);
    expect(first.stdout).toMatch(/components\/PedalSensor\.ts\n/);
    expect(readFileSync(join(folder, 'out', 'Front', 'Rte.ts'), 'utf8')).toMatch(
      /^\/\/ Generated /,
    );
    const second = capturedTerminal();
    expect(generate([example], options(), second)).toBe(0);
    expect(second.stdout).toMatch(/^Front: 0 files written, \d+ unchanged, 0 removed in /);
  });

  it('writes no skeleton of a component that has a source', () => {
    const out = join(folder, 'other');
    const terminal = capturedTerminal();
    const all = { ...options(), out, components: [components] };
    expect(generate([example], all, terminal)).toBe(0);
    expect(terminal.stdout).not.toContain('wrote');
    expect(existsSync(join(out, 'components'))).toBe(false);
  });

  it('writes what was assumed as ECUC', () => {
    const ecuc = join(folder, 'body-ecuc.arxml');
    const all = { ...options(), ecu: ['Body'], components: [components], ecuc };
    expect(generate([example], all, capturedTerminal())).toBe(0);
    expect(readFileSync(ecuc, 'utf8')).toContain('ECUC-MODULE-CONFIGURATION-VALUES');
  });
});

describe('vfb simulate', () => {
  it('shows tasks, bus, signals and where the trace is', async () => {
    const terminal = capturedTerminal();
    const trace = join(folder, 'run.trace');
    const options = { for: '195ms', trace, set: ['0ms:Front.adc.Pedal=0.5'] };
    expect(await simulate([vehicleFile], options, terminal)).toBe(0);
    expect(terminal.stdout).toMatch(/^pedal-to-dashboard\.vehicle\.json {2}195 ms simulated in /);
    expect(terminal.stdout).toMatch(/\n {2}Task_10ms +\d+ +20 /);
    expect(terminal.stdout).toMatch(/\nBus VehicleCan {2}500 kbit\/s, load \d/);
    expect(terminal.stdout).toMatch(/\n {2}Front\.signal\.PedalPosition +[▁▂▃▄▅▆▇█ ]+ /);
    expect(terminal.stdout).toContain(`Trace  ${trace}`);
    expect(readFileSync(trace, 'utf8')).toMatch(/^\d+ \w+ [\w-]+ /);
  });

  it('writes a log for can-utils', async () => {
    const trace = join(folder, 'run.log');
    expect(await simulate([vehicleFile], { for: '50ms', trace }, capturedTerminal())).toBe(0);
    const lines = readFileSync(trace, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines)
      expect(line).toMatch(/^\(\d{10}\.\d{6}\) can0 [0-9A-F]{3,8}#[0-9A-F]*$/);
  });

  it('takes a system and components from the command line, and prints JSON', async () => {
    const terminal = capturedTerminal();
    const options = { for: '20ms', components: [components], seed: '5', json: true };
    expect(await simulate([example], options, terminal)).toBe(0);
    expect(JSON.parse(terminal.stdout)).toMatchObject({
      simulatedNs: 20_000_000,
      seed: 5,
      interrupted: false,
      errors: 0,
    });
  });

  it('reports a stimulus that names nothing', async () => {
    const terminal = capturedTerminal();
    const options = { for: '20ms', set: ['1s:Front.adc.Pdal=1'] };
    expect(await simulate([vehicleFile], options, terminal)).toBe(1);
    expect(terminal.stderr).toContain('error vehicle-target-unknown: cannot set Front.adc.Pdal');
  });

  it('keeps what it traced when a component fails', async () => {
    const broken = join(folder, 'broken');
    generate([example], { target: 'ts', out: broken, ecu: ['Front'] }, capturedTerminal());
    const sensor = join(broken, 'components', 'PedalSensor.ts');
    writeFileSync(
      sensor,
      `export function PedalSensor_Run() { throw new Error('broken wire'); }\n`,
    );
    const vehicle = join(broken, 'front.vehicle.json');
    const systems = [{ arxml: [join(root, 'arxml', 'pedal-to-dashboard')], ecus: ['Front'] }];
    writeFileSync(vehicle, JSON.stringify({ systems, components: ['components'] }));
    const terminal = capturedTerminal();
    const trace = join(broken, 'run.trace');
    expect(await simulate([vehicle], { for: '1s', trace }, terminal)).toBe(1);
    expect(terminal.stderr).toMatch(/PedalSensor\.ts:1:43 error ecu-failed: ECU Front failed at /);
    expect(readFileSync(trace, 'utf8')).toContain('Front runnable-start ');
  });
});

describe.skipIf(!existsSync(join(root, 'dist', 'cli', 'main.js')))('vfb as a program', () => {
  const program = join(root, 'bin', 'vfb.js');

  it('ends with 2 when used wrongly', async () => {
    const code = await new Promise((resolve) => {
      execFile(process.execPath, [program, 'simulate'], (error) => resolve(error?.code));
    });
    expect(code).toBe(2);
  });

  it('ends with 130 on Ctrl-C, with what was traced', async () => {
    const trace = join(folder, 'long.trace');
    const words = [program, 'simulate', vehicleFile, '--for', '20h', '--trace', trace];
    const child = spawn(process.execPath, words, { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    while (!existsSync(trace) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readFileSync(trace, 'utf8')).toMatch(/\n$/);
  });
});
