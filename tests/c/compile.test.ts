/** Generated C is C: clean for every compiler at hand, header by header, and small. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  type COptions,
  ecuNames,
  emitC,
  emitCSimulation,
  emitCSkeletons,
  planEcu,
  readModel,
} from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import { withCNames, withEveryHook } from '../helpers/c/plans.ts';
import { examplePlans, examples } from '../helpers/examples.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-c-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const strict = ['-std=c99', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-pedantic', '-Werror'];
const compilers = [
  { name: 'gcc', flags: [] },
  { name: 'clang', flags: [] },
  { name: 'avr-gcc', flags: ['-mmcu=atmega328p'] },
  { name: 'arm-none-eabi-gcc', flags: ['-mcpu=cortex-m3', '-mthumb'] },
].map((compiler) => ({ ...compiler, found: spawnSync(compiler.name, ['--version']).status === 0 }));

const cases = '../shared/corpus/toppers__a-rtegen/cases';
const corpusCases = existsSync(cases)
  ? readdirSync(cases, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  : [];

function corpusPlans(name: string): RtePlan[] {
  const folder = join(cases, name);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.arxml'))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(join(folder, file), 'utf8') }));
  const diagnostics = new Diagnostics({ allowUnsupported: true });
  const model = readModel(files, diagnostics);
  return ecuNames(model).flatMap((ecu) => planEcu(model, ecu, diagnostics) ?? []);
}

/** Writes the C files of an ECU, with the headers of a basic software, to a folder of their own. */
function written(name: string, plan: RtePlan, options: COptions): string {
  const folder = join(root, `${name}-${plan.ecu}-${options.api}-${options.atomicWidthBits}`);
  mkdirSync(folder, { recursive: true });
  const diagnostics = new Diagnostics();
  for (const { path, text } of [...emitC(plan, options, diagnostics), ...emitCSimulation(plan)]) {
    writeFileSync(join(folder, path), text);
  }
  // In a folder of their own: a component may be called Rte.
  mkdirSync(join(folder, 'components'), { recursive: true });
  for (const { path, text } of emitCSkeletons(plan)) {
    writeFileSync(join(folder, 'components', path), text);
  }
  expect(diagnostics.list.map(({ message }) => message)).toEqual([]);
  return folder;
}

function compile(
  compiler: (typeof compilers)[number],
  folder: string,
  source: string,
  more: readonly string[] = [],
) {
  const object = join(folder, `${source}.o`);
  const { status, stderr } = spawnSync(
    compiler.name,
    [
      ...compiler.flags,
      ...strict,
      ...more,
      '-c',
      `-I${folder}`,
      '-Irte/c',
      join(folder, source),
      '-o',
      object,
    ],
    { encoding: 'utf8' },
  );
  expect({ source, status, stderr }).toEqual({ source, status: 0, stderr: '' });
  return object;
}

const variants: readonly [COptions, COptions] = [
  { api: 'macros', atomicWidthBits: 32 },
  { api: 'functions', atomicWidthBits: 8 },
];

describe.each(compilers)('generated C with $name', (compiler) => {
  const skip = !compiler.found && process.env.CI !== 'true';
  if (skip) console.warn(`${compiler.name} is missing: not tried`);

  it.skipIf(skip)('is clean for the examples', async () => {
    for (const example of examples()) {
      for (const plan of [...(await examplePlans(example)).values()].map(withCNames)) {
        for (const options of variants)
          compileAll(compiler, written(example.name, plan, options), plan);
        const traced = withEveryHook(plan);
        const folder = written(`${example.name}-traced`, traced, variants[0]);
        compileAll(compiler, folder, traced);
      }
    }
  });

  it.skipIf(skip).each(corpusCases)('is clean for %s', (name) => {
    for (const plan of corpusPlans(name)) {
      for (const options of variants) compileAll(compiler, written(name, plan, options), plan);
    }
  });
});

