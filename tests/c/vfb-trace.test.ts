/** The hooks of the VFB trace: which are called, in which order, and with what. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitC, emitCSimulation, planEcu, readModel } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import {
  arxml,
  clientServer,
  component,
  composition,
  senderReceiver,
  sources,
} from '../helpers/arxml.ts';
import { ecucContainer, ecucModule, network } from '../helpers/arxml-network.ts';
import { withCNames, withEveryHook } from '../helpers/c/plans.ts';
import { examplePlans, examples } from '../helpers/examples.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-trace-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const hasGcc = spawnSync('gcc', ['--version']).status === 0;
if (!hasGcc) console.warn('gcc is missing: hooks are not run');

/** Two switches, of one type, command a lamp; it says over COM that it is on, and how fast one drives. */
function body(): string {
  const parts = { left: 'Switch', right: 'Switch', lamp: 'Lamp', driver: 'Driver', other: 'Other' };
  return arxml(
    senderReceiver('Level', { value: 'uint8' }),
    senderReceiver('Speed', { value: 'uint16' }),
    clientServer(
      'Power',
      { Set: { arguments: { level: 'in uint8' }, errors: ['HOT'] } },
      { HOT: 2 },
    ),
    component('Switch', {
      multiple: true,
      provides: { Command: 'Level' },
      runnables: { Poll: { every: '0.01', writes: ['Command.value'] } },
    }),
    component('Lamp', {
      requires: { Command: 'Level', Motion: 'Speed', Output: 'Power' },
      provides: { State: 'Level' },
      runnables: {
        Follow: {
          received: ['Command.value'],
          reads: ['Command.value', 'Motion.value'],
          writes: ['State.value'],
          calls: ['Output.Set'],
        },
      },
    }),
    component('Driver', {
      provides: { Output: 'Power' },
      runnables: { Drive: { serves: ['Output.Set'], concurrent: true } },
    }),
    component('Other', {
      requires: { State: 'Level' },
      provides: { Motion: 'Speed' },
      runnables: { Run: { every: '0.1', reads: ['State.value'], writes: ['Motion.value'] } },
    }),
    composition('Vehicle', {
      parts,
      connect: [
        'left.Command -> lamp.Command',
        'right.Command -> lamp.Command',
        'driver.Output -> lamp.Output',
        'lamp.State -> other.State',
        'other.Motion -> lamp.Motion',
      ],
    }),
    network({
      root: 'Vehicle',
      parts,
      interfaces: {
        'Lamp.State': 'Level',
        'Other.State': 'Level',
        'Lamp.Motion': 'Speed',
        'Other.Motion': 'Speed',
      },
      ecus: { Body: ['left', 'right', 'lamp', 'driver'], Engine: ['other'] },
      frames: {
        LampFrame: {
          id: '0x100',
          from: 'Body',
          to: ['Engine'],
          signals: {
            LampState: {
              start: 0,
              lengthBits: 8,
              carries: ['lamp.State.value', 'other.State.value'],
            },
          },
        },
        SpeedFrame: {
          id: '0x101',
          from: 'Engine',
          to: ['Body'],
          signals: {
            VehicleSpeed: {
              start: 0,
              lengthBits: 16,
              carries: ['other.Motion.value', 'lamp.Motion.value'],
            },
          },
        },
      },
    }),
  );
}

/** The configuration of the RTE, in a package of the ECU. */
function generation(functions: readonly string[], more: object = {}): string {
  const values = { RteVfbTraceEnabled: 1, RteVfbTraceFunction: functions, ...more };
  const module = ecucModule('Rte', ecucContainer('RteGeneration', 'RteGeneration', values));
  return arxml(module).replace('>Car<', '>Body<');
}

function planOf({ trace = [] as string[], ecuc = '', diagnostics = new Diagnostics() }): RtePlan {
  const files = sources(body(), ...(ecuc === '' ? [] : [ecuc]));
  const plan = planEcu(readModel(files, diagnostics), 'Body', diagnostics, trace);
  if (plan === undefined) throw new Error(diagnostics.list.map((d) => d.message).join('\n'));
  return plan;
}

const options = { api: 'macros', atomicWidthBits: 32 } as const;
const emitted = (plan: RtePlan) =>
  new Map(emitC(plan, options, new Diagnostics()).map(({ path, text }) => [path, text]));

// ---- a machine that prints what happens ---------------------------------------------------------------

const components: Readonly<Record<string, string>> = {
  'Switch.c': `#include "Rte_Switch.h"
    void Poll(const struct Rte_CDS_Switch* self) { (void)Rte_Write_Command_value(self, 7U); }`,
  'Lamp.c': `#include "Rte_Lamp.h"
    void Follow(void)
    {
        uint8 level = 0U;
        uint16 speed = 0U;
        (void)Rte_Read_Command_value(&level);
        (void)Rte_Read_Motion_value(&speed);
        (void)Rte_Call_Output_Set((uint8)(level + speed));
        (void)Rte_Write_State_value(level);
    }`,
  'Driver.c': `#include "Rte_Driver.h"
    Std_ReturnType Drive(uint8 level) { return (level > 5U) ? RTE_E_Power_HOT : RTE_E_OK; }`,
};

