/**
 * The generated C keeps data whole, and with no lock too many. Everything that takes several steps on the
 * target does so here, and at every step whatever may interrupt sometimes does. With the code as it is,
 * nothing is ever torn, lost, seen twice or out of order; without any one of its locks, something is.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { compilePreemptible, type PreemptibleModule } from '../helpers/c/preemption-build.ts';
import { PreemptionRun } from '../helpers/c/preemption-run.ts';
import {
  type DrawnElement,
  type DrawnSystem,
  drawnSystem,
  type SharedDataSystem,
  sharedDataSystem,
} from '../helpers/c/shared-data.ts';

const hasClang = spawnSync('clang', ['--version']).status === 0;
if (!hasClang) console.warn('clang is missing: locks are not tried (apt install clang lld)');

const root = mkdtempSync(join(tmpdir(), 'vfb-torn-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const runs = 150;
/** Without a lock, so many runs may pass before one shows that it is missing. */
const patience = 3000;
const seed = 5;

const priorities = [1, 2, 3, 4].map((priority) => ({ priority, full: true }));
const record: DrawnElement = {
  type: 'Record',
  flow: 'received',
  updated: false,
  replaced: false,
  event: false,
  writers: [[0]],
  readers: [[0]],
  context: 4,
};

/** What matters most for signal groups, beside what is drawn. */
const signalGroups: DrawnSystem = {
  tasks: priorities,
  eventPriority: 5,
  atomicWidthBits: 32,
  api: 'functions',
  elements: [
    // Two readers of one group.
    { ...record, readers: [[0], [2]] },
    // One reader in two tasks, and an update flag.
    { ...record, updated: true, readers: [[1]], context: 5 },
    // Two senders of one group.
    { ...record, flow: 'sent', writers: [[0], [3]] },
    // A buffer that COM and a component write, in a task between them.
    { ...record, flow: 'both', writers: [[0]], readers: [[3]], context: 2 },
    // The same where nothing can interrupt anything: no lock.
    { ...record, flow: 'both', writers: [[3]], readers: [[3]], context: 3 },
  ],
};

/** COM stores data and sets a flag while Rte_Start sets them back. */
const startUp: DrawnSystem = {
  ...signalGroups,
  elements: [{ ...record, type: 'uint8', flow: 'both', updated: true, context: 5 }],
};

/** Readers below, beside and above the main function of COM, of data that are not in time. */
const outdated: DrawnSystem = {
  ...signalGroups,
  elements: (['uint8', 'uint32', 'Record', 'Bytes', 'uint16'] as const).map((type, i) => ({
    ...record,
    type,
    replaced: true,
    readers: i % 2 === 0 ? [[0], [3]] : [[1], [2]],
    context: i + 1,
  })),
};

const systems: readonly (readonly [string, DrawnSystem])[] = [
  ['of signal groups', signalGroups],
  ['of start-up', startUp],
  ['of monitored signals', outdated],
  ...fc
    .sample(drawnSystem, { seed, numRuns: 12 })
    .map((drawn, i) => [`of system ${i} of seed ${seed}`, drawn] as const),
];

interface Built {
  readonly system: SharedDataSystem;
  readonly module: PreemptibleModule;
}

async function built(name: string, drawn: DrawnSystem): Promise<Built> {
  const system = sharedDataSystem(drawn);
  const folder = join(root, name.replaceAll(' ', '-'));
  mkdirSync(folder);
  const paths = [...system.sources].map(([component, text]) => {
    const path = join(folder, `${component}.c`);
    writeFileSync(path, text);
    return path;
  });
  return { system, module: await compilePreemptible(system.plan, drawn, paths) };
}

/** The first run of so many that goes wrong, in words. */
function firstViolation({ system, module }: Built, count: number, without?: number) {
  for (let run = 0; run < count; run += 1) {
    const violation = new PreemptionRun(module, system, run, without).run();
    if (violation !== undefined) return `run ${run}: ${violation}`;
  }
  return undefined;
}

describe.skipIf(!hasClang && process.env.CI !== 'true')('shared data', () => {
  const needed = new Set<string>();
  const harm = new Set<string>();

  it.each(systems)('%s are whole, and without any one lock they are not', async (name, drawn) => {
    const made = await built(name, drawn);
    expect(firstViolation(made, runs)).toBeUndefined();
    made.module.locks.forEach((within, lock) => {
      const violation = firstViolation(made, patience, lock);
      expect({ lock, within, violation }).toEqual({
        lock,
        within,
        violation: expect.stringMatching(/^run/),
      });
      needed.add(/^Rte_[A-Za-z]+/.exec(within)?.[0] ?? within);
      harm.add(/^run \d+: ([a-z ]+)/.exec(violation ?? '')?.[1] ?? '');
    });
  });

  it('need locks of every kind, against every kind of harm', () => {
    expect([...needed].sort()).toEqual([
      'Rte_COMCbk',
      'Rte_COMCbkRxTOut',
      'Rte_Read',
      'Rte_Start',
      'Rte_Write',
    ]);
    expect([...harm].sort()).toEqual(
      expect.arrayContaining(['lost', 'outdated', 'seen twice', 'torn']),
    );
  });

  it('of signal groups are locked where contexts interrupt each other, and nowhere else', async () => {
    expect((await built('signal groups', signalGroups)).module.locks).toEqual([
      'Rte_Read_R0_0_In_data',
      'Rte_Read_R1_0_In_data',
      'Rte_Write_W2_0_Out_data',
      'Rte_Write_W3_0_Out_data',
      'Rte_COMCbk_G3',
    ]);
  });
});
