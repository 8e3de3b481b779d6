/** The sending end: where a write goes, and who acknowledges it. */
import {
  rteComAcknowledge,
  rteComError,
  rteComTxTimeout,
  rteFeedback,
  rteWrite,
} from '../../plan/api-names.ts';
import type {
  ActivationPlan,
  BufferDestinationPlan,
  ComCallbackActionPlan,
  DestinationPlan,
  WritePlan,
} from '../../plan/rte-plan.ts';
import type { PortInstance } from '../../system/composition.ts';
import type { WantedDeadline } from '../deadline-draft.ts';
import type { PlanDraft } from '../draft.ts';
import { sameShape } from '../types-fit.ts';
import {
  initSpecification,
  type PortElement,
  type PortElements,
  senderComSpec,
} from './elements.ts';
import { type Carrier, carrierDraft, carrierName, carrierPlan, carriers } from './signals.ts';
import { bufferName, elementPath, flag, receiversOf, wantsUpdated } from './storage.ts';

/** Lowers the writes of a data element at a provided port. Receivers are planned before. */
export function planSender(use: PortElement, elements: PortElements, draft: PlanDraft): void {
  const { component, port, element, type } = use;
  const receivers = receiversOf(use, draft);
  const to: DestinationPlan[] = [];
  for (const receiver of receivers) {
    const destination = localDestination(use, receiver, elements, draft);
    if (destination !== undefined) to.push({ kind: 'buffer', ...destination });
  }
  const sent = sentCarriers(use, receivers, draft);
  to.push(...sent.map(carrierPlan));
  const runnables = use.writers.map((runnable) => runnable.shortName);
  const name = rteWrite(port.shortName, element.shortName);
  const acknowledged = senderComSpec(port, element)?.transmissionAcknowledge !== undefined;
  const acknowledge = acknowledged ? flag(use, 'acknowledge', draft) : undefined;
  const activations = use.sendCompletedEvents.flatMap(
    (event) => draft.activation(component, event) ?? [],
  );
  draft.declare(component, {
    name,
    source: element.path,
    parameters: [{ name: 'data', type: type.name, direction: 'in' }],
    returns: 'status',
    runnables,
  });
  draft.instance(component).calls.set(name, {
    kind: 'Rte_Write',
    name,
    source: elementPath(use),
    type: type.name,
    to,
    ...(acknowledge === undefined
      ? {}
      : { acknowledge: acknowledgePlan(acknowledge, sent, activations) }),
  });
  if (acknowledge !== undefined) {
    planFeedback(use, acknowledge, receivers.length + sent.length > 0, runnables, draft);
    for (const carrier of sent) planConfirmation(use, carrier, acknowledge, activations, draft);
  }
}

function acknowledgePlan(
  flag: string,
  sent: readonly Carrier[],
  activates: readonly ActivationPlan[],
): NonNullable<WritePlan['acknowledge']> {
  if (sent.length > 0) return { flag, confirmedBy: 'com' };
  return { flag, confirmedBy: 'local', ...(activates.length === 0 ? {} : { activates }) };
}

function sentCarriers(
  use: PortElement,
  receivers: readonly PortInstance[],
  draft: PlanDraft,
): readonly Carrier[] {
  const own = { instance: use.component, port: use.port };
  const elsewhere = receivers.filter((r) => draft.system.isElsewhere(r.instance));
  const element = {
    path: use.element.path,
    type: use.type,
    init: initSpecification(use.port, use.element),
  };
  const { list: sent, isIncomplete } = carriers([own, ...elsewhere], element, 'SEND', draft);
  if (sent.length > 0 || isIncomplete) return sent;
  for (const partner of elsewhere) {
    // As the receiver's ECU reports it, so that a model with both says it once.
    draft.diagnostics.report('signal-mapping-missing', partner.port, {
      element: use.element.shortName,
      provider: `${use.component.path}.${use.port.shortName}`,
      requirer: `${partner.instance.path}.${partner.port.shortName}`,
    });
  }
  return sent;
}

function localDestination(
  use: PortElement,
  receiver: PortInstance,
  elements: PortElements,
  draft: PlanDraft,
): BufferDestinationPlan | undefined {
  const component = draft.system.local(receiver.instance);
  const received = component && elements.at(component, receiver.port, use.element.shortName);
  if (component === undefined || received === undefined) return undefined;
  if (received.readers.length + received.receivedEvents.length === 0) return undefined;
  if (!sameShape(use.type.name, received.type.name, draft.types)) {
    draft.diagnostics.report(
      'connector-types-differ',
      received.port,
      {
        requirer: elementPath(received),
        provider: elementPath(use),
        required: received.type.name,
        provided: use.type.name,
      },
      [{ message: 'the provided port', at: use.port }],
    );
    return undefined;
  }
  const instance = draft.instance(component);
  const name = bufferName(received);
  const activates = received.receivedEvents.flatMap(
    (event) => draft.activation(component, event) ?? [],
  );
  return {
    instance: component.name,
    ...(instance.buffers.has(name) ? { buffer: name } : {}),
    ...(wantsUpdated(received) ? { updatedFlag: flag(received, 'updated', draft) } : {}),
    activates,
  };
}

// ---- transmission acknowledgement -------------------------------------------------------------------

function planFeedback(
  use: PortElement,
  acknowledge: string,
  connected: boolean,
  runnables: string[],
  draft: PlanDraft,
): void {
  const name = rteFeedback(use.port.shortName, use.element.shortName);
  draft.declare(use.component, {
    name,
    source: use.element.path,
    parameters: [],
    returns: 'status',
    runnables,
  });
  draft.instance(use.component).calls.set(name, {
    kind: 'Rte_Feedback',
    name,
    source: elementPath(use),
    ...(connected ? { flag: acknowledge } : {}),
  });
}

function planConfirmation(
  use: PortElement,
  carrier: Carrier,
  acknowledge: string,
  activations: readonly ActivationPlan[],
  draft: PlanDraft,
): void {
  const { callbacks, deadline } = carrierDraft(carrier);
  const signal = carrierName(carrier);
  const ends = (
    name: string,
    status: Extract<ComCallbackActionPlan, { kind: 'acknowledge' }>['status'],
  ) => {
    const { does } = draft.callback(name, signal);
    does.push({ kind: 'acknowledge', instance: use.component.name, flag: acknowledge, status });
    for (const activation of activations) does.push({ kind: 'activate', ...activation });
    return name;
  };
  callbacks.ackNotification = ends(rteComAcknowledge(signal), 'RTE_E_TRANSMIT_ACK');
  callbacks.errorNotification = ends(rteComError(signal), 'RTE_E_COM_STOPPED');
  const spec = senderComSpec(use.port, use.element)?.transmissionAcknowledge;
  const wanted: WantedDeadline = {
    by: `${use.port.path} ${use.element.shortName}`,
    what: 'TIMEOUT',
    timeoutNs: spec?.timeoutNs ?? 0,
    action: 'NONE',
    at: spec ?? use.port,
  };
  deadline.want(wanted, draft.diagnostics);
  if (wanted.timeoutNs === 0 || deadline.timeoutNs(wanted) === 0) return;
  callbacks.timeoutNotification = ends(rteComTxTimeout(signal), 'RTE_E_TIMEOUT');
}