/** An Os in which an activated task runs at once, and a COM that has 300 to receive. */
const machine = `#include <stdio.h>
#include "Os.h"
#include "Com.h"
#include "Rte_Main.h"
extern void Os_Task_Task_10ms(void);
extern void Os_Task_Task_DataReceived(void);
StatusType ActivateTask(TaskType task)
{
    if (task == Task_10ms) { Os_Task_Task_10ms(); } else { Os_Task_Task_DataReceived(); }
    return E_OK;
}
StatusType TerminateTask(void) { return E_OK; }
StatusType SetRelAlarm(AlarmType a, TickType b, TickType c) { (void)a; (void)b; (void)c; return E_OK; }
StatusType CancelAlarm(AlarmType alarm) { (void)alarm; return E_OK; }
void SuspendOSInterrupts(void) {}
void ResumeOSInterrupts(void) {}
static uint8 com = E_OK;
uint8 Com_SendSignal(Com_SignalIdType s, const void* data) { (void)s; (void)data; return com; }
uint8 Com_ReceiveSignal(Com_SignalIdType s, void* data) { (void)s; *(uint16*)data = 300U; return com; }
uint8 Com_SendSignalGroup(Com_SignalGroupIdType group) { (void)group; return com; }
uint8 Com_ReceiveSignalGroup(Com_SignalGroupIdType group) { (void)group; return com; }
int main(int count, char** arguments)
{
    (void)arguments;
    com = (count > 1) ? 0x80U : E_OK;
    return (int)Rte_Start();
}
`;

/** Definitions of all declared hooks, which print their names and what they are given. */
function recorder(header: string): string {
  const hooks = [...header.matchAll(/^extern void (\w+)\((.*)\);$/gm)].map(
    ([, name = '', list = '']) => {
      const prints = list.split(', ').map((parameter) => {
        const [, type = '', given = ''] = /^(.*?)\s*(\w+)$/.exec(parameter) ?? [];
        if (given === 'void') return '';
        if (given === 'self') return `printf(self == &Rte_Inst_left ? " left" : " right");`;
        return `printf(" %u", (unsigned)${type.endsWith('*') ? '*' : ''}${given});`;
      });
      return `void ${name}(${list}) { printf("${name}"); ${prints.join(' ')} printf("\\n"); }`;
    },
  );
  return `#include <stdio.h>
    #include "Rte_Hook.h"
    struct Rte_CDS_Switch;
    extern const struct Rte_CDS_Switch Rte_Inst_left;
    ${hooks.join('\n')}`;
}

