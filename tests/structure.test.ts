/**
 * The structure of the house: who may import whom (docs/architecture.md), and what no file may
 * contain. The tables are the rules; a test only holds the files against them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './helpers/examples.ts';

// ---- who may import whom ----------------------------------------------------------------------------

/** What features share lies beside their folders; index.ts and finish.ts put the folders together. */
const shared = readdirSync(join(projectRoot, 'generator', 'features'))
  .filter((name) => name.endsWith('.ts') && !['index.ts', 'finish.ts'].includes(name))
  .map((name) => `generator/features/${name}`);
const lowering = [
  'generator/diagnostics/',
  'generator/syntax/',
  'generator/model/',
  'generator/system/',
  'generator/plan/',
];

/** Path or folder → what its files import besides themselves. The most exact entry holds. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'rte/': [],
  'generator/diagnostics/': ['generator/syntax/'],
  'generator/syntax/': ['generator/diagnostics/'],
  'generator/model/': ['generator/diagnostics/', 'generator/syntax/'],
  'generator/plan/': [],
  // The system speaks of values and types in the words of the plan.
  'generator/system/': lowering,
  'generator/features/': [...lowering, 'generator/features/'],
  ...Object.fromEntries(
    [...foldersIn('generator/features'), ...shared].map((place) => [
      place,
      [...lowering, ...shared],
    ]),
  ),
  'generator/emit/': ['generator/plan/'],
  ...Object.fromEntries(
    foldersIn('generator/emit').map((folder) => [
      folder,
      [
        'generator/plan/',
        'generator/emit/render.ts',
        'generator/emit/generated-file.ts',
        'generator/emit/free-names.ts',
      ],
    ]),
  ),
  'generator/pipeline.ts': ['generator/'],
  'bsw-sim/sim/': [],
  'bsw-sim/os/': ['bsw-sim/sim/', 'rte/'],
  'bsw-sim/bus/': ['bsw-sim/sim/'],
  'bsw-sim/can/': ['bsw-sim/sim/', 'bsw-sim/bus/', 'rte/'],
  'bsw-sim/canif/': ['bsw-sim/sim/', 'bsw-sim/bus/', 'bsw-sim/can/', 'rte/'],
  'bsw-sim/pdur/': ['bsw-sim/sim/', 'bsw-sim/canif/', 'rte/'],
  'bsw-sim/com/': ['bsw-sim/sim/', 'bsw-sim/pdur/', 'rte/'],
  'bsw-sim/det/': ['bsw-sim/sim/', 'rte/'],
  'bsw-sim/ecum/': ['bsw-sim/sim/', 'bsw-sim/os/', 'rte/'],
  'bsw-sim/iohwab/': ['bsw-sim/sim/', 'rte/'],
  // The I/O drivers stand on what plays the hardware.
  'bsw-sim/adc/': ['bsw-sim/iohwab/', 'bsw-sim/det/', 'rte/'],
  'bsw-sim/dio/': ['bsw-sim/iohwab/', 'bsw-sim/det/', 'rte/'],
  'bsw-sim/pwm/': ['bsw-sim/iohwab/', 'bsw-sim/det/', 'rte/'],
  // Whoever takes part from elsewhere is a node of a bus, or stands behind the pins.
  'bsw-sim/bridge/': ['bsw-sim/sim/', 'bsw-sim/bus/', 'bsw-sim/iohwab/'],
  'bsw-sim/ecu.ts': ['bsw-sim/', 'rte/'],
  'bsw-sim/simulation.ts': ['bsw-sim/', 'rte/'],
  'vehicle/': ['generator/', 'bsw-sim/', 'rte/'],
  'flash/': [],
  // Images for boards: what the generator prints, with the sources that a vehicle finds.
  'build/': ['generator/', 'vehicle/'],
  // The monitor is a run without a vehicle.
  'cli/': ['vehicle/', 'generator/', 'build/', 'flash/', 'bsw-sim/bridge/', 'bsw-sim/sim/'],
};

/** Packages of npm, and of Node as far as they reach outside the program. */
const mayImportPackage: Readonly<Record<string, readonly string[]>> = {
  'fast-xml-parser': ['generator/syntax/'],
  handlebars: ['generator/emit/render.ts'],
  ajv: ['vehicle/vehicle-file.ts'],
  esbuild: ['vehicle/bundle.ts'],
  acorn: ['vehicle/component-state.ts'],
  commander: ['cli/'],
  serialport: ['cli/serial-ports.ts', 'bsw-sim/bridge/serial-port.ts'],
  // The templates lie beside the code that renders them; one kind of boot loader is a USB drive.
  'node:fs': ['generator/emit/render.ts', 'vehicle/', 'build/', 'flash/protocols/uf2-drive.ts'],
  'node:path': ['generator/emit/render.ts', 'vehicle/', 'build/', 'flash/protocols/uf2-drive.ts'],
  'node:url': ['generator/emit/render.ts', 'vehicle/', 'build/'],
  '@yowasp': ['vehicle/clang-package.ts'],
  // Scripts of ECUs, and the time limit of the engine.
  'node:vm': ['vehicle/load.ts', 'vehicle/watchdog.ts'],
  // C is compiled by clang, in a folder of its own, and not twice.
  'node:child_process': ['vehicle/c-compiler.ts', 'build/tool-chain.ts'],
  'node:os': ['vehicle/c-compiler.ts', 'build/tool-chain.ts'],
  'node:crypto': ['vehicle/snapshot.ts'],
  // Handlebars is loaded when the first template is.
  'node:module': ['generator/emit/render.ts', 'vehicle/load.ts'],
};

