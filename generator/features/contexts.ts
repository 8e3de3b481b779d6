/** Where RTE code runs: from it follows which accesses can interrupt each other. */
import type { ContextPlan, TaskPlan } from '../plan/rte-plan.ts';
import type { IPduDraft } from './com-draft.ts';
import type { PlanDraft, RunnableInstance } from './draft.ts';

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
  const name = controller?.name ?? 'Can';
  const found = draft.interrupts.filter((i) => i.category === 2 && /can/i.test(i.name));
  const own = found.find((i) => i.name.toLowerCase().includes(name.toLowerCase()));
  // One for all controllers, or all for one; else nobody knows which is whose.
  const only = found.length === 1 || can.controllers.length === 1 ? found[0] : undefined;
  return { kind: 'interrupt', interrupt: (own ?? only)?.name ?? `CanIsr_${name}` };
}

/** Where a main function of COM or CAN runs: in the one task that calls it, if it is known. */
export function mainFunction(name: string, draft: PlanDraft): ContextPlan {
  const [task, ...others] = draft.tasks.filter((t) =>
    t.entries.some((e) => e.executes.kind === 'bsw' && e.executes.function === name),
  );
  const known = task !== undefined && others.length === 0;
  return { kind: 'com-main-function', function: name, ...(known ? { task: task.name } : {}) };
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

  /** All contexts the runnables run in, servers in those of their clients; without repetition, in order. */
  of(...runnables: readonly RunnableInstance[]): readonly ContextPlan[] {
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
    for (const runnable of runnables) visit(runnable);
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
