/** SchM_<module>.h: entities of BSW modules, and how their exclusive areas are protected. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  ecuNames,
  emitC,
  emitCSimulation,
  emitEcuc,
  planEcu,
  readModel,
} from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import type { SourceFile } from '../../generator/syntax/element.ts';
import { arxml, component, composition, ecuExtract, sources } from '../helpers/arxml.ts';
import { ecucContainer, ecucModule } from '../helpers/arxml-network.ts';
import { named, ref, type Xml, xml } from '../helpers/arxml-print.ts';

const folder = mkdtempSync(join(tmpdir(), 'vfb-schm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hasGcc = spawnSync('gcc', ['--version']).status === 0;
if (!hasGcc) console.warn('gcc is missing: SchM headers are not compiled');

/** A watchdog with four areas, of which the configuration protects those it is given. */
function watchdog(...areas: readonly Xml[]): readonly string[] {
  const behavior = '/Car/WdgM/Behavior';
  const names = ['Alone', 'Free', 'Shared', 'State'];
  const description = arxml(
    named(
      'BSW-MODULE-DESCRIPTION',
      'WdgM',
      xml(
        'INTERNAL-BEHAVIORS',
        named(
          'BSW-INTERNAL-BEHAVIOR',
          'Behavior',
          xml(
            'EXCLUSIVE-AREAS',
            names.map((name) => named('EXCLUSIVE-AREA', name)),
          ),
          xml(
            'ENTITYS',
            named('BSW-SCHEDULABLE-ENTITY', 'MainFunction'),
            named('BSW-SCHEDULABLE-ENTITY', 'Unused'),
          ),
          xml(
            'EVENTS',
            named(
              'BSW-TIMING-EVENT',
              'Every10ms',
              ref('STARTS-ON-EVENT-REF', 'BSW-SCHEDULABLE-ENTITY', `${behavior}/MainFunction`),
              xml('PERIOD', '0.01'),
            ),
          ),
        ),
      ),
    ),
    named(
      'BSW-IMPLEMENTATION',
      'WdgMImplementation',
      xml('VENDOR-ID', 20),
      ref('BEHAVIOR-REF', 'BSW-INTERNAL-BEHAVIOR', behavior),
      xml('VENDOR-API-INFIX', 'acme'),
    ),
    component('Light', { runnables: {} }),
    composition('Vehicle', { parts: { light: 'Light' } }),
    ecuExtract('Body', 'Vehicle'),
  );
  const configuration = arxml(
    ecucModule('Os', ecucContainer('OsTask', 'Slow', { OsTaskPriority: 1 })),
    ecucModule(
      'Rte',
      ecucContainer(
        'Rte/RteBswModuleInstance',
        'WdgM',
        { 'Rte/RteBswModuleInstance/RteBswImplementationRef': '/Car/WdgMImplementation' },
        ecucContainer('RteBswEventToTaskMapping', 'Every10ms', {
          RteBswEventRef: `${behavior}/Every10ms`,
          RteBswMappedToTaskRef: '/Body/Os/Slow',
          RteBswPositionInTask: 0,
        }),
        ...areas,
      ),
    ),
  );
  return [description, configuration.replace('>Car<', '>Body<')];
}

const area = (name: string, mechanism: string, more: object = {}) =>
  ecucContainer('RteBswExclusiveAreaImpl', name, {
    RteExclusiveAreaImplMechanism: mechanism,
    RteBswExclusiveAreaRef: `/Car/WdgM/Behavior/${name}`,
    ...more,
  });

const configured = [
  area('Alone', 'ALL_INTERRUPT_BLOCKING'),
  area('Free', 'NONE'),
  area('Shared', 'OS_RESOURCE', { RteBswExclusiveAreaOsResourceRef: '/Body/Os/WdgResource' }),
  area('State', 'OS_INTERRUPT_BLOCKING'),
];

function planOf(files: readonly SourceFile[], diagnostics: Diagnostics): RtePlan {
  const plan = planEcu(readModel(files, diagnostics), 'Body', diagnostics);
  if (plan === undefined) throw new Error(diagnostics.list.map((d) => d.message).join('\n'));
  return plan;
}

function filesOf(plan: RtePlan): ReadonlyMap<string, string> {
  const options = { api: 'macros', atomicWidthBits: 32 } as const;
  const files = [...emitC(plan, options, new Diagnostics()), ...emitCSimulation(plan)];
  return new Map(files.map(({ path, text }) => [path, text]));
}

