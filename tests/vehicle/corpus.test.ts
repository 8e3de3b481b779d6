/** Real files of other people: extracts on one bus, and a matrix as rest bus. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArxmlFiles } from '../../vehicle/arxml-files.ts';
import {
  Diagnostics,
  ecuNames,
  emitSkeletons,
  formatRecord,
  loadVehicle,
  planEcu,
  readModel,
  type Trace,
} from '../../vehicle/index.ts';

const corpus = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const rtegen = join(corpus, 'toppers__a-rtegen', 'cases');
const armodel = join(corpus, 'melodypapa__py-armodel', 'tests', 'integration_tests', 'test_files');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-corpus-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function linesOf(trace: Trace, kind: string): string[] {
  return Array.from({ length: trace.length }, (_, index) => trace.at(index))
    .filter((record) => record.kind === kind)
    .map(formatRecord);
}

describe.skipIf(!existsSync(rtegen))('two extracts that define the same paths', () => {
  it('are two models on one bus: what ECU1 writes, ECU2 reads', async () => {
    writeFileSync(
      join(folder, 'SWC1.ts'),
      `import type { Rte_SWC1 } from 'Rte_SWC1';
let time = 0x01020304;
export function RunnableEntity1(self: Rte_SWC1): void {
  self.Rte_Write_PPort_time(time++);
}
`,
    );
    writeFileSync(
      join(folder, 'SWC2.ts'),
      `import { out } from 'vfb/rte';
import type { Rte_SWC2 } from 'Rte_SWC2';
const time = out(0);
export function RunnableEntity2(self: Rte_SWC2): void {
  self.Rte_Read_RPort_time(time);
}
`,
    );
    const vehicle = await loadVehicle({
      components: [folder],
      ecus: {
        ECU1: { arxml: [join(rtegen, 'HelloAutosarWithCom_ECU1')] },
        ECU2: { arxml: [join(rtegen, 'HelloAutosarWithCom_ECU2')] },
      },
    });
    expect(vehicle.bus('CAN')).toMatchObject({ bitRate: 500_000 });
    vehicle.run('2s');
    const frames = linesOf(vehicle.trace, 'frame');
    expect(frames[0]).toMatch(/ CAN frame 0x002 04 03 02 01$/);
    expect(frames[1]).toMatch(/ CAN frame 0x002 05 03 02 01$/);
    const sent = vehicle.get('ECU1.signal.ComSignal1');
    expect(vehicle.get('ECU2.signal.ComSignal1')).toBe(sent);
    expect(sent).toBeGreaterThan(0x01020304);
  });
});

describe.skipIf(!existsSync(rtegen))('tasks that call basic software nobody simulates', () => {
  it('run without it, and a warning says so', async () => {
    const arxml = [join(rtegen, 'PowerWindowController2WithWdg')];
    const diagnostics = new Diagnostics({ allowUnsupported: true });
    const paths = arxml.map((value) => ({ value, at: undefined }));
    const model = readModel(readArxmlFiles(paths, diagnostics), diagnostics);
    const components = mkdtempSync(join(folder, 'wdg-'));
    for (const ecu of ecuNames(model)) {
      const plan = planEcu(model, ecu, diagnostics);
      for (const { path, text } of plan === undefined ? [] : emitSkeletons(plan)) {
        writeFileSync(join(components, path), text);
      }
    }
    const description = { systems: [{ arxml }], components: [components] };
    const vehicle = await loadVehicle(description, { allowUnsupported: true });
    vehicle.run('100ms');
    const missing = vehicle.diagnostics.filter(({ code }) => code === 'bsw-entity-missing');
    expect(missing.map(({ message }) => message).join()).toContain('WdgM_MainFunction');
  });
});

describe.skipIf(!existsSync(armodel))('the system of py-armodel', () => {
  it('exchanges 0x100 and 0x110 between two nodes without software', async () => {
    const files = ['CanSystem', 'SoftwareComponents', 'AUTOSAR_Datatypes', 'BswMMode'];
    const vehicle = await loadVehicle({
      systems: [{ arxml: files.map((name) => join(armodel, `${name}.arxml`)) }],
      restBus: ['DebugNode', 'EcuTestNode'],
      stimuli: [
        { at: '10ms', set: 'DebugNode.signal.CounterIn', to: 42 },
        { at: '20ms', set: 'EcuTestNode.signal.CounterOut', to: 43 },
      ],
    });
    expect(vehicle.ecus.map(({ name }) => name)).toEqual(['DebugNode', 'EcuTestNode']);
    vehicle.run('30ms');
    expect(linesOf(vehicle.trace, 'frame').map((line) => line.split(' ')[3])).toEqual([
      '0x100',
      '0x110',
    ]);
    expect(vehicle.get('EcuTestNode.signal.CounterIn')).toBe(42);
    expect(vehicle.get('DebugNode.signal.CounterOut')).toBe(43);
  });
});
