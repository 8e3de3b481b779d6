/** The receiving end: where a read comes from, and what COM notifies for it. */
import { rteComCallback, rteIsUpdated, rteRead } from '../../plan/api-names.ts';
import type { OriginPlan } from '../../plan/rte-plan.ts';
import type { PortInstance } from '../../system/composition.ts';
import { planValue } from '../../system/values.ts';
import type { PlanDraft } from '../draft.ts';
import { deadlineOf, planTimeouts } from './deadlines.ts';
import { initSpecification, type PortElement, type PortElements } from './elements.ts';
import {
  type Carrier,
  type Carriers,
  carrierDraft,
  carrierName,
  carrierPlan,
  carriers,
} from './signals.ts';
import { buffer, elementPath, flag, providersOf, wantsUpdated, writersAt } from './storage.ts';

/** Lowers the reads of a data element at a required port. */
export function planReceiver(use: PortElement, elements: PortElements, draft: PlanDraft): void {
  const { component, port, element, type } = use;
  const instance = draft.instance(component);
  const source = elementPath(use);
  const updated = wantsUpdated(use) ? flag(use, 'updated', draft) : undefined;
  const partners = providersOf(use, draft);
  const { list: remote, isIncomplete } = receivedCarriers(use, partners, draft);
  const local = partners.filter((p) => writersAt(p, element.shortName, elements, draft).length > 0);
  const elsewhere = partners.filter((p) => draft.system.isElsewhere(p.instance));
  const hasLocalPartner = partners.length > elsewhere.length;
  // A connected port whose providers never write still has a partner: its initial value is valid.
  const hasPartner = local.length + remote.length > 0 || hasLocalPartner;
  const lacksSignal = elsewhere.length > 0 && remote.length === 0;
  if (!isIncomplete && (lacksSignal || !hasPartner)) reportUnconnected(use, elsewhere, draft);
  const deadline = deadlineOf(use, remote, hasLocalPartner, draft);
  const outdated = deadline?.tells ? flag(use, 'outdated', draft) : undefined;
  const origin = hasPartner
    ? connectedOrigin(use, local, remote, deadline?.replaces ?? false, draft)
    : undefined;
  for (const carrier of remote) {
    planReception(use, carrier, { origin, updated, outdated }, draft);
  }
  if (deadline !== undefined) planTimeouts(use, deadline, { origin, outdated }, draft);
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
    from: origin ?? {
      kind: 'unconnected',
      initValue: planValue(initSpecification(port, element), type, draft.values),
    },
    ...(updated === undefined ? {} : { clearsFlag: updated }),
    ...(outdated === undefined ? {} : { outdatedFlag: outdated }),
  });
  if (updated !== undefined) planIsUpdated(use, updated, runnables, draft);
}

/**
 * From COM where that is the only sender, else from a buffer; undefined if nobody reads. From a buffer too
 * where a timeout replaces the data: COM does so before it tells, and a read in between would find the
 * replacement without its status.
 */
function connectedOrigin(
  use: PortElement,
  local: readonly PortInstance[],
  remote: readonly Carrier[],
  isReplaced: boolean,
  draft: PlanDraft,
): OriginPlan | undefined {
  if (use.readers.length === 0) return undefined;
  const [only, ...others] = remote;
  const isBuffered = local.length > 0 || others.length > 0 || isReplaced;
  if (only !== undefined && !isBuffered) return carrierPlan(only);
  return { kind: 'buffer', buffer: buffer(use, draft) };
}

function planIsUpdated(
  use: PortElement,
  updated: string,
  runnables: string[],
  draft: PlanDraft,
): void {
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

interface Received {
  readonly origin: OriginPlan | undefined;
  readonly updated: string | undefined;
  readonly outdated: string | undefined;
}

/** COM notifies only where somebody wants to know: a buffer to fill, a flag, an event. */
function planReception(
  use: PortElement,
  carrier: Carrier,
  { origin, updated, outdated }: Received,
  draft: PlanDraft,
): void {
  const activations = use.receivedEvents.flatMap(
    (event) => draft.activation(use.component, event) ?? [],
  );
  const stores = origin?.kind === 'buffer';
  const flags = [updated, outdated].filter((name) => name !== undefined);
  if (!stores && flags.length === 0 && activations.length === 0) return;
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
      ...(updated === undefined ? {} : { updatedFlag: updated }),
      ...(outdated === undefined ? {} : { outdated: { flag: outdated, value: false } }),
      type: use.type.name,
      from: carrierPlan(carrier),
    });
  } else {
    if (updated !== undefined) does.push({ kind: 'set-flag', instance, flag: updated });
    if (outdated !== undefined) does.push({ kind: 'clear-flag', instance, flag: outdated });
  }
  for (const activation of activations) does.push({ kind: 'activate', ...activation });
}

function receivedCarriers(
  use: PortElement,
  providers: readonly PortInstance[],
  draft: PlanDraft,
): Carriers {
  const own = { instance: use.component, port: use.port };
  const remote = providers.filter((p) => draft.system.isElsewhere(p.instance));
  return carriers(
    [own, ...remote],
    { path: use.element.path, type: use.type, init: initSpecification(use.port, use.element) },
    'RECEIVE',
    draft,
  );
}

function reportUnconnected(
  use: PortElement,
  elsewhere: readonly PortInstance[],
  draft: PlanDraft,
): void {
  const port = `${use.component.path}.${use.port.shortName}`;
  for (const partner of elsewhere) {
    draft.diagnostics.report('signal-mapping-missing', use.port, {
      element: use.element.shortName,
      provider: `${partner.instance.path}.${partner.port.shortName}`,
      requirer: port,
    });
  }
  // A component or connector that is wrong has been reported.
  if (elsewhere.length === 0 && draft.system.tree?.isComplete === true) {
    draft.diagnostics.report('port-unconnected', use.port, { port });
  }
}
