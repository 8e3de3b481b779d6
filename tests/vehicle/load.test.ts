import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordedGraph, recordGraph, restoreGraph } from '../../bsw-sim/sim/plain-data.ts';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import type { GeneratedFile } from '../../generator/pipeline.ts';
import type { Services } from '../../rte/typescript/services.ts';
import { componentFile, findComponentFiles } from '../../vehicle/component-files.ts';
import { type EcuProgram, loadEcu } from '../../vehicle/load.ts';
import { emptyPlan, plannedComponent } from './empty-plan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-load-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files: readonly GeneratedFile[] = [
  { path: 'Rte_Type.ts', text: 'export const ON = 1;\n' },
  {
    path: 'Rte_Counter.ts',
    text: `export * from './Rte_Type.ts';
export interface Rte_Counter { Rte_Write_Out_value(data: number): number }
`,
  },
  { path: 'Ecu_Cfg.ts', text: `export const configuration = { ecu: 'Front' };\n` },
  {
    path: 'Rte.ts',
    text: `import { RTE_E_OK } from 'vfb/rte';
export function createRte(services: any, components: any) {
  const counter = { Rte_Write_Out_value(data: number) { services.written.push(data); return RTE_E_OK; } };
  return {
    Rte_Start: () => RTE_E_OK, Rte_Stop: () => RTE_E_OK, initEntries: [], comCallbacks: {}, state: {}, references: { counter },
    tasks: [{ name: 'Task', entries: [
      { name: 'Counter/Run', run: () => components.Counter.Counter_Run(counter) },
    ] }],
  };
}
`,
  },
];

const plan = {
  ...emptyPlan('Front'),
  components: [plannedComponent('Counter', [{ name: 'Run', symbol: 'Counter_Run' }])],
};

let number = 0;
/** Writes the source into a folder of its own and loads the ECU with it. */
async function load(source: string, name = 'Counter.ts') {
  const components = join(folder, `case-${number++}`, 'counter');
  mkdirSync(components, { recursive: true });
  writeFileSync(join(components, name), source);
  const diagnostics = new Diagnostics();
  const found = findComponentFiles([{ value: components, at: undefined }], diagnostics);
  const path = componentFile('Counter', 'Front', found, 'ts', diagnostics);
  const sources = {
    ecu: 'Front',
    plan,
    files,
    components: new Map(path === undefined ? [] : [['Counter', path]]),
  };
  const reload = (): Promise<EcuProgram | undefined> => loadEcu(sources, diagnostics);
  return { program: await reload(), reload, diagnostics: diagnostics.list };
}

function start(program: EcuProgram | undefined) {
  if (program === undefined) throw new Error('the ECU was not loaded');
  const written: number[] = [];
  const rte = program.createRte({ written } as unknown as Services);
  return { written, run: () => rte.tasks[0]?.entries[0]?.run() };
}

const counting = `import { RTE_E_OK } from 'vfb/rte';
import { ON, type Rte_Counter } from 'Rte_Counter';
let count: number = 10 * ON + RTE_E_OK;
export function Counter_Run(self: Rte_Counter): void {
  self.Rte_Write_Out_value(++count);
}
`;

