/**
 * Generated C in a form in which everything that takes several steps on a target takes several steps:
 * copies go through a function, piece by piece, and every piece is a point where others may run.
 * Locks are numbered, so that a run can leave one out.
 */
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { type COptions, emitC, emitCSimulation } from '../../../generator/pipeline.ts';
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import { compileToWasm } from '../../../vehicle/c-compiler.ts';

export interface PreemptibleModule {
  readonly plan: RtePlan;
  readonly module: WebAssembly.Module;
  /** What each lock is in: `Rte_Read_Reader_In_data`. */
  readonly locks: readonly string[];
}

const header = `
#ifndef TEST_STEPS_H
#define TEST_STEPS_H
#include "Std_Types.h"
extern void TestPoint(void);
extern void TestSuspend(unsigned lock);
extern void TestResume(unsigned lock);
extern void TestCopy(void* to, const void* from, unsigned size, unsigned step);
#define TEST_STEP(x) _Generic((x), \\
    uint8: ATOMIC_BYTES, uint16: ATOMIC_BYTES, uint32: ATOMIC_BYTES, uint64: ATOMIC_BYTES, \\
    sint8: ATOMIC_BYTES, sint16: ATOMIC_BYTES, sint32: ATOMIC_BYTES, sint64: ATOMIC_BYTES, \\
    float32: ATOMIC_BYTES, float64: ATOMIC_BYTES, default: 1)
#define TEST_COPY(to, from) TestCopy((void*)&(to), (const void*)&(from), sizeof(to), TEST_STEP(to))
#define TEST_SET(to, value) { __typeof__(to) v_ = value; TEST_COPY(to, v_); }
#endif
`;

const copy = `
void TestCopy(void* to, const void* from, unsigned size, unsigned step)
{
    volatile unsigned char* target = to;
    const volatile unsigned char* source = from;
    for (unsigned i = 0U; i < size; i++)
    {
        if (i % step == 0U)
        {
            TestPoint();
        }
        target[i] = source[i];
    }
    TestPoint();
}
`;

const shared = /Rte_(Buffers?|Due)_\w+/;

/** Assignments from and to what contexts share, as copies in steps. */
function inSteps(text: string): string {
  return (
    text
      .replace(
        /^( *)((?:\*?data(?:->[\w.]+)?|Rte_(?:Buffers?|Due)_[\w.]+)) = ([^;]+);$/gm,
        (line, indent, to, from) =>
          !shared.test(to) && !shared.test(from)
            ? line
            : `${indent}${shared.test(from) ? 'TEST_COPY' : 'TEST_SET'}(${to}, ${from});`,
      )
      // A flag that is looked at, before the data it is about.
      .replace(/^( *)(const Std_ReturnType age = .+;)$/gm, '$1$2 TestPoint();')
      .replace(/memcpy\((.+), (.+), sizeof\((.+)\)\)/g, 'TestCopy((void*)$1, $2, sizeof($3), 1U)')
  );
}

function numbered(text: string, locks: string[]): string {
  let within = '';
  return text
    .split('\n')
    .map((line) => {
      within = /^\w.*?\b(\w+)\(.*\)$/.exec(line)?.[1] ?? within;
      if (line.trim() === 'SuspendOSInterrupts();') {
        locks.push(within);
        return `    TestSuspend(${locks.length - 1}U);`;
      }
      if (line.trim() === 'ResumeOSInterrupts();') return `    TestResume(${locks.length - 1}U);`;
      return line;
    })
    .join('\n');
}

/** `components`: paths of C sources. Functions that nobody defines are imports of the module. */
export async function compilePreemptible(
  plan: RtePlan,
  options: COptions,
  components: readonly string[],
): Promise<PreemptibleModule> {
  const locks: string[] = [];
  const diagnostics = new Diagnostics();
  const generated = emitC(plan, options, diagnostics);
  if (diagnostics.list.length > 0) throw new Error(JSON.stringify(diagnostics.list));
  const files = generated.map(({ path, text }) => ({
    path,
    text: `#include "TestSteps.h"\n${path === 'Rte.c' ? numbered(inSteps(text), locks) : inSteps(text)}`,
  }));
  const result = await compileToWasm(
    [
      ...emitCSimulation(plan),
      ...files,
      {
        path: 'TestSteps.h',
        text: `#define ATOMIC_BYTES ${options.atomicWidthBits / 8}U\n${header}`,
      },
      { path: 'Rte_Step.c', text: `#include "Rte.c"\n${copy}` },
    ],
    components,
    [
      'Rte_Start',
      ...plan.tasks.filter((t) => t.body === 'rte').map((t) => `Os_Task_${t.name}`),
      ...plan.comCallbacks.map((callback) => callback.name),
      ...plan.components.flatMap((c) => c.runnables.map((r) => r.symbol)),
    ],
    { check: false },
  );
  if (result.kind !== 'module') throw new Error(JSON.stringify(result));
  return { plan, module: new WebAssembly.Module(result.bytes), locks };
}
