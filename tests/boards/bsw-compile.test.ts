/** The C BSW and its generated configuration are clean for every compiler at hand, for every example. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { type BswOptions, type CanController, emitBsw, emitC } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import { compilers, strict } from '../helpers/c/gcc.ts';
import { examplePlans, examples } from '../helpers/examples.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-bsw-compile-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const plans = new Map<string, RtePlan>();
for (const example of examples()) {
  for (const [ecu, plan] of await examplePlans(example)) plans.set(`${example.name}-${ecu}`, plan);
}

function optionsOf({ bsw }: RtePlan, can: CanController): BswOptions {
  const pins = (list: readonly unknown[], use: 'o' | 'a' | 'p') =>
    list.map((_, channel) => ({ channel, use }));
  return {
    board: 'board',
    hasFloat64: true,
    adcBits: 12,
    receiveFifoDepth: 8,
    can,
    pins: {
      dio: pins(bsw.dio.channels, 'o'),
      adc: pins(bsw.adc.groups, 'a'),
      pwm: pins(bsw.pwm.channels, 'p'),
    },
  };
}

/** Everything polled: other lines of Can.c, another receive FIFO. */
function polled(plan: RtePlan): RtePlan {
  const { can } = plan.bsw;
  const controllers = can.controllers.map((controller) => ({
    ...controller,
    rxProcessing: 'POLLING' as const,
    txProcessing: 'POLLING' as const,
    mainFunctionReadPeriodNs: 5_000_000,
    mainFunctionWritePeriodNs: 5_000_000,
  }));
  return { ...plan, bsw: { ...plan.bsw, can: { controllers } } };
}

const cannotBe: Readonly<Record<CanController, string>> = {
  serial: 'Can_Mcp2515.c',
  mcp2515: 'Can_Serial.c',
};

function modulesOf(can: CanController): readonly string[] {
  const folders = ['bsw', can === 'serial' ? 'slcan' : 'mcp2515'];
  return folders.flatMap((folder) =>
    readdirSync(join('boards', folder))
      .filter((name) => name.endsWith('.c') && name !== cannotBe[can])
      .map((name) => join('boards', folder, name)),
  );
}

describe.each(compilers)('the C BSW with $name', ({ name, flags }) => {
  it.each([...plans.keys()])('is clean for %s, by interrupt and polled', (key) => {
    const given = plans.get(key);
    if (given === undefined) throw new Error(key);
    const variants = [given, polled(given)].flatMap((plan) =>
      (['serial', 'mcp2515'] as const).map((can) => ({ plan, can })),
    );
    for (const { plan, can } of variants) {
      const folder = mkdtempSync(join(root, 'ecu-'));
      const files = [
        ...emitBsw(plan, optionsOf(plan, can)),
        // The RTE's headers; one example has names that its sources cannot have.
        ...emitC(plan, { api: 'macros', atomicWidthBits: 8 }, new Diagnostics()),
      ];
      for (const { path, text } of files) writeFileSync(join(folder, path), text);
      if (!files.some(({ path }) => path === 'Rte_Cbk.h')) {
        const prototypes = plan.comCallbacks.map((c) => `extern void ${c.name}(void);\n`);
        writeFileSync(join(folder, 'Rte_Cbk.h'), prototypes.join(''));
        writeFileSync(
          join(folder, 'Rte_Main.h'),
          '#include "Std_Types.h"\nextern Std_ReturnType Rte_Start(void);\n',
        );
      }
      const generated = files
        .filter(({ path }) => path.endsWith('_Cfg.c'))
        .map(({ path }) => join(folder, path));
      const { status, stderr } = spawnSync(
        name,
        [
          ...[...flags, ...strict, '-fsyntax-only', `-I${folder}`],
          ...['-Iboards/bsw', '-Iboards/slcan', '-Iboards/mcp2515', '-Iboards', '-Irte/c'],
          ...generated,
          ...modulesOf(can),
        ],
        { encoding: 'utf8' },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });
});
