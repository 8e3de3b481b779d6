import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('calls hooks of the VFB trace in C, and warns of names that mean none', () => {
    const out = join(folder, 'traced');
    const traced = { ...options(), target: 'c', out, vfbTrace: ['Rte_WriteHook_PedalSensor_*'] };
    expect(generate([example], traced, capturedTerminal())).toBe(0);
    const source = readFileSync(join(out, 'Front', 'Rte.c'), 'utf8');
    expect(source).toContain('Rte_WriteHook_PedalSensor_Position_value_Start(data);');
    const terminal = capturedTerminal();
    expect(generate([example], { ...traced, vfbTrace: ['Rte_Task_Resume'] }, terminal)).toBe(0);
    expect(terminal.stderr).toContain(
      'warning vfb-trace-function-unknown: Rte_Task_Resume is no VFB trace hook of Front',
    );
  });

  it('warns that neither TypeScript nor the simulation calls configured hooks', async () => {
    const ecuc = join(folder, 'trace.arxml');
    const parameter = (name: string, value: string) =>
      `<ECUC-TEXTUAL-PARAM-VALUE><DEFINITION-REF DEST="ECUC-PARAMETER-DEF">/AUTOSAR/EcucDefs/Rte/RteGeneration/${name}</DEFINITION-REF><VALUE>${value}</VALUE></ECUC-TEXTUAL-PARAM-VALUE>`;
    writeFileSync(
      ecuc,
      `<AUTOSAR xmlns="http://autosar.org/schema/r4.0"><AR-PACKAGES><AR-PACKAGE><SHORT-NAME>Front</SHORT-NAME><ELEMENTS>
      <ECUC-MODULE-CONFIGURATION-VALUES><SHORT-NAME>Rte</SHORT-NAME><DEFINITION-REF DEST="ECUC-MODULE-DEF">/AUTOSAR/EcucDefs/Rte</DEFINITION-REF><CONTAINERS>
      <ECUC-CONTAINER-VALUE><SHORT-NAME>RteGeneration</SHORT-NAME><DEFINITION-REF DEST="ECUC-PARAM-CONF-CONTAINER-DEF">/AUTOSAR/EcucDefs/Rte/RteGeneration</DEFINITION-REF>
      <PARAMETER-VALUES>${parameter('RteVfbTraceEnabled', 'true')}${parameter('RteVfbTraceFunction', 'Rte_Task_Dispatch')}</PARAMETER-VALUES></ECUC-CONTAINER-VALUE>
      </CONTAINERS></ECUC-MODULE-CONFIGURATION-VALUES></ELEMENTS></AR-PACKAGE></AR-PACKAGES></AUTOSAR>`,
    );
    const warning = 'vfb-trace-silent: VFB trace hooks are configured for ECU Front, but';
    const written = capturedTerminal();
    expect(generate([example, ecuc], { ...options(), out: join(folder, 'silent') }, written)).toBe(
      0,
    );
    expect(written.stderr).toContain(`${warning} the RTE in TypeScript calls none`);
    const run = capturedTerminal();
    expect(await simulate([example, ecuc], { components: [components], for: '1ms' }, run)).toBe(0);
    expect(run.stderr).toContain(`${warning} the simulation calls none`);
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

describe('vfb generate --contract', () => {
  const descriptions = ['swc-front', 'swc-body', 'types', 'interfaces'].map((name) =>
    join(example, `${name}.arxml`),
  );
  const headersOf = (out: string, name: string) => readdirSync(join(out, name)).sort();

  it('writes a folder per component, of nothing but headers, and then nothing twice', () => {
    const out = join(folder, 'contract');
    const contract = ['PedalSensor', '/ComponentTypes/StalkSwitch', 'StalkSwitch'];
    const first = capturedTerminal();
    expect(generate(descriptions, { contract, out }, first)).toBe(0);
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(
      /^PedalSensor, StalkSwitch: 8 files written, 0 unchanged, 0 removed in /,
    );
    expect(readdirSync(out).sort()).toEqual(['PedalSensor', 'StalkSwitch']);
    expect(headersOf(out, 'StalkSwitch')).toEqual([
      'Rte.h',
      'Rte_StalkSwitch.h',
      'Rte_StalkSwitch_Type.h',
      'Rte_Type.h',
    ]);
    const second = capturedTerminal();
    expect(generate(descriptions, { contract, out, target: 'c' }, second)).toBe(0);
    expect(second.stdout).toMatch(/: 0 files written, 8 unchanged, 0 removed in /);
  });

  it('leaves other components and everything of others alone', () => {
    const out = join(folder, 'two-suppliers');
    expect(generate(descriptions, { contract: ['PedalSensor'], out }, capturedTerminal())).toBe(0);
    const theirs = join(out, 'PedalSensor', 'PedalSensor.h');
    writeFileSync(theirs, '/* mine */\n');
    expect(generate(descriptions, { contract: ['StalkSwitch'], out }, capturedTerminal())).toBe(0);
    expect(headersOf(out, 'PedalSensor')).toContain('Rte_PedalSensor.h');
    writeFileSync(join(out, 'StalkSwitch', 'Rte.h'), '/* mine */\n');
    const terminal = capturedTerminal();
    const contract = ['PedalSensor', 'StalkSwitch'];
    expect(generate(descriptions, { contract, out }, terminal)).toBe(1);
    expect(terminal.stderr).toContain('error file-not-ours');
    expect(readFileSync(theirs, 'utf8')).toBe('/* mine */\n');
  });

  it('gives two components of one name a folder each', () => {
    const out = join(folder, 'namesakes');
    const text = readFileSync(join(example, 'swc-body.arxml'), 'utf8');
    const spare = join(folder, 'spare.arxml');
    writeFileSync(spare, text.replaceAll('ComponentTypes', 'SpareTypes'));
    const contract = ['/SpareTypes/StalkSwitch', '/ComponentTypes/StalkSwitch'];
    expect(generate([...descriptions, spare], { contract, out }, capturedTerminal())).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['ComponentTypes_StalkSwitch', 'StalkSwitch']);
    expect(headersOf(out, 'ComponentTypes_StalkSwitch')).toEqual(headersOf(out, 'StalkSwitch'));
  });

  it('writes a skeleton only where it is told to', () => {
    const out = join(folder, 'with-skeleton');
    const own = join(folder, 'supplier');
    const all = { contract: ['StalkSwitch'], out, components: [own] };
    expect(generate(descriptions, all, capturedTerminal())).toBe(0);
    expect(readFileSync(join(own, 'StalkSwitch.c'), 'utf8')).toContain(
      'void StalkSwitch_Run(void)',
    );
  });

  it('names the components there are, and writes nothing, when there is no such one', () => {
    const out = join(folder, 'no-contract');
    const contract = ['StalkSwitch', 'StalkSwich'];
    const terminal = capturedTerminal();
    expect(generate(descriptions, { contract, out }, terminal)).toBe(1);
    expect(terminal.stderr).toMatch(
      /error contract-component-unknown: no atomic component type StalkSwich .* \/ComponentTypes\/StalkSwitch/,
    );
    expect(existsSync(out)).toBe(false);
  });

  it('asks for a path where two components have the short name', () => {
    const spare = join(folder, 'spare-too.arxml');
    const text = readFileSync(join(example, 'swc-body.arxml'), 'utf8');
    writeFileSync(spare, text.replaceAll('ComponentTypes', 'SpareTypes'));
    const terminal = capturedTerminal();
    const all = { contract: ['StalkSwitch'], out: join(folder, 'ambiguous') };
    expect(generate([...descriptions, spare], all, terminal)).toBe(1);
    expect(terminal.stderr).toContain(
      'error contract-component-ambiguous: several component types are called StalkSwitch: /ComponentTypes/StalkSwitch, /SpareTypes/StalkSwitch',
    );
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

describe('vfb simulate with an ECU that fails', () => {
  /** A vehicle file of the whole example, in which Front has this pedal sensor. */
  function vehicleWith(name: string, pedalSensor: string): string {
    const own = join(folder, name);
    const front = { ecu: ['Front'], target: 'ts', out: join(own, 'rte') };
    const sources = join(own, 'components');
    generate([example], { ...front, components: [sources] }, capturedTerminal());
    writeFileSync(join(sources, 'PedalSensor.ts'), pedalSensor);
    const vehicle = join(own, 'car.vehicle.json');
    const systems = [{ arxml: [join(root, 'arxml', 'pedal-to-dashboard')] }];
    const ecus = { Front: { components: ['components'] } };
    writeFileSync(vehicle, JSON.stringify({ systems, ecus, components: [components] }));
    return vehicle;
  }

  const failing = `let runs = 0;
export function PedalSensor_Run() {
  if (++runs > 10) throw new Error('broken wire');
}
`;

  it('runs to the end, says which failed when and why, and ends with 1', async () => {
    const vehicle = vehicleWith('failing', failing);
    const terminal = capturedTerminal();
    const trace = join(folder, 'failing.trace');
    expect(await simulate([vehicle], { for: '500ms', trace }, terminal)).toBe(1);
    expect(terminal.stdout).toMatch(/ 500 ms simulated in /);
    expect(terminal.stdout).toMatch(
      /\nECU Front {2}CPU load .*\nfailed at 100 ms in PedalSensor\/Run of task Task_10ms: Error: broken wire\n/,
    );
    expect(terminal.stderr).toMatch(/PedalSensor\.ts:3:26 error ecu-failed: ECU Front failed at /);
    const lines = readFileSync(trace, 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line.includes(' ecu-failed '))).toEqual([
      '100000000 Front ecu-failed PedalSensor/Run',
    ]);
    expect(Number(lines.at(-1)?.split(' ')[0])).toBeGreaterThan(490_000_000);
  });

  it('has it in the JSON', async () => {
    const terminal = capturedTerminal();
    const vehicle = join(folder, 'failing', 'car.vehicle.json');
    expect(await simulate([vehicle], { for: '200ms', json: true }, terminal)).toBe(1);
    const { ecus, errors } = JSON.parse(terminal.stdout);
    expect(errors).toBe(1);
    expect(ecus.find(({ name }: { name: string }) => name === 'Front').failure).toMatchObject({
      atNs: 100_000_000,
      in: 'PedalSensor/Run',
      task: 'Task_10ms',
      reason: 'Error: broken wire',
      source: { line: 3, column: 26 },
    });
    expect(ecus.find(({ name }: { name: string }) => name === 'Body').failure).toBeUndefined();
  });

  it('ends the run when it is an endless loop, with what was traced', async () => {
    const vehicle = vehicleWith('endless', failing.replace('throw new Error(', 'for (;;) void ('));
    const terminal = capturedTerminal();
    const trace = join(folder, 'endless.trace');
    const options = { for: '500ms', trace, watchdog: '2s' };
    expect(await simulate([vehicle], options, terminal)).toBe(1);
    expect(terminal.stdout).toMatch(/ 100 ms simulated in /);
    expect(terminal.stderr).toMatch(/error ecu-endless: ECU Front has come to no end at 100 ms /);
    expect(readFileSync(trace, 'utf8')).toMatch(/\n100000000 Front ecu-failed PedalSensor\/Run\n$/);
  });

  it('refuses a watchdog that is no time', async () => {
    const running = simulate([vehicleFile], { watchdog: '10' }, capturedTerminal());
    await expect(running).rejects.toThrow('--watchdog: "10" is not a time');
  });
});

describe.skipIf(!existsSync(join(root, 'dist', 'cli', 'main.js')))('vfb as a program', () => {
  const program = join(root, 'bin', 'vfb.js');

  it('says what to install for C where there is no compiler', async () => {
    // As if the package were not installed; and no program is found without a path.
    const hook = `export async function resolve(specifier, context, next) {
      if (specifier !== '@yowasp/clang') return next(specifier, context);
      throw Object.assign(new Error('Cannot find @yowasp/clang'), { code: 'ERR_MODULE_NOT_FOUND' });
    }`;
    const url = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(url(hook))});`;
    const words = ['--import', url(register), program, 'simulate', vehicleFile, '--target', 'c'];
    const result = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, words, { env: { PATH: '' } }, (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('error compiler-missing: ECU Front runs as C');
    expect(result.stderr).toContain('`apt install clang lld` or `npm install @yowasp/clang`');
  });

  it('ends with 130 on Ctrl-C in an endless loop, with what was traced', async () => {
    const own = join(folder, 'interrupted');
    generate(
      [example],
      { target: 'ts', out: own, ecu: ['Front'], components: [own] },
      capturedTerminal(),
    );
    writeFileSync(
      join(own, 'PedalSensor.ts'),
      `let runs = 0;\nexport function PedalSensor_Run() {\n  while (++runs > 5) runs = 10;\n}\n`,
    );
    const trace = join(own, 'run.trace');
    const systems = [{ arxml: [join(root, 'arxml', 'pedal-to-dashboard')], ecus: ['Front'] }];
    writeFileSync(join(own, 'v.vehicle.json'), JSON.stringify({ systems, components: ['.'] }));
    const words = [program, 'simulate', join(own, 'v.vehicle.json'), '--trace', trace];
    const child = spawn(process.execPath, words, { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    while (!existsSync(trace) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readFileSync(trace, 'utf8')).toMatch(/ Front runnable-start PedalSensor\/Run\n$/);
  });

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
