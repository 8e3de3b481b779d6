/** Where RTE code runs: from it follows which accesses can interrupt each other. */
import type { ContextPlan } from '../plan/rte-plan.ts';
import type { IPduDraft } from './com-draft.ts';
import type { Accessor, PlanDraft, RunnableInstance } from './draft.ts';

/** Where COM notifies a reception: deferred in its main function, immediate in the CAN driver's context. */
export function contextOfReception(iPdu: IPduDraft, draft: PlanDraft): ContextPlan {
  return iPdu.signalProcessing === 'DEFERRED'
    ? mainFunction('Com_MainFunctionRx', draft)
    : driverContext(iPdu, 'rx', draft);
}

export function contextOfConfirmation(iPdu: IPduDraft, draft: PlanDraft): ContextPlan {
  return iPdu.signalProcessing === 'DEFERRED'
    ? mainFunction('Com_MainFunctionTx', draft)
    : driverContext(iPdu, 'tx', draft);
}

function driverContext(iPdu: IPduDraft, way: 'rx' | 'tx', draft: PlanDraft): ContextPlan {
  const { canIf, can, pduR } = draft.com;
  const canIfPdu =
    way === 'rx'
      ? pduR.receive.find((route) => route.comIPdu === iPdu.name)?.canIfRxPdu
      : pduR.transmit.find((route) => route.comIPdu === iPdu.name)?.canIfTxPdu;
  const pdus = way === 'rx' ? canIf.rxPdus : canIf.txPdus;
  const controller = can.controllers.find(
    (c) => c.name === pdus.find((pdu) => pdu.name === canIfPdu)?.controller,
  );
  const processing = way === 'rx' ? controller?.rxProcessing : controller?.txProcessing;
  if (processing === 'POLLING') {
    return mainFunction(way === 'rx' ? 'Can_MainFunction_Read' : 'Can_MainFunction_Write', draft);
  }
  const isr = draft.interrupts.find((i) => i.category === 2 && /can/i.test(i.name));
  return { kind: 'interrupt', interrupt: isr?.name ?? `CanIsr_${controller?.name ?? 'Can'}` };
}

function mainFunction(name: string, draft: PlanDraft): ContextPlan {
  const task = draft.tasks.find((t) =>
    t.entries.some((e) => e.executes.kind === 'bsw' && e.executes.function === name),
  );
  return {
    kind: 'com-main-function',
    function: name,
    ...(task === undefined ? {} : { task: task.name }),
  };
}

/** All contexts an accessor runs in, servers in those of their clients; without repetition, in order. */
export function contextsOf(accessor: Accessor, draft: PlanDraft): readonly ContextPlan[] {
  if (!('runnable' in accessor)) return [accessor];
  const contexts = new Map<string, ContextPlan>();
  const visited = new Set<string>();
  const visit = (at: RunnableInstance) => {
    const key = `${at.component.path} ${at.runnable.path}`;
    if (visited.has(key)) return;
    visited.add(key);
    for (const task of draft.tasks) {
      const runsHere = task.entries.some(
        (e) =>
          e.executes.kind === 'runnable' &&
          e.executes.instance === at.component.name &&
          e.executes.runnable === at.runnable.shortName,
      );
      if (runsHere)
        contexts.set(task.name, { kind: 'task', task: task.name, priority: task.priority });
    }
    for (const call of draft.directCalls) {
      if (call.to.component === at.component && call.to.runnable === at.runnable) visit(call.from);
    }
  };
  visit(accessor);
  return [...contexts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, context]) => context);
}
