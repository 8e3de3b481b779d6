/** In which context COM calls back, as far as the configuration tells. */
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import type { IPduDraft } from '../../../generator/features/com-draft.ts';
import { contextOfReception } from '../../../generator/features/contexts.ts';
import { PlanDraft } from '../../../generator/features/draft.ts';
import type { InterruptPlan, TaskPlan } from '../../../generator/plan/rte-plan.ts';
import type { EcuSystem } from '../../../generator/system/ecu-system.ts';

const iPdu = (signalProcessing: IPduDraft['signalProcessing']) =>
  ({ name: 'Speed', signalProcessing }) as IPduDraft;

function taskCalling(name: string, ...functions: readonly string[]): TaskPlan {
  return {
    name,
    entries: functions.map((f) => ({ executes: { kind: 'bsw', function: f } })),
  } as unknown as TaskPlan;
}

/** I-PDU Speed arrives at controller CanB, which is one of two. */
function reception(
  signalProcessing: IPduDraft['signalProcessing'],
  words: { interrupts?: readonly string[]; tasks?: readonly TaskPlan[]; polling?: boolean },
) {
  const draft = new PlanDraft({ model: {} } as EcuSystem, new Diagnostics());
  draft.tasks.push(...(words.tasks ?? []));
  draft.interrupts.push(
    ...(words.interrupts ?? []).map((name): InterruptPlan => ({ name, category: 2 })),
  );
  draft.com.pduR.receive.push({ canIfRxPdu: 'SpeedRx', comIPdu: 'Speed' });
  draft.com.canIf.rxPdus.push({ name: 'SpeedRx', controller: 'CanB' } as never);
  for (const name of ['CanA', 'CanB']) {
    const rxProcessing = words.polling ? 'POLLING' : 'INTERRUPT';
    draft.com.can.controllers.push({ name, rxProcessing } as never);
  }
  return contextOfReception(iPdu(signalProcessing), draft);
}

describe('COM calls back', () => {
  it('in the task of its main function where reception is deferred', () => {
    const tasks = [taskCalling('Bsw', 'Com_MainFunctionRx')];
    expect(reception('DEFERRED', { tasks })).toMatchObject({ task: 'Bsw' });
  });

  it('from a main function in no known task where none or several call it', () => {
    const several = ['Bsw', 'Fast'].map((name) => taskCalling(name, 'Com_MainFunctionRx'));
    for (const tasks of [[], several]) {
      expect(reception('DEFERRED', { tasks })).toEqual({
        kind: 'com-main-function',
        function: 'Com_MainFunctionRx',
      });
    }
  });

  it('in the main function of the driver where that polls', () => {
    const tasks = [taskCalling('Bsw', 'Can_MainFunction_Read')];
    expect(reception('IMMEDIATE', { tasks, polling: true })).toMatchObject({ task: 'Bsw' });
  });

  it.each([
    ['of its controller', ['CanA_Isr', 'CanB_Isr'], 'CanB_Isr'],
    ['that is the only one of CAN', ['Timer', 'CanIsr'], 'CanIsr'],
    ['of its own where it is not clear which is whose', ['CanIsr1', 'CanIsr2'], 'CanIsr_CanB'],
    ['of its own where there is none', [], 'CanIsr_CanB'],
  ])('in the interrupt %s', (_, interrupts, interrupt) => {
    expect(reception('IMMEDIATE', { interrupts })).toEqual({ kind: 'interrupt', interrupt });
  });
});