function run(plan: RtePlan, name: string, ...parameters: readonly string[]): readonly string[] {
  const folder = join(root, name);
  mkdirSync(folder);
  const diagnostics = new Diagnostics();
  const files = [...emitC(plan, options, diagnostics), ...emitCSimulation(plan)];
  expect(diagnostics.list).toEqual([]);
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  const header = files.find(({ path }) => path === 'Rte_Hook.h')?.text ?? '';
  const written = { ...components, 'machine.c': machine, 'recorder.c': recorder(header) };
  for (const [path, text] of Object.entries(written)) writeFileSync(join(folder, path), text);
  const flags = '-std=c99 -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror'.split(' ');
  const program = join(folder, 'program');
  const compiled = spawnSync(
    'gcc',
    [
      ...flags,
      `-I${folder}`,
      '-Irte/c',
      ...['Rte.c', ...Object.keys(written)].map((path) => join(folder, path)),
      '-o',
      program,
    ],
    { encoding: 'utf8' },
  );
  expect({ status: compiled.status, stderr: compiled.stderr }).toEqual({ status: 0, stderr: '' });
  const { stdout, status } = spawnSync(program, parameters, { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

describe.skipIf(!hasGcc && process.env.CI !== 'true')('with all hooks', () => {
  it('every step of the RTE is told, in order, with its instance and its parameters', () => {
    expect(run(planOf({ trace: ['*'] }), 'all')).toEqual([
      'Rte_Task_Activate 0',
      'Rte_Task_Dispatch 0',
      ...['left', 'right'].flatMap((instance) => [
        `Rte_Runnable_Switch_Poll_Start ${instance}`,
        `Rte_WriteHook_Switch_Command_value_Start ${instance} 7`,
        'Rte_Task_Activate 1',
        'Rte_Task_Dispatch 1',
        'Rte_Runnable_Lamp_Follow_Start',
        'Rte_ReadHook_Lamp_Command_value_Start 0',
        'Rte_ReadHook_Lamp_Command_value_Return 7',
        'Rte_ReadHook_Lamp_Motion_value_Start 0',
        'Rte_ComHook_VehicleSpeed_SigRx 300',
        'Rte_ReadHook_Lamp_Motion_value_Return 300',
        'Rte_CallHook_Lamp_Output_Set_Start 51',
        'Rte_Runnable_Driver_Drive_Start',
        'Rte_Runnable_Driver_Drive_Return',
        'Rte_CallHook_Lamp_Output_Set_Return 51',
        'Rte_WriteHook_Lamp_State_value_Start 7',
        'Rte_ComHook_LampState_SigTx 7',
        'Rte_WriteHook_Lamp_State_value_Return 7',
        'Rte_Runnable_Lamp_Follow_Return',
        `Rte_WriteHook_Switch_Command_value_Return ${instance} 7`,
        `Rte_Runnable_Switch_Poll_Return ${instance}`,
      ]),
    ]);
  });

  it('a signal that COM does not give is not told as received', () => {
    const lines = run(planOf({ trace: ['Rte_ComHook_*'] }), 'stopped', 'stopped');
    expect([...new Set(lines)]).toEqual(['Rte_ComHook_LampState_SigTx 7']);
  });

  it('the hooks of several trace clients are called one after the other', () => {
    const ecuc = generation(
      ['Rte_Runnable_Lamp_Follow_Start', 'Rte_Dlt_Runnable_Lamp_Follow_Return'],
      { RteVfbTraceClientPrefix: ['Dbg', 'Dlt'] },
    );
    expect(run(planOf({ ecuc }), 'clients').slice(0, 4)).toEqual([
      'Rte_Runnable_Lamp_Follow_Start',
      'Rte_Dbg_Runnable_Lamp_Follow_Start',
      'Rte_Dlt_Runnable_Lamp_Follow_Start',
      'Rte_Dlt_Runnable_Lamp_Follow_Return',
    ]);
  });
});

describe('of every example', () => {
  it('each hook there is, is called, declared and defined in the configuration', async () => {
    for (const example of examples()) {
      for (const untraced of (await examplePlans(example)).values()) {
        const plan = withEveryHook(withCNames(untraced));
        const files = emitted(plan);
        for (const { name } of plan.vfbTrace) {
          expect(files.get('Rte_Cfg.h')).toContain(`#define ${name} ${name}\n`);
          expect(files.get('Rte_Hook.h')).toContain(`extern void ${name}(`);
          expect(files.get('Rte.c')).toMatch(new RegExp(`^ +${name}\\(`, 'm'));
        }
      }
    }
  });
});

describe('hooks', () => {
  it('that are not asked for cost nothing: no header, no call, accesses expanded', () => {
    const files = emitted(planOf({}));
    expect(files.has('Rte_Hook.h')).toBe(false);
    expect(files.get('Rte_Cfg.h')).toContain('#define RTE_VFB_TRACE 0U\n\n#endif');
    expect(files.get('Rte.c')).not.toMatch(/Hook|Rte_Task_|Rte_Runnable_/);
    expect(files.get('Rte_Lamp.h')).toContain(
      'static inline Std_ReturnType Rte_Read_Command_value',
    );
  });

  it('make an access a function, and only the accesses they are about', () => {
    const files = emitted(planOf({ trace: ['Rte_ReadHook_Lamp_Command_value_Return'] }));
    expect(files.get('Rte_Lamp.h')).not.toContain('static inline');
    expect(files.get('Rte_Cfg.h')).toContain('#define RTE_VFB_TRACE 1U');
    expect([...(files.get('Rte.c') ?? '').matchAll(/Rte_Untraced_\w+/g)].map(String)).toEqual([
      'Rte_Untraced_Read_Lamp_Command_value',
      'Rte_Untraced_Read_Lamp_Command_value',
    ]);
  });

  it('are off where RteVfbTraceEnabled is, whatever is listed', () => {
    const ecuc = generation(['*'], { RteVfbTraceEnabled: 0 });
    expect(planOf({ ecuc }).vfbTrace).toEqual([]);
  });

  it('of unknown names are warned of, where they stand', () => {
    const diagnostics = new Diagnostics();
    const ecuc = generation(['Rte_Task_Dispatch', 'Rte_WriteHook_Lamp_Stat_value_Start']);
    planOf({ ecuc, diagnostics });
    const [warning, ...others] = diagnostics.list.filter(({ code }) =>
      code.startsWith('vfb-trace'),
    );
    expect(warning?.message).toBe(
      'Rte_WriteHook_Lamp_Stat_value_Start is no VFB trace hook of Body',
    );
    expect(ecuc.slice(warning?.at?.offset).slice(0, 400)).toContain('Lamp_Stat_value');
    expect(others).toEqual([]);
  });
});
