/** A server runnable has one signature, and is not entered twice unless it may be. */
import type { ContextPlan, RunnablePlan } from '../../plan/rte-plan.ts';
import { contextsOf } from '../contexts.ts';
import type { PlanDraft, RunnableInstance } from '../draft.ts';
import type { Server } from './servers.ts';

/** Several operations may start one runnable only if its parameters are the same for all. */
export function checkServer(
  server: Server,
  known: RunnablePlan,
  signature: RunnablePlan,
  draft: PlanDraft,
): void {
  const shape = (plan: RunnablePlan) =>
    plan.parameters.map((p) => `${p.direction} ${p.type}`).join() + String(plan.returnsStatus);
  if (shape(known) !== shape(signature)) {
    draft.diagnostics.report('server-signatures-differ', server.event, {
      runnable: server.runnable.path,
    });
  }
}

/**
 * A runnable that must not run concurrently may be started only from contexts that cannot interrupt
 * each other: one task, tasks of one priority, or tasks none of which can be preempted [05083].
 */
export function checkConcurrency(draft: PlanDraft): void {
  for (const component of draft.system.components) {
    for (const runnable of component.behavior?.runnables ?? []) {
      if (runnable.canBeInvokedConcurrently) continue;
      const instance: RunnableInstance = { component, runnable };
      const contexts = contextsOf(instance, draft);
      const pair = preempting(contexts, draft);
      if (pair !== undefined) {
        draft.diagnostics.report('runnable-concurrent', runnable, {
          runnable: runnable.path,
          instance: component.path,
          first: pair[0],
          second: pair[1],
        });
      }
    }
  }
}

function preempting(
  contexts: readonly ContextPlan[],
  draft: PlanDraft,
): readonly [string, string] | undefined {
  const tasks = contexts.flatMap((c) => (c.kind === 'task' ? [c] : []));
  for (const low of tasks) {
    const preemptable = draft.tasks.find((t) => t.name === low.task)?.schedule === 'FULL';
    const high = tasks.find((t) => t.priority > low.priority);
    if (preemptable && high !== undefined) return [low.task, high.task];
  }
  return undefined;
}
