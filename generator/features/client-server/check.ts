/** Clients and servers fit, a server has one signature and is not entered twice unless it may be. */
import type { ContextPlan, ParameterPlan, RunnablePlan } from '../../plan/rte-plan.ts';
import type { ConnectedPort, PortInstance } from '../../system/composition.ts';
import type { EcuComponent } from '../../system/ecu-system.ts';
import { Contexts } from '../contexts.ts';
import type { PlanDraft, RunnableInstance } from '../draft.ts';
import { sameShape } from '../types-fit.ts';
import type { Operation, Server } from './servers.ts';

/** The operation of the client's interface has the arguments of the server's, by position. */
export function checkArguments(
  client: {
    readonly component: EcuComponent;
    readonly port: PortInstance['port'];
    readonly operation: Operation;
    readonly parameters: readonly ParameterPlan[];
  },
  server: ConnectedPort & { readonly parameters: readonly ParameterPlan[] },
  draft: PlanDraft,
): void {
  const fits = client.parameters.every((own, i) => {
    const other = server.parameters[i];
    return other?.direction === own.direction && sameShape(own.type, other.type, draft.types);
  });
  if (fits && client.parameters.length === server.parameters.length) return;
  draft.diagnostics.report(
    'connector-incompatible',
    server.connector,
    {
      requirer: `${client.component.path}.${client.port.shortName}`,
      provider: `${server.instance.path}.${server.port.shortName}`,
      reason: `operation ${client.operation.shortName} has other arguments`,
    },
    [{ message: 'the operation of the client', at: client.operation }],
  );
}

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
  const allContexts = new Contexts(draft);
  for (const component of draft.system.components) {
    for (const runnable of component.behavior?.runnables ?? []) {
      if (runnable.canBeInvokedConcurrently) continue;
      const instance: RunnableInstance = { component, runnable };
      const contexts = allContexts.of(instance);
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