describe('loading an ECU', () => {
  it('runs a component against the generated RTE', async () => {
    const { program, diagnostics } = await load(counting);
    expect(diagnostics).toEqual([]);
    expect(program?.configuration.ecu).toBe('Front');
    const { run, written } = start(program);
    run();
    run();
    expect(written).toEqual([11, 12]);
  });

  it('gives every ECU instance module variables of its own', async () => {
    const { program, reload } = await load(counting);
    const first = start(program);
    const second = start(await reload());
    first.run();
    first.run();
    second.run();
    expect(first.written).toEqual([11, 12]);
    expect(second.written).toEqual([11]);
  });

  it('takes JavaScript components, and a generated file imported with a path', async () => {
    const { program } = await load(
      `import { ON } from './gen/Rte_Counter.js';\nexport const Counter_Run = function (self) { self.Rte_Write_Out_value(ON); };\n`,
      'Counter.mjs',
    );
    const { run, written } = start(program);
    run();
    expect(written).toEqual([1]);
  });

  it('reports a syntax error where it stands', async () => {
    const { program, diagnostics } = await load(
      'export function Counter_Run() {\n  const ä = ;\n}\n',
    );
    expect(program).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'component-source-wrong', message: 'Unexpected ";"', at: { offset: 44 } },
    ]);
    expect(diagnostics[0]?.at?.file.path).toMatch(/counter\/Counter\.ts$/);
  });

  it('reports the import of a generated file the ECU does not have', async () => {
    const { diagnostics } = await load(`import { x } from 'Rte_Other';\nconsole.log(x);\n`);
    expect(diagnostics).toMatchObject([
      {
        code: 'component-source-wrong',
        message: 'ECU Front has no Rte_Other; it has Rte_Counter',
        at: { offset: 18 },
      },
    ]);
  });

  it('reports the import of something only an operating system has', async () => {
    const { diagnostics } = await load(
      `import { readFileSync } from 'node:fs';\nexport function Counter_Run() { readFileSync('x'); }\n`,
    );
    expect(diagnostics).toMatchObject([{ code: 'component-source-wrong' }]);
    expect(diagnostics[0]?.message).toMatch(/node:fs/);
  });

  it('reports a runnable that is not exported, and says what is', async () => {
    const { diagnostics } = await load(
      'export function Counter_run() {}\nexport const other = 1;\n',
    );
    expect(diagnostics).toMatchObject([
      {
        code: 'component-runnable-missing',
        message:
          'runnable /Swc/Counter/Run needs an exported function Counter_Run; the file exports Counter_run, other',
        at: { offset: 0 },
      },
    ]);
  });

  it('refuses a runnable that does not end at the instant it runs', async () => {
    const { diagnostics } = await load('export async function Counter_Run() {}\n');
    expect(diagnostics).toMatchObject([{ code: 'component-source-wrong' }]);
  });

  it('reports an exception while the component is loaded', async () => {
    const { diagnostics } = await load(
      `const table: number[] = [];\nconst first = (table[0] as any).x;\nexport function Counter_Run() { return first; }\n`,
    );
    expect(diagnostics).toMatchObject([{ code: 'component-failed', at: { offset: 60 } }]);
    expect(diagnostics[0]?.message).toMatch(
      /^a component of ECU Front failed while it was loaded: TypeError: /,
    );
  });

  it('finds the place of an exception in a runnable, also behind generated code', async () => {
    const { program } = await load(
      `import type { Rte_Counter } from 'Rte_Counter';\nexport function Counter_Run(self: Rte_Counter): void {\n  (self as any).Rte_Write_Out_missing(1);\n}\n`,
    );
    const { run } = start(program);
    let error: unknown;
    try {
      run();
    } catch (thrown) {
      error = thrown;
    }
    const { reason, at } = program?.explain(error) ?? {};
    expect(reason).toMatch(/^TypeError: /);
    expect(at?.file.text.slice(at.offset)).toMatch(/^Rte_Write_Out_missing/);
    expect(program?.explain(new Error('elsewhere'))).toEqual({
      reason: 'Error: elsewhere',
      at: undefined,
    });
  });
});

describe('finding the source of a component type', () => {
  it('reports a type without source and where was looked', () => {
    const list = new Diagnostics();
    componentFile('Counter', 'Front', findComponentFiles([], list), 'ts', list);
    expect(list.list).toMatchObject([
      {
        code: 'component-missing',
        message: 'no source for component type Counter of ECU Front: no component folder is given',
      },
    ]);
  });

  it('reports two sources for one type, once for each that is too many', () => {
    const two = join(folder, 'two');
    mkdirSync(join(two, 'a'), { recursive: true });
    mkdirSync(join(two, 'b'), { recursive: true });
    writeFileSync(join(two, 'a', 'Counter.ts'), '');
    writeFileSync(join(two, 'b', 'Counter.js'), '');
    writeFileSync(join(two, 'b', 'Counter.test.ts'), '');
    const list = new Diagnostics();
    // A folder inside another one finds nothing twice.
    const folders = [two, join(two, 'a')].map((value) => ({ value, at: undefined }));
    expect(
      componentFile('Counter', 'Front', findComponentFiles(folders, list), 'ts', list),
    ).toBeUndefined();
    expect(list.list).toMatchObject([{ code: 'component-twice' }]);
    expect(list.list[0]?.at?.file.path).toMatch(/b\/Counter\.js$/);
  });

  it('reports a folder that is not there', () => {
    const list = new Diagnostics();
    findComponentFiles([{ value: join(folder, 'nowhere'), at: undefined }], list);
    expect(list.list).toMatchObject([{ code: 'vehicle-path-missing' }]);
  });
});

// ---- what a component remembers ---------------------------------------------------------------------

/** Runs a component, takes its state down before the run `at`, and goes back to there. */
async function rewound(source: string, { runs, at }: { runs: number; at: number }) {
  const { program, diagnostics } = await load(source);
  expect(diagnostics).toEqual([]);
  if (program === undefined) throw new Error('the ECU was not loaded');
  const written: number[] = [];
  const rte = program.createRte({ written } as unknown as Services);
  const named = new Map(Object.entries(rte.references).map(([name, object]) => [object, name]));
  let recorded: RecordedGraph | undefined;
  for (let i = 0; i < runs; i++) {
    if (i === at) recorded = structuredClone(recordGraph(rte.state, named));
    rte.tasks[0]?.entries[0]?.run();
  }
  const expected = written.splice(0);
  if (recorded === undefined) throw new Error(`never at ${at}`);
  restoreGraph(rte.state, recorded, named);
  for (let i = at; i < runs; i++) rte.tasks[0]?.entries[0]?.run();
  return { written, expected: expected.slice(at) };
}

