/** Explicit, non-queued sender-receiver communication. */
import {
  rteComCallback,
  rteComRxTimeout,
  rteComTxTimeout,
  rteInitValue,
} from '../../plan/api-names.ts';
import type { ContextPlan } from '../../plan/rte-plan.ts';
import { planValue } from '../../system/values.ts';
import { contextOfConfirmation, contextOfReception, mainFunction } from '../contexts.ts';
import type { PlanDraft } from '../draft.ts';
import { checkConnectors, checkSupported } from './check.ts';
import { initSpecification, isReceived, type PortElement, PortElements } from './elements.ts';
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
    if (isReceived(use)) planReceiver(use, elements, draft);
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

/** Where a COM call-back runs: what has come or is confirmed where COM learns of it, timeouts where it counts. */
export function callbackContext(name: string, signal: string, draft: PlanDraft): ContextPlan {
  const target =
    draft.com.signals.find((s) => s.name === signal) ??
    draft.com.signalGroups.find((g) => g.name === signal);
  if (target === undefined) throw new Error(`call-back ${name} of unknown signal ${signal}`);
  switch (name) {
    case rteComCallback(signal):
      return contextOfReception(target.iPdu, draft);
    case rteComRxTimeout(signal):
      return mainFunction('Com_MainFunctionRx', draft);
    case rteComTxTimeout(signal):
      return mainFunction('Com_MainFunctionTx', draft);
    default:
      return contextOfConfirmation(target.iPdu, draft);
  }
}
