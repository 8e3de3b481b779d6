import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    Rte_Start: () => RTE_E_OK, Rte_Stop: () => RTE_E_OK, initEntries: [], comCallbacks: {}, state: {},
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
