/** Bodies of extended tasks in C: what they look like, and clean for every compiler and for MISRA. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitBsw, emitC, emitCSimulation, type GeneratedFile } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import { lightEcu, lightEvents, lightRunnables, osEvent } from '../helpers/arxml-tasks.ts';
import { compilers, strict } from '../helpers/c/gcc.ts';
import { withEveryHook } from '../helpers/c/plans.ts';
import { planOf } from '../helpers/fake-ecu.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-extended-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Two entries of one rhythm, two data events that share an OS event, one beyond 16 bits. */
const plan = planOf('Body', [
  lightEcu({
    runnables: { ...lightRunnables, Glow: { every: '0.03' }, Log: { received: ['In.speed'] } },
    events: {
      ...lightEvents,
      GlowTiming: {},
      WarnReceived_In_limit: { RteUsedOsEventRef: '/Car/Os/Data' },
      LogReceived_In_speed: { RteUsedOsEventRef: '/Car/Os/Data' },
    },
    task: { OsTaskEventRef: '/Car/Os/Data' },
    os: [osEvent('Data', 0x20000)],
  }),
]);
const narrow = planOf('Body', [lightEcu()]);

const rte = (of: RtePlan): readonly GeneratedFile[] =>
  emitC(of, { api: 'functions', atomicWidthBits: 8 }, new Diagnostics());

function folderOf(files: readonly GeneratedFile[], name: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  return folder;
}

function bodyOf(of: RtePlan): string {
  const text = rte(of).find(({ path }) => path === 'Rte.c')?.text ?? '';
  return /TASK\(TaskLight\)\n[\s\S]*?\n}\n/.exec(text)?.[0] ?? '';
}

describe('the body of an extended task', () => {
  it('waits at its top, takes the events that are set, and runs what they start', () => {
    expect(bodyOf(plan)).toMatchInlineSnapshot(`
      "TASK(TaskLight)
      {
          EventMaskType Rte_Events = 0U;
          for (;;)
          {
              (void)WaitEvent(Data | Rte_Ev_Cyclic_TaskLight | Rte_Ev_Init_TaskLight | Rte_Ev_Run_light_DimReceived_In_speed);
              (void)GetEvent(TaskLight, &Rte_Events);
              (void)ClearEvent(Rte_Events);
              boolean due_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 = FALSE;
              if ((Rte_Events & Rte_Ev_Cyclic_TaskLight) != 0U)
              {
                  due_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 = (Rte_Counter_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 == 0U) ? TRUE : FALSE;
                  Rte_Counter_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 = (uint8)((due_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 != FALSE) ? 2U : (Rte_Counter_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 - 1U));
              }
              /* /Car/Light/Behavior/StartInit */
              if ((Rte_Events & Rte_Ev_Init_TaskLight) != 0U)
              {
                  Start();
              }
              /* /Car/Light/Behavior/BlinkTiming */
              if ((Rte_Events & Rte_Ev_Cyclic_TaskLight) != 0U)
              {
                  Blink();
              }
              /* /Car/Light/Behavior/FadeTiming */
              if (due_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 != FALSE)
              {
                  Fade();
              }
              /* /Car/Light/Behavior/DimReceived_In_speed */
              if ((Rte_Events & Rte_Ev_Run_light_DimReceived_In_speed) != 0U)
              {
                  Dim();
              }
              /* /Car/Light/Behavior/WarnReceived_In_limit */
              if ((Rte_Events & Data) != 0U)
              {
                  if (Rte_Due_light_WarnReceived_In_limit != FALSE)
                  {
                      Rte_Due_light_WarnReceived_In_limit = FALSE;
                      Warn();
                  }
              }
              /* /Car/Light/Behavior/GlowTiming */
              if (due_TaskLight_Rte_Ev_Cyclic_TaskLight_3_0 != FALSE)
              {
                  Glow();
              }
              /* /Car/Light/Behavior/LogReceived_In_speed */
              if ((Rte_Events & Data) != 0U)
              {
                  if (Rte_Due_light_LogReceived_In_speed != FALSE)
                  {
                      Rte_Due_light_LogReceived_In_speed = FALSE;
                      Log();
                  }
              }
          }
      }
      "
    `);
  });

  it('tells the hooks of the VFB trace of waiting and of events', () => {
    const traced = withEveryHook(narrow);
    const events = `Rte_Ev_Cyclic_TaskLight | Rte_Ev_Init_TaskLight | Rte_Ev_Run_light_DimReceived_In_speed | Rte_Ev_Run_light_WarnReceived_In_limit`;
    expect(bodyOf(traced)).toContain(`
    Rte_Task_Dispatch(TaskLight);
    for (;;)
    {
        Rte_Task_WaitEvent(TaskLight, ${events});
        (void)WaitEvent(${events});
        Rte_Task_WaitEventRet(TaskLight, ${events});
        (void)GetEvent(TaskLight, &Rte_Events);
`);
    const text = rte(traced).find(({ path }) => path === 'Rte.c')?.text;
    expect(text).toContain(`
    Rte_Task_SetEvent(TaskLight, Rte_Ev_Init_TaskLight);
    (void)SetEvent(TaskLight, Rte_Ev_Init_TaskLight);
`);
    const header = rte(traced).find(({ path }) => path === 'Rte_Hook.h')?.text;
    expect(header).toContain(
      'extern void Rte_Task_WaitEventRet(TaskType task, EventMaskType event);',
    );
    expect(rte(withEveryHook(planOf('Body', [lightEcu({ events: { BlinkTiming: {} } })])))).toEqual(
      expect.not.arrayContaining([
        expect.objectContaining({ text: expect.stringContaining('Rte_Task_SetEvent') }),
      ]),
    );
  });

  it.each(compilers)('is clean with $name, over both operating systems', ({ name, flags }) => {
    for (const [i, of] of [plan, narrow, withEveryHook(plan)].entries()) {
      const simulated = [...rte(of), ...emitCSimulation(of)];
      const pins = { dio: [], adc: [], pwm: [] };
      const board = { board: 'b', hasFloat64: true, adcBits: 12, pins };
      const options = { ...board, can: 'serial', receiveFifoDepth: 8 } as const;
      const small = [...rte(of), ...emitBsw(of, options)];
      for (const [os, files, sources, includes] of [
        ['simulated', simulated, ['Rte.c', 'Rte_Step.c'], []],
        ['small', small, ['Rte.c', 'Os_Cfg.c'], ['-Iboards/bsw', '-Iboards/slcan', '-Iboards']],
      ] as const) {
        const folder = folderOf(files, `${os}-${i}`);
        const { status, stderr } = spawnSync(
          name,
          [
            ...[...flags, ...strict, '-fsyntax-only', `-I${folder}`, ...includes, '-Irte/c'],
            ...sources.map((source) => join(folder, source)),
          ],
          { encoding: 'utf8' },
        );
        expect({ os, status, stderr }).toEqual({ os, status: 0, stderr: '' });
      }
    }
  });
});
