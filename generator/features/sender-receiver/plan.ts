/** Explicit, non-queued sender-receiver communication. */
import { rteComCallback, rteInitValue } from '../../plan/api-names.ts';
import type { ContextPlan } from '../../plan/rte-plan.ts';
import { planValue } from '../../system/values.ts';
import { contextOfConfirmation, contextOfReception } from '../contexts.ts';
import type { PlanDraft } from '../draft.ts';
import { checkConnectors, checkSupported } from './check.ts';
import { initSpecification, type PortElement, PortElements } from './elements.ts';
import { planReceiver } from './receiver.ts';
import { planSender } from './sender.ts';

export function planSenderReceiver(draft: PlanDraft): void {
  checkConnectors(draft);
  const elements = new PortElements(draft);
  for (const use of elements.all) {
    checkSupported(use, draft);
    declareInitValue(use, draft);
  }
  for (const use of elements.all) {
    if (use.readers.length + use.receivedEvents.length > 0) planReceiver(use, elements, draft);
  }
  for (const use of elements.all) if (use.writers.length > 0) planSender(use, elements, draft);
}

function declareInitValue(use: PortElement, draft: PlanDraft): void {
  const specification = initSpecification(use.port, use.element);
  if (specification === undefined) return;
  const name = rteInitValue(use.port.shortName, use.element.shortName);
  draft.component(use.component).initValues.set(name, {
    name,
    type: use.type.name,
    value: planValue(specification, use.type, draft.values),
  });
}

/** Where a COM call-back runs: confirmations in the transmit context, others in the receive context. */
export function callbackContext(name: string, signal: string, draft: PlanDraft): ContextPlan {
  const target =
    draft.com.signals.find((s) => s.name === signal) ??
    draft.com.signalGroups.find((g) => g.name === signal);
  if (target === undefined) throw new Error(`call-back ${name} of unknown signal ${signal}`);
  return name === rteComCallback(signal)
    ? contextOfReception(target.iPdu, draft)
    : contextOfConfirmation(target.iPdu, draft);
}