const head = `import type { Rte_Counter } from 'Rte_Counter';\n`;

describe('the state of a component goes back', () => {
  it.each([
    [
      'in variables, constants, and what they hold',
      `let count = 0;
const total = { value: 0, last: [0, 0] };
const bytes = new Uint8Array(2);
var big = 0n;
export function Counter_Run(self: Rte_Counter): void {
  count += 1;
  big += 3n;
  bytes[count % 2] += count;
  total.last = [...total.last.slice(-1), count];
  total.value += total.last[0];
  self.Rte_Write_Out_value(count + total.value * 100 + Number(big) * 7 + bytes[0] * 13);
}`,
    ],
    [
      'by instance, in a Map, and in a Set',
      `const counts = new Map<Rte_Counter, { n: number }>();
const seen = new Set<number>();
export function Counter_Run(self: Rte_Counter): void {
  const own = counts.get(self) ?? { n: 0 };
  counts.set(self, own);
  own.n += 1;
  seen.add(own.n % 3);
  self.Rte_Write_Out_value(own.n * 10 + seen.size);
}`,
    ],
    [
      'with two references to one object, a circle, and functions of the module',
      `interface Link { n: number; next?: Link }
const first: Link = { n: 1 };
const second: Link = { n: 10, next: first };
first.next = second;
const table = { up: (n: number) => n + 1, down: (n: number) => n - 1 };
let step = table.up;
let current = first;
function turn(n: number): number { return n * 2; }
let other: (n: number) => number = turn;
export function Counter_Run(self: Rte_Counter): void {
  current = current.next ?? first;
  current.n = step(other(current.n));
  step = step === table.up ? table.down : table.up;
  other = other === turn ? (table.up as typeof turn) : turn;
  self.Rte_Write_Out_value(first.n * 1000 + second.n);
}`,
    ],
    [
      'past what is frozen, and in variables that a loop declares',
      `const steps = Object.freeze([1, 2, Object.freeze({ more: 3 })] as const);
const holes: number[] = [];
for (var at = 0; at < 2; at++) holes[at * 3] = at;
export function Counter_Run(self: Rte_Counter): void {
  at += steps[at % 2] + steps[2].more;
  holes[at % 3] ??= at;
  self.Rte_Write_Out_value(at * 1000 + holes.reduce((sum, n) => sum + n, 0));
}`,
    ],
  ])('%s', async (_, source) => {
    for (let at = 0; at < 6; at++) {
      const { written, expected } = await rewound(head + source, { runs: 8, at });
      expect(written).toEqual(expected);
    }
  });

  it.each([
    ['a WeakMap', 'const counts = new WeakMap();', /^counter\/Counter\.ts\.counts is a WeakMap$/],
    [
      'a class',
      'class Filter { n = 0; }\nlet f = { inner: new Filter() };',
      /f\.inner is a Filter$/,
    ],
    [
      'a function that a call made',
      'const next = (() => { let n = 0; return () => n++; })();',
      /next is a function that may keep variables of its own$/,
    ],
    [
      'an object of such functions',
      'function filter() { let y = 0; return { step: (x: number) => (y += x) }; }\nconst f = filter();',
      /f\.step is a function that may keep variables of its own$/,
    ],
    [
      'a function with properties',
      'function f() {}\nf.count = 0;',
      /f is a function with properties$/,
    ],
    [
      'static members',
      'class Shared { static count = 0; }',
      /Shared is a function with properties$/,
    ],
    [
      'private static members',
      'class Shared { static #n = 0; static next() { return Shared.#n++; } }',
      /Shared is a function that may keep variables of its own$/,
    ],
    [
      'a namespace',
      'namespace Shared { let n = 0; export const next = () => n++; }',
      /Shared\.next is a function that may keep variables of its own$/,
    ],
    [
      'a function from a block',
      'let next = () => 0;\n{ let n = 0; next = () => n++; }',
      /next is a function that may keep variables of its own$/,
    ],
    [
      'a class that extends a Map',
      'class Cache extends Map { hits = 0; }\nconst cache = new Cache();',
      /cache is a Cache$/,
    ],
    [
      'properties beside the elements',
      'const list: number[] & { n?: number } = [];\nlist.n = 1;',
      /list is an object with the hidden property n$/,
    ],
  ])('or is out of reach in %s', async (_, declaration, message) => {
    const source = `${head}${declaration}\nexport function Counter_Run(self: Rte_Counter): void {}`;
    await expect(rewound(source, { runs: 1, at: 0 })).rejects.toThrow(message);
  });
});
