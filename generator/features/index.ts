/** The features in the order in which they lower: each may use what those before it have drafted. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { RtePlan } from '../plan/rte-plan.ts';
import type { EcuSystem } from '../system/ecu-system.ts';
import { planClientServer } from './client-server/plan.ts';
import { draftCommunication } from './communication-stack/plan.ts';
import { PlanDraft } from './draft.ts';
import { finish } from './finish.ts';
import { checkNames } from './names.ts';
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
  planSenderReceiver(draft);
  planClientServer(draft);
  const plan = finish(draft);
  checkNames(plan, draft);
  return { ...plan, vfbTrace: planVfbTrace(plan, vfbTrace, draft) };
}
