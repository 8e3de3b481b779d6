/** Where RTE code runs: from it follows which accesses can interrupt each other. */
import type { ContextPlan, TaskPlan } from '../plan/rte-plan.ts';
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

/**
 * The contexts of everything that runs on an ECU. To be made when tasks and direct calls are all
 * there; what comes later is not seen.
 */
export class Contexts {
  /** By runnable of an instance: tasks that execute it, and runnables that call it. */
  readonly #tasks = new Map<string, TaskPlan[]>();
  readonly #callers = new Map<string, RunnableInstance[]>();

  constructor(draft: PlanDraft) {
    for (const task of draft.tasks) {
      for (const { executes } of task.entries) {
        if (executes.kind !== 'runnable') continue;
        append(this.#tasks, keyOf(executes.instance, executes.runnable), task);
      }
    }
    for (const { from, to } of draft.directCalls) append(this.#callers, keyOfInstance(to), from);
  }

  /** All contexts an accessor runs in, servers in those of their clients; without repetition, in order. */
  of(accessor: Accessor): readonly ContextPlan[] {
    if (!('runnable' in accessor)) return [accessor];
    const contexts = new Map<string, ContextPlan>();
    const visited = new Set<string>();
    const visit = (at: RunnableInstance) => {
      const key = keyOfInstance(at);
      if (visited.has(key)) return;
      visited.add(key);
      for (const { name, priority } of this.#tasks.get(key) ?? []) {
        contexts.set(name, { kind: 'task', task: name, priority });
      }
      for (const caller of this.#callers.get(key) ?? []) visit(caller);
    };
    visit(accessor);
    return [...contexts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, context]) => context);
  }
}

function keyOfInstance({ component, runnable }: RunnableInstance): string {
  return keyOf(component.name, runnable.shortName);
}

function keyOf(instance: string, runnable: string): string {
  return `${instance} ${runnable}`;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