const rooms = ['rte', 'generator', 'bsw-sim', 'vehicle', 'build', 'flash', 'cli'];
const sources = rooms.flatMap((room) => filesBelow(room, ['.ts']));

describe('imports', () => {
  it('go only where the architecture lets them', () => {
    const found = sources.flatMap(({ path, text }) => {
      const allowed = [ruleOf(path), ...(mayImport[ruleOf(path)] ?? [])];
      return importsOf(path, text)
        .filter((target) => target.startsWith('/'))
        .map((target) => target.slice(1))
        .filter((target) => !allowed.some((prefix) => target.startsWith(prefix)))
        .map((target) => `${path} imports ${target}`);
    });
    expect(found).toEqual([]);
  });

  it('of packages stay in the files that are named for them', () => {
    const found = sources.flatMap(({ path, text }) =>
      importsOf(path, text)
        .filter((target) => !target.startsWith('/'))
        .map((target) => target.split('/')[0] ?? '')
        .filter((name) => !placesOf(name).some((place) => path.startsWith(place)))
        .map((name) => `${path} imports ${name}`),
    );
    expect(found).toEqual([]);
  });

  it('are ruled for every file, and no rule is left over', () => {
    expect(sources.filter(({ path }) => !(ruleOf(path) in mayImport))).toEqual([]);
    const used = new Set(sources.map(({ path }) => ruleOf(path)));
    expect(Object.keys(mayImport).filter((rule) => !used.has(rule))).toEqual([]);
  });
});

/** The command line may use all of Node. */
function placesOf(name: string): readonly string[] {
  const places = mayImportPackage[name] ?? [];
  return name.startsWith('node:') ? [...places, 'cli/'] : places;
}

/** The longest entry of the table that covers a path. */
function ruleOf(path: string): string {
  const rules = Object.keys(mayImport).filter((rule) => path.startsWith(rule));
  return rules.sort((a, b) => b.length - a.length)[0] ?? path;
}

/** Our own files as `/path/from/the/root.ts`, others by package name. */
function importsOf(path: string, text: string): string[] {
  // A statement begins its line: generated code in strings and examples in comments do not.
  const statements =
    /^(?:import|export)\s[^;'`]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(statements)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    return target.startsWith('.') ? posix.join('/', posix.dirname(path), target) : target;
  });
}

// ---- what no file may contain ------------------------------------------------------------------------

interface TidyRule {
  readonly pattern: RegExp;
  readonly why: string;
  /** Paths that may, each with its reason. */
  readonly except: Readonly<Record<string, string>>;
}

const tidyRules: readonly TidyRule[] = [
  {
    pattern: /\b(Date\.now|new Date|Math\.random|performance\.now|setTimeout|setInterval)\b/,
    why: 'a clock or chance would make runs differ',
    except: {
      'cli/': 'shows real time, and waits for nothing that it simulates',
      'bsw-sim/bridge/wall-clock.ts': 'keeps a run in step with boards, which have their own time',
    },
  },
  {
    pattern: /\bprocess\./,
    why: 'only the command line knows the process it runs in',
    except: { 'cli/': 'is the process' },
  },
  { pattern: /\b(TODO|FIXME|XXX)\b|not implemented/i, why: 'is unfinished', except: {} },
  {
    pattern: /\bas any\b|@ts-(ignore|expect-error|nocheck)/,
    why: 'hides a type error',
    except: {},
  },
  { pattern: /['"` (]\/(home|work|tmp|Users)\//, why: 'is a path of one machine', except: {} },
];

describe('tidiness', () => {
  const files = [
    ...rooms.flatMap((room) => filesBelow(room, ['.ts', '.hbs'])),
    ...filesBelow('components', ['.ts']),
    ...filesBelow('boards', ['.c', '.h', '.S', '.ld']),
  ];

  it.each(tidyRules)('no file has $pattern, which $why', ({ pattern, except }) => {
    const found = files
      .filter(({ path }) => !Object.keys(except).some((place) => path.startsWith(place)))
      .flatMap(({ path, text }) =>
        text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])),
      );
    expect(found).toEqual([]);
  });

  it('no file has more lines than anybody wants to read at once', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 500).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('every source opens with a comment that says what it is for', () => {
    const silent = files.filter(
      ({ path, text }) => /\.(ts|c|h|S|ld)$/.test(path) && !/^\/\*|^\/\/|^#!/.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});

// ---- files -------------------------------------------------------------------------------------------

function filesBelow(folder: string, endings: readonly string[]): { path: string; text: string }[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path, endings);
    if (!endings.some((ending) => path.endsWith(ending))) return [];
    return [{ path, text: readFileSync(join(projectRoot, path), 'utf8') }];
  });
}

/** Paths of the folders in a folder, with '/' at the end. */
function foldersIn(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}/`);
}
