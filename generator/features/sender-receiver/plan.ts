/** Explicit, non-queued sender-receiver communication: where each write goes, where each read comes from. */
import type {
  BufferDestinationPlan,
  ContextPlan,
  DestinationPlan,
  FlagPlan,
  OriginPlan,
} from '../../plan/rte-plan.ts';
import {
  rteComAcknowledge,
  rteComCallback,
  rteComError,
  rteFeedback,
  rteInitValue,
  rteIsUpdated,
  rteRead,
  rteWrite,
} from '../../plan/api-names.ts';
import type { PortInstance } from '../../system/composition.ts';
import { planValue } from '../../system/values.ts';
import { contextOfConfirmation, contextOfReception } from '../contexts.ts';
import type { Accessor, PlanDraft } from '../draft.ts';
import { checkConnectors, checkSupported } from './check.ts';
import {
  initSpecification,
  type PortElement,
  PortElements,
  receiverComSpec,
  senderComSpec,
} from './elements.ts';
import { type Carrier, carrierDraft, carrierName, carrierPlan, carriers } from './signals.ts';
import { sameShape } from './types-fit.ts';

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

// ---- the receiver ---------------------------------------------------------------------------------

function planReceiver(use: PortElement, elements: PortElements, draft: PlanDraft): void {
  const { component, port, element, type } = use;
  const instance = draft.instance(component);
  const source = elementPath(use);
  const updated = wantsUpdated(use) ? flag(use, 'updated', draft) : undefined;
  const partners = providersOf(use, draft);
  const remote = receivedCarriers(use, partners, draft);
  const local = partners.filter((p) => writersAt(p, element.shortName, elements, draft).length > 0);
  const elsewhere = partners.filter((p) => draft.system.local(p.instance) === undefined);
  const only = remote[0];
  let origin: OriginPlan;
  if (local.length === 0 && remote.length === 1 && only !== undefined) origin = carrierPlan(only);
  else if (local.length + remote.length > 0) {
    origin = { kind: 'buffer', buffer: buffer(use, draft) };
  } else {
    const initValue = planValue(initSpecification(port, element), type, draft.values);
    // A connected port whose providers never write still has a partner: its initial value is valid.
    if (partners.length > 0 && elsewhere.length === 0) origin = { kind: 'buffer', buffer: buffer(use, draft) };
    else {
      origin = { kind: 'unconnected', initValue };
      reportUnconnected(use, elsewhere, draft);
    }
  }
  for (const carrier of remote) planReception(use, carrier, origin, updated, draft);
  if (use.readers.length === 0) return;
  const runnables = use.readers.map((runnable) => runnable.shortName);
  const name = rteRead(port.shortName, element.shortName);
  draft.declare(component, {
    name,
    source: element.path,
    parameters: [{ name: 'data', type: type.name, direction: 'out' }],
    returns: 'status',
    runnables,
  });
  instance.calls.set(name, {
    kind: 'Rte_Read',
    name,
    source,
    type: type.name,
    from: origin,
    ...(updated === undefined ? {} : { clearsFlag: updated }),
  });
  if (updated !== undefined) planIsUpdated(use, updated, runnables, draft);
  if (origin.kind === 'buffer') {
    const readers = instance.buffers.get(origin.buffer)?.readers;
    for (const runnable of use.readers) readers?.push({ component, runnable });
  }
}

function planIsUpdated(use: PortElement, updated: string, runnables: string[], draft: PlanDraft): void {
  const name = rteIsUpdated(use.port.shortName, use.element.shortName);
  draft.declare(use.component, {
    name,
    source: use.element.path,
    parameters: [],
    returns: 'boolean',
    runnables,
  });
  draft
    .instance(use.component)
    .calls.set(name, { kind: 'Rte_IsUpdated', name, source: elementPath(use), flag: updated });
}

/** COM notifies only where somebody wants to know: a buffer to fill, a flag, an event. */
function planReception(
  use: PortElement,
  carrier: Carrier,
  origin: OriginPlan,
  updated: string | undefined,
  draft: PlanDraft,
): void {
  const activations = use.receivedEvents.flatMap((event) => draft.activation(use.component, event) ?? []);
  const stores = origin.kind === 'buffer';
  if (!stores && updated === undefined && activations.length === 0) return;
  const signal = carrierDraft(carrier);
  const name = rteComCallback(carrierName(carrier));
  const { does } = draft.callback(name, carrierName(carrier));
  signal.callbacks.notification = name;
  const instance = use.component.name;
  if (stores) {
    does.push({
      kind: 'store',
      instance,
      buffer: origin.buffer,
      type: use.type.name,
      from: carrierPlan(carrier),
    });
    draft.instance(use.component).buffers.get(origin.buffer)?.writers.push(contextOfReception(signal.iPdu, draft));
  }
  if (updated !== undefined) does.push({ kind: 'set-flag', instance, flag: updated });
  for (const activation of activations) does.push({ kind: 'activate', ...activation });
}

function receivedCarriers(
  use: PortElement,
  providers: readonly PortInstance[],
  draft: PlanDraft,
): readonly Carrier[] {
  const own = { instance: use.component, port: use.port };
  const remote = providers.filter((p) => draft.system.local(p.instance) === undefined);
  return carriers(
    [own, ...remote],
    { path: use.element.path, type: use.type, init: initSpecification(use.port, use.element) },
    'RECEIVE',
    draft,
  );
}

