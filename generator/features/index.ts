/** The features in the order in which they lower: each may use what those before it have drafted. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { RtePlan } from '../plan/rte-plan.ts';
import type { EcuSystem } from '../system/ecu-system.ts';
import { planClientServer } from './client-server/plan.ts';
import { draftCommunication } from './communication-stack/plan.ts';
import { PlanDraft } from './draft.ts';
import { finish } from './finish.ts';
import { checkNames } from './names.ts';
import { checkEvents } from './runnables-and-tasks/collect.ts';
import { planTasks } from './runnables-and-tasks/plan.ts';
import { planSenderReceiver } from './sender-receiver/plan.ts';
import { checkComponents } from './support.ts';
import { planVfbTrace } from './vfb-trace/plan.ts';

/**
 * The plan of one ECU. With errors among the diagnostics it is incomplete. `vfbTrace`: hooks to call
 * beside those of the ECU configuration.
 */
export function planFeatures(
  system: EcuSystem,
  vfbTrace: readonly string[],
  diagnostics: Diagnostics,
): RtePlan {
  const draft = new PlanDraft(system, diagnostics);
  checkComponents(draft);
  draftCommunication(draft);
  planTasks(draft);
  const plan = planCalls(draft);
  return { ...plan, vfbTrace: planVfbTrace(plan, vfbTrace, draft) };
}

/** The plan of a component type on its own: its calls and runnables, in no task and over no signal. */
export function planContractFeatures(system: EcuSystem, diagnostics: Diagnostics): RtePlan {
  const draft = new PlanDraft(system, diagnostics);
  checkComponents(draft);
  checkEvents(draft);
  return planCalls(draft);
}

function planCalls(draft: PlanDraft): RtePlan {
  planSenderReceiver(draft);
  planClientServer(draft);
  const plan = finish(draft);
  checkNames(plan, draft);
  return plan;
}