describe('the header of a BSW module', () => {
  it('is named with vendor id and API infix, declares its entities, and Rte.c includes it', () => {
    const files = filesOf(planOf(sources(...watchdog(...configured)), new Diagnostics()));
    expect(files.get('SchM_WdgM_20_acme.h')).toMatch(
      /\/\* \/Car\/WdgM\/Behavior\/MainFunction \*\/\nextern void WdgM_MainFunction\(void\);/,
    );
    expect(files.get('SchM_WdgM_20_acme.h')).toContain('extern void WdgM_Unused(void);');
    expect(files.get('Rte.c')).toContain('#include "SchM_WdgM_20_acme.h"');
    expect(files.get('Rte.c')).not.toContain('extern void WdgM');
  });

  it.skipIf(!hasGcc && process.env.CI !== 'true')('locks each area as configured', () => {
    const plan = planOf(sources(...watchdog(...configured)), new Diagnostics());
    const areas = ['Alone', 'Free', 'Shared', 'State'];
    const uses = areas.map(
      (name) =>
        `puts("${name}:"); SchM_Enter_WdgM_20_acme_${name}(); SchM_Exit_WdgM_20_acme_${name}();`,
    );
    const os = ['SuspendAllInterrupts', 'ResumeAllInterrupts', 'SuspendOSInterrupts'];
    const source = `#include <stdio.h>
      #include "SchM_WdgM_20_acme.h"
      ${[...os, 'ResumeOSInterrupts'].map((name) => `void ${name}(void) { puts("${name}"); }`).join('\n')}
      StatusType GetResource(ResourceType r) { puts(r == WdgResource ? "GetResource" : "?"); return E_OK; }
      StatusType ReleaseResource(ResourceType r) { puts(r == WdgResource ? "ReleaseResource" : "?"); return E_OK; }
      int main(void) { ${uses.join('\n')} return 0; }`;
    for (const [path, text] of filesOf(plan)) writeFileSync(join(folder, path), text);
    writeFileSync(join(folder, 'WdgM.c'), source);
    const flags = '-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror'.split(' ');
    const [program, include] = [join(folder, 'program'), `-I${folder}`];
    const compiled = spawnSync(
      'gcc',
      [...flags, include, '-Irte/c', join(folder, 'WdgM.c'), '-o', program],
      { encoding: 'utf8' },
    );
    expect({ ...compiled, pid: 0 }).toMatchObject({ status: 0, stderr: '' });
    expect(spawnSync(program, { encoding: 'utf8' }).stdout.trim().split(/\s+/)).toEqual([
      ...['Alone:', 'SuspendAllInterrupts', 'ResumeAllInterrupts'],
      'Free:',
      ...['Shared:', 'GetResource', 'ReleaseResource'],
      ...['State:', 'SuspendOSInterrupts', 'ResumeOSInterrupts'],
    ]);
  });

  it('assumes of areas that are not configured that all interrupts are blocked', () => {
    const diagnostics = new Diagnostics();
    const plan = planOf(sources(...watchdog(...configured.slice(0, 2))), diagnostics);
    expect(diagnostics.list.map(({ code }) => code)).toContain('exclusive-areas-unprotected');
    expect(filesOf(plan).get('SchM_WdgM_20_acme.h')).toContain(
      '/* /Car/WdgM/Behavior/State: assumed ALL_INTERRUPT_BLOCKING */',
    );
    const strict = new Diagnostics({ strict: true });
    const confirmed = [...watchdog(...configured.slice(0, 2)), emitEcuc([plan])];
    const readBack = planOf(sources(...confirmed), strict);
    expect(readBack.bsw.modules).toEqual(
      JSON.parse(JSON.stringify(plan.bsw.modules).replaceAll('"assumed":true', '"assumed":false')),
    );
  });
});

const cases = '../shared/corpus/toppers__a-rtegen/cases';
const missing = !existsSync(cases) && process.env.CI !== 'true';
if (missing) console.warn(`${cases} is missing: real BSW modules are not tried`);

describe.skipIf(missing)('in a real configuration', () => {
  it('areas are OS resources, of modules with and without entities in tasks', () => {
    const path = join(cases, 'HelloAutosarWithCom_ECU1');
    const files = readdirSync(path)
      .filter((name) => name.endsWith('.arxml'))
      .sort()
      .map((name) => ({ path: name, text: readFileSync(join(path, name), 'utf8') }));
    const diagnostics = new Diagnostics({ allowUnsupported: true });
    const model = readModel(files, diagnostics);
    const [plan] = ecuNames(model).map((ecu) => planEcu(model, ecu, diagnostics));
    if (plan === undefined) throw new Error('no plan');
    const emitted = filesOf(plan);
    const headers = [...emitted.keys()].filter((name) => name.startsWith('SchM_'));
    expect(headers).toEqual(['SchM_CanIf_20_abc.h', 'SchM_Can_20_abc.h', 'SchM_Com_20_abc.h']);
    expect(emitted.get('SchM_Com_20_abc.h')).toContain('(void)GetResource(COM_REENTRANT0);');
    expect(emitted.get('Rte.c')).toMatch(/#include "SchM_Com_20_abc.h"\n\n/);
    expect(emitted.get('Rte.c')).not.toContain('SchM_Can');
  });
});