/** The RTE, every component's skeleton against its header, and every other header alone. */
function compileAll(compiler: (typeof compilers)[number], folder: string, plan: RtePlan): void {
  const headers = readdirSync(folder).filter((name) =>
    /^(Rte(_Type|_Main|_Cbk|_Cfg|_Hook)?|SchM_\w+)\.h$/.test(name),
  );
  const alone = headers.map((header) => {
    const source = `${header}.c`;
    writeFileSync(join(folder, source), `#include "${header}"\ntypedef int not_empty;\n`);
    return source;
  });
  const components = plan.components.map(({ name }) => `components/${name}.c`);
  const sources = ['Rte.c', ...alone, ...components].map((source) => join(folder, source));
  const { status, stderr } = spawnSync(
    compiler.name,
    [...compiler.flags, ...strict, '-fsyntax-only', `-I${folder}`, '-Irte/c', ...sources],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

const gcc = compilers.find(({ name }) => name === 'gcc');

describe.skipIf(gcc?.found !== true && process.env.CI !== 'true')('application headers', () => {
  const [plan] = corpusCases.includes('HelloAutosar') ? corpusPlans('HelloAutosar') : [];

  it.skipIf(plan === undefined)('of two components are refused in one source', () => {
    if (plan === undefined) return;
    const folder = written('guard', plan, { api: 'macros', atomicWidthBits: 32 });
    writeFileSync(join(folder, 'two.c'), '#include "Rte_SWC1.h"\n#include "Rte_SWC2.h"\n');
    const { status, stderr } = spawnSync(
      'gcc',
      ['-c', `-I${folder}`, '-Irte/c', join(folder, 'two.c'), '-o', '/dev/null'],
      {
        encoding: 'utf8',
      },
    );
    expect(status).not.toBe(0);
    expect(stderr).toContain('one component only');
  });

  it.skipIf(plan === undefined)(
    'let a component for another RTE compile: only the standard names',
    () => {
      if (plan === undefined) return;
      const folder = written('vendor', plan, { api: 'macros', atomicWidthBits: 32 });
      writeFileSync(
        join(folder, 'vendor.c'),
        [
          '#include "Rte_SWC2.h"',
          'void RunnableEntity2(void)',
          '{',
          '    IDT_TimeCount time = 0U;',
          '    if (Rte_Read_RPort_time(&time) != RTE_E_OK)',
          '    {',
          '        time = 0U;',
          '    }',
          '    (void)time;',
          '}',
        ].join('\n'),
      );
      if (gcc !== undefined) compile(gcc, folder, 'vendor.c');
    },
  );

  it.skipIf(plan === undefined)(
    'make a local write the assignment that a global variable would be',
    () => {
      if (plan === undefined) return;
      const folder = written('cost', plan, { api: 'macros', atomicWidthBits: 32 });
      writeFileSync(
        join(folder, 'rte.c'),
        '#include "Rte_SWC2.h"\nuint32 got;\nvoid RunnableEntity2(void)\n{\n    (void)Rte_Read_RPort_time(&got);\n}\n',
      );
      writeFileSync(
        join(folder, 'global.c'),
        '#include "Std_Types.h"\nextern uint32 Rte_Buffer_SWC2_RPort_time;\nuint32 got;\nextern void RunnableEntity2(void);\nvoid RunnableEntity2(void)\n{\n    got = Rte_Buffer_SWC2_RPort_time;\n}\n',
      );
      if (gcc === undefined) return;
      const text = (source: string) => {
        const object = compile(gcc, folder, source, ['-Os']);
        return spawnSync('objdump', ['-d', '--no-show-raw-insn', object], {
          encoding: 'utf8',
        }).stdout.replace(/^.*file format.*$/m, '');
      };
      expect(text('rte.c').replaceAll('rte.c', '')).toBe(
        text('global.c').replaceAll('global.c', ''),
      );
    },
  );
});

/** Flash and RAM of Rte.o alone, `--api functions -Os`, as another RTE generator needs them. */
const peer: Readonly<Record<string, { avr: number; cortexM3: number }>> = {
  HelloAutosar: { avr: 222, cortexM3: 208 },
  HelloAutosarWithCom_ECU1: { avr: 258, cortexM3: 256 },
  HelloAutosarWithCom_ECU2: { avr: 172, cortexM3: 183 },
  SpeedoMeter: { avr: 250, cortexM3: 259 },
};

describe.each([
  { name: 'avr-gcc', size: 'avr-size', key: 'avr', atomicWidthBits: 8 } as const,
  {
    name: 'arm-none-eabi-gcc',
    size: 'arm-none-eabi-size',
    key: 'cortexM3',
    atomicWidthBits: 32,
  } as const,
])('with $name the RTE object', ({ name, size, key, atomicWidthBits }) => {
  const compiler = compilers.find((c) => c.name === name);
  const possible = compiler?.found === true && corpusCases.length > 0;
  it.skipIf(!possible && process.env.CI !== 'true').each(Object.keys(peer))(
    'of %s is smaller than the peer’s',
    (system) => {
      const [plan] = corpusPlans(system);
      if (plan === undefined || compiler === undefined) throw new Error('no plan or compiler');
      const object = compile(
        compiler,
        written('size', plan, { api: 'functions', atomicWidthBits }),
        'Rte.c',
        ['-Os'],
      );
      const { stdout } = spawnSync(size, [object], { encoding: 'utf8' });
      const [text = 0, data = 0, bss = 0] = (stdout.split('\n')[1] ?? '')
        .trim()
        .split(/\s+/)
        .map(Number);
      expect(text + data + bss).toBeLessThan(peer[system]?.[key] ?? 0);
    },
  );
});
