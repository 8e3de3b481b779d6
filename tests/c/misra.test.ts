/**
 * Generated C and MISRA C:2012: cppcheck reports no rule but those that docs/adr/0015-misra.md lists
 * with a reason, and each of those.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
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
import { emitC, emitCSimulation, emitCSkeletons } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import { lightEcu, lightEvents, lightRunnables } from '../helpers/arxml-tasks.ts';
import { withEveryHook } from '../helpers/c/plans.ts';
import { examplePlans, examples, projectRoot } from '../helpers/examples.ts';
import { planOf } from '../helpers/fake-ecu.ts';

const folder = mkdtempSync(join(tmpdir(), 'vfb-misra-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hasCppcheck = spawnSync('cppcheck', ['--version']).status === 0;
const skip = !hasCppcheck && process.env.CI !== 'true';
if (skip) console.warn('cppcheck is missing: MISRA rules are not checked (apt install cppcheck)');

/** Rules that the table of the ADR lists for some code. */
function listed(of: 'generated code' | 'rte/c/freestanding'): readonly string[] {
  const adr = readFileSync(join(projectRoot, 'docs', 'adr', '0015-misra.md'), 'utf8');
  const rows = adr.matchAll(/^\| (\d+\.\d+), (?:advisory|required) \| ([^|]+) \| [^|]+ \|$/gm);
  return [...rows].flatMap(([, rule = '', place]) => (place === of ? [rule] : []));
}

/** What cppcheck says of sources in a folder, `file:line id message`; rules of MISRA apart. */
function check(cwd: string, ...sources: readonly string[]) {
  const { error, stderr } = spawnSync(
    'cppcheck',
    [
      '--addon=misra',
      '--enable=warning,style,performance,portability',
      '--std=c99',
      '--quiet',
      '--suppress=missingIncludeSystem',
      '--template={file}:{line} {id} {message}',
      '-I.',
      `-I${join(projectRoot, 'rte', 'c')}`,
      ...sources,
    ],
    // The addon needs nothing but Python, and not one that a project brings along.
    { cwd, encoding: 'utf8', env: { ...process.env, PATH: `/usr/bin:${process.env.PATH}` } },
  );
  if (error !== undefined) throw error;
  const lines = stderr.split('\n').filter((line) => line !== '');
  const rule = (line: string) => /^\S+ misra-c2012-(\d+\.\d+) /.exec(line)?.[1];
  return {
    rules: lines.flatMap((line) => rule(line) ?? []),
    /** With their places, so that a failure shows them. */
    unlisted: (rules: readonly string[]) =>
      lines.filter((line) => !rules.includes(rule(line) ?? 'none')),
  };
}

/** What stands beside the C code of an ECU; sources of components and modules include their headers. */
function surround(plan: RtePlan, path: string): readonly string[] {
  for (const { path: name, text } of emitCSimulation(plan)) writeFileSync(join(path, name), text);
  mkdirSync(join(path, 'components'));
  const skeletons = emitCSkeletons(plan);
  for (const { path: name, text } of skeletons) {
    writeFileSync(join(path, 'components', name), text);
  }
  const modules = readdirSync(path).filter((name) => name.startsWith('SchM_'));
  for (const header of modules) writeFileSync(join(path, `${header}.c`), `#include "${header}"\n`);
  return [
    'Rte.c',
    ...skeletons.map(({ path: name }) => `components/${name}`),
    ...modules.map((header) => `${header}.c`),
  ];
}

function withFunctions(name: string, plan: RtePlan): string {
  const path = join(folder, name);
  mkdirSync(path);
  const files = emitC(plan, { api: 'functions', atomicWidthBits: 8 }, new Diagnostics());
  for (const { path: file, text } of files) writeFileSync(join(path, file), text);
  return path;
}

const extended = planOf('Body', [
  lightEcu({
    runnables: { ...lightRunnables, Glow: { every: '0.03' } },
    events: { ...lightEvents, GlowTiming: {} },
  }),
]);

const plans = await Promise.all(
  examples()
    // Of hostile names there is no golden C: C refuses some.
    .filter(({ name }) => name !== 'hostile-names')
    .map(async (example) => ({ name: example.name, plans: await examplePlans(example) })),
);
const ecus = plans.flatMap(({ name, plans: all }) =>
  [...all].map(([ecu, plan]) => ({ example: name, ecu, plan })),
);

describe.skipIf(skip)('of MISRA C:2012', () => {
  const allowed = listed('generated code');
  const reported = new Set<string>();

  it.each(ecus)('the code of $ecu breaks no rule that is not listed', ({ example, ecu, plan }) => {
    const path = join(folder, ecu);
    cpSync(join(projectRoot, 'tests', 'golden', example, ecu, 'c'), path, { recursive: true });
    const { rules, unlisted } = check(path, ...surround(plan, path));
    expect(unlisted(allowed)).toEqual([]);
    for (const rule of rules) reported.add(rule);
  });

  it.each(ecus)('nor does it with functions, all of them traced', ({ ecu, plan }) => {
    const path = withFunctions(`${ecu}-traced`, withEveryHook(plan));
    expect(check(path, ...surround(plan, path)).unlisted(allowed)).toEqual([]);
  });

  it('nor do extended tasks, traced or not', () => {
    for (const plan of [extended, withEveryHook(extended)]) {
      const path = withFunctions(`extended-${plan.vfbTrace.length}`, plan);
      expect(check(path, ...surround(plan, path)).unlisted(allowed)).toEqual([]);
    }
  });

  it('each rule that is listed is still reported', () => {
    expect([...reported].sort(byNumber)).toEqual(allowed);
  });

  it('the C library of the simulation breaks those that are listed for it', () => {
    const { rules, unlisted } = check(join(projectRoot, 'rte', 'c', 'freestanding'), 'string.c');
    const own = listed('rte/c/freestanding');
    expect(unlisted(own)).toEqual([]);
    expect([...new Set(rules)].sort(byNumber)).toEqual(own);
  });
});

function byNumber(a: string, b: string): number {
  const [chapterA = 0, ruleA = 0] = a.split('.').map(Number);
  const [chapterB = 0, ruleB = 0] = b.split('.').map(Number);
  return chapterA - chapterB || ruleA - ruleB;
}
