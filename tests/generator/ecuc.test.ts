/** What the generator assumes, written as ECUC and read back, gives the same plan. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { ecuNames, emitEcuc, planEcu, readModel } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import type { SourceFile } from '../../generator/syntax/element.ts';

const folder = 'arxml/pedal-to-dashboard';

function sources(): SourceFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.arxml'))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));
}

function plansOf(files: readonly SourceFile[], diagnostics: Diagnostics): readonly RtePlan[] {
  const model = readModel(files, diagnostics);
  return ecuNames(model).flatMap((ecu) => planEcu(model, ecu, diagnostics) ?? []);
}

/** A plan as it is once its assumptions are input. */
function confirmed(plan: RtePlan): unknown {
  return JSON.parse(JSON.stringify(plan).replaceAll('"assumed":true', '"assumed":false'));
}

describe('assumed ECU configuration', () => {
  const assumed = plansOf(sources(), new Diagnostics());
  const text = emitEcuc(assumed);
  const diagnostics = new Diagnostics({ strict: true });
  const readBack = plansOf([...sources(), { path: 'assumed.arxml', text }], diagnostics);

  it('read back gives the same plan for every ECU', () => {
    expect(readBack).toEqual(assumed.map(confirmed));
  });

  it('leaves nothing that is assumed, so that --strict accepts it', () => {
    expect(diagnostics.list.filter((d) => d.severity === 'error')).toEqual([]);
    expect(JSON.stringify(readBack)).not.toContain('"assumed":true');
  });

  it('is the same text each time', () => {
    expect(emitEcuc(plansOf(sources(), new Diagnostics()))).toBe(text);
  });

  it('names the notifications that COM must call', () => {
    expect(text).toContain('<VALUE>Rte_COMCbk_PedalPosition</VALUE>');
  });
});
