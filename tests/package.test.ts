/**
 * The package: what `npm pack` makes is installed into an empty folder, beside nothing but the
 * run-time dependencies, and used from there as its users will.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from './helpers/examples.ts';

interface PackageJson {
  readonly version: string;
  readonly files: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as PackageJson;

let folder: string;
let packed: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-package-'));
  // Without scripts: dist/ is built, and building it again would take it from under other tests.
  const pack = run(projectRoot, 'npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ]);
  // npm 11 prints a list of packages, later versions an object by name.
  const parsed = JSON.parse(pack.stdout) as Record<string, PackReport>;
  const report = Object.values(parsed)[0];
  if (report === undefined) throw new Error(`npm pack printed ${pack.stdout}`);
  packed = report.files.map(({ path }) => path).sort();
  install(join(folder, report.filename));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** What `npm install` does, without the network: the dependencies are those of this project. */
function install(tarball: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  run(folder, 'tar', ['-xzf', tarball]);
  cpSync(join(folder, 'package'), join(modules, 'vfb'), { recursive: true });
  for (const [name, path] of Object.entries(manifest.bin)) {
    symlinkSync(join('..', 'vfb', path), join(modules, '.bin', name));
  }
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "type": "module" }');
}

function run(cwd: string, command: string, args: readonly string[]): { stdout: string } {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(result.status, `${command} ${args.join(' ')}: ${result.stdout}${result.stderr}`).toBe(0);
  return result;
}

describe('the packed files', () => {
  it('are what users need, and nothing else', () => {
    const named = [...manifest.files, 'package.json'];
    const places = packed.map(
      (path) => named.find((one) => path === one || path.startsWith(`${one}/`)) ?? path,
    );
    expect([...new Set(places)].sort()).toEqual(named.sort());
  });

  it('have every template beside the code that renders it', () => {
    const templates = readdirSync(join(projectRoot, 'generator'), { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.hbs'));
    expect(templates.length).toBeGreaterThan(10);
    expect(
      templates.filter((path) => !packed.includes(`dist/generator/${path.replaceAll('\\', '/')}`)),
    ).toEqual([]);
  });

  it('have the schema, and no test, source or path of this machine', () => {
    expect(packed).toContain('schema/vehicle.schema.json');
    expect(packed.filter((path) => /(^|\/)tests?\/|\.test\./.test(path))).toEqual([]);
    expect(packed.filter((path) => /(?<!\.d)\.ts$/.test(path))).toEqual([]);
    const telling = packed.filter((path) =>
      readFileSync(join(folder, 'node_modules', 'vfb', path), 'utf8').includes(projectRoot),
    );
    expect(telling).toEqual([]);
  });
});

describe('the installed package', () => {
  it('has the command vfb', () => {
    const version = run(folder, 'npx', ['--no-install', 'vfb', '--version']).stdout;
    expect(version.trim()).toBe(manifest.version);
    expect(run(folder, 'npx', ['--no-install', 'vfb', '--help']).stdout).toContain('vfb check');
  });

  it('simulates a vehicle from a script that imports vfb and vfb/rte', () => {
    cpSync(join(projectRoot, 'arxml'), join(folder, 'arxml'), { recursive: true });
    cpSync(join(projectRoot, 'components'), join(folder, 'components'), { recursive: true });
    writeFileSync(
      join(folder, 'drive.mjs'),
      `
        import { loadVehicle } from 'vfb';
        import { RTE_E_OK } from 'vfb/rte';
        import schema from 'vfb/schema/vehicle.json' with { type: 'json' };
        const name = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
        const vehicle = await loadVehicle(name);
        vehicle.run('100ms');
        console.log(JSON.stringify([RTE_E_OK, schema.title, vehicle.buses[0].frameCount > 0]));
      `,
    );
    const { stdout } = run(folder, process.execPath, ['--no-warnings', 'drive.mjs']);
    expect(JSON.parse(stdout)).toEqual([0, 'vfb vehicle', true]);
  });

  it('has types that compile under strict settings, those of its own files included', () => {
    writeFileSync(
      join(folder, 'drive.ts'),
      `
        import { loadVehicle, type Vehicle, type VehicleDescription } from 'vfb';
        import { out, type Out, type Services } from 'vfb/rte';
        const description: VehicleDescription = { systems: [{ arxml: ['arxml'] }] };
        const vehicle: Vehicle = await loadVehicle(description, { trace: false });
        const load: number = vehicle.bus('CAN').load;
        const holder: Out<number> = out(load);
        export const write = (services: Services): number => services.Com_SendSignal(0, holder.value);
        // @ts-expect-error: a description is checked
        await loadVehicle({ system: [] });
      `,
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2022',
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          noEmit: true,
          types: [],
        },
        files: ['drive.ts'],
      }),
    );
    const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    run(folder, process.execPath, [compiler, '-p', folder]);
  });

  it('has a serial bridge to flash', () => {
    const command = ['--no-install', 'vfb', 'flash', 'uno', '--dry-run'];
    expect(run(folder, 'npx', command).stdout).toContain('boards/prebuilt/uno-bridge.hex: ');
  });

  it('says what to install for an ESP32, whose package is optional', () => {
    writeFileSync(join(folder, 'app.bin'), 'program');
    const command = [
      '--no-install',
      'vfb',
      'flash',
      'esp32',
      '--port',
      'p',
      '--firmware',
      'app.bin',
    ];
    const { status, stderr } = spawnSync('npx', command, { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('error package-missing: ');
    expect(stderr).toContain('= help: npm install esptool-js');
  });

  it('needs nothing that is not among its dependencies', () => {
    const used = packed
      .filter((path) => path.startsWith('dist/') && path.endsWith('.js'))
      .map((path) => readFileSync(join(folder, 'node_modules', 'vfb', path), 'utf8'))
      .flatMap((text) => [...text.matchAll(/^(?:import|export)\s[^;'`]*?from '([^'.][^']*)'/gm)])
      .map((match) => match[1] ?? '')
      .filter((name) => !name.startsWith('node:'));
    expect([...new Set(used)].filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect(existsSync(join(folder, 'node_modules', 'typescript'))).toBe(false);
  });
});