function reportUnconnected(use: PortElement, elsewhere: readonly PortInstance[], draft: PlanDraft): void {
  const port = `${use.component.path}.${use.port.shortName}`;
  const partner = elsewhere[0];
  if (partner !== undefined) {
    draft.diagnostics.report('signal-mapping-missing', use.port, {
      port,
      element: use.element.shortName,
      partner: `${partner.instance.path}.${partner.port.shortName}`,
    });
  } else {
    draft.diagnostics.report('port-unconnected', use.port, { port, element: use.element.shortName });
  }
}

// ---- the sender -----------------------------------------------------------------------------------

function planSender(use: PortElement, elements: PortElements, draft: PlanDraft): void {
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
      : { acknowledge: { flag: acknowledge, confirmedBy: sent.length > 0 ? 'com' : 'local' } }),
  });
  if (acknowledge !== undefined) {
    planFeedback(use, acknowledge, receivers.length + sent.length > 0, runnables, draft);
    for (const carrier of sent) planConfirmation(use, carrier, acknowledge, draft);
  }
}

function sentCarriers(
  use: PortElement,
  receivers: readonly PortInstance[],
  draft: PlanDraft,
): readonly Carrier[] {
  const own = { instance: use.component, port: use.port };
  const elsewhere = receivers.filter((r) => draft.system.local(r.instance) === undefined);
  const element = {
    path: use.element.path,
    type: use.type,
    init: initSpecification(use.port, use.element),
  };
  const sent = carriers([own, ...elsewhere], element, 'SEND', draft);
  const partner = elsewhere[0];
  if (partner !== undefined && sent.length === 0) {
    draft.diagnostics.report('signal-mapping-missing', use.port, {
      port: `${use.component.path}.${use.port.shortName}`,
      element: use.element.shortName,
      partner: `${partner.instance.path}.${partner.port.shortName}`,
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
  const stored = instance.buffers.get(name);
  for (const runnable of use.writers) stored?.writers.push({ component: use.component, runnable } satisfies Accessor);
  const activates = received.receivedEvents.flatMap((event) => draft.activation(component, event) ?? []);
  return {
    instance: component.name,
    ...(stored === undefined ? {} : { buffer: name }),
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
  draft: PlanDraft,
): void {
  const signal = carrierDraft(carrier);
  const name = carrierName(carrier);
  const action = { kind: 'acknowledge', instance: use.component.name, flag: acknowledge } as const;
  signal.callbacks.ackNotification = rteComAcknowledge(name);
  signal.callbacks.errorNotification = rteComError(name);
  draft
    .callback(rteComAcknowledge(name), name)
    .does.push({ ...action, status: 'RTE_E_TRANSMIT_ACK' });
  draft.callback(rteComError(name), name).does.push({ ...action, status: 'RTE_E_COM_STOPPED' });
}

/** Where a COM call-back runs: confirmations in the transmit context, others in the receive context. */
export function callbackContext(name: string, signal: string, draft: PlanDraft): ContextPlan {
  const target =
    draft.com.signals.find((s) => s.name === signal) ?? draft.com.signalGroups.find((g) => g.name === signal);
  if (target === undefined) throw new Error(`call-back ${name} of unknown signal ${signal}`);
  return name === rteComCallback(signal)
    ? contextOfReception(target.iPdu, draft)
    : contextOfConfirmation(target.iPdu, draft);
}

// ---- what both ends share ---------------------------------------------------------------------------

function providersOf(use: PortElement, draft: PlanDraft): readonly PortInstance[] {
  const own = { instance: use.component, port: use.port };
  const found = draft.system.tree?.providers(own) ?? [];
  return use.port.kind === 'PR-PORT-PROTOTYPE' ? [own, ...found] : found;
}

function receiversOf(use: PortElement, draft: PlanDraft): readonly PortInstance[] {
  const own = { instance: use.component, port: use.port };
  const found = draft.system.tree?.receivers(own) ?? [];
  return use.port.kind === 'PR-PORT-PROTOTYPE' ? [own, ...found] : found;
}

function writersAt(port: PortInstance, element: string, elements: PortElements, draft: PlanDraft) {
  const component = draft.system.local(port.instance);
  return (component && elements.at(component, port.port, element)?.writers) ?? [];
}

function wantsUpdated(use: PortElement): boolean {
  return use.readers.length > 0 && receiverComSpec(use.port, use.element)?.enableUpdate === true;
}

function bufferName(use: PortElement): string {
  return `${use.port.shortName}_${use.element.shortName}`;
}

function buffer(use: PortElement, draft: PlanDraft): string {
  const name = bufferName(use);
  const { buffers } = draft.instance(use.component);
  if (!buffers.has(name)) {
    buffers.set(name, {
      name,
      source: elementPath(use),
      type: use.type.name,
      initValue: planValue(initSpecification(use.port, use.element), use.type, draft.values),
      readers: [],
      writers: [],
    });
  }
  return name;
}

function flag(use: PortElement, kind: FlagPlan['kind'], draft: PlanDraft): string {
  const name = `${bufferName(use)}_${kind}`;
  draft.instance(use.component).flags.set(name, { name, source: elementPath(use), kind });
  return name;
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

function elementPath(use: PortElement): string {
  return `${use.component.path}/${use.port.shortName}/${use.element.shortName}`;
}
