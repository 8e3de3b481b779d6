/** The receiving end: where a read comes from, and what COM notifies for it. */
import { rteComCallback, rteComRxTimeout, rteIsUpdated, rteRead } from '../../plan/api-names.ts';
import type { OriginPlan } from '../../plan/rte-plan.ts';
import type { PortInstance } from '../../system/composition.ts';
import { planValue } from '../../system/values.ts';
import type { TimeoutAction, WantedDeadline } from '../deadline-draft.ts';
import type { PlanDraft } from '../draft.ts';
import {
  initSpecification,
  type PortElement,
  type PortElements,
  receiverComSpec,
} from './elements.ts';
import {
  type Carrier,
  type Carriers,
  carrierDraft,
  carrierName,
  carrierPlan,
  carriers,
  substitute,
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
  // A connected port whose providers never write still has a partner: its initial value is valid.
  const hasPartner = local.length + remote.length > 0 || partners.length > elsewhere.length;
  const lacksSignal = elsewhere.length > 0 && remote.length === 0;
  if (!isIncomplete && (lacksSignal || !hasPartner)) reportUnconnected(use, elsewhere, draft);
  const deadline = deadlineOf(use, remote, partners.length > elsewhere.length, draft);
  const outdated = deadline?.tells ? flag(use, 'outdated', draft) : undefined;
  const origin = hasPartner
    ? connectedOrigin(use, local, remote, deadline?.replaces ?? false, draft)
    : undefined;
  for (const carrier of remote) {
    planReception(use, carrier, { origin, updated, outdated }, draft);
    planTimeout(use, carrier, { origin, outdated, deadline }, draft);
  }
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

// ---- data that do not come in time --------------------------------------------------------------------

interface Deadline {
  /** Whether Rte_Read tells of it: the receiver itself asks for an alive timeout. */
  readonly tells: boolean;
  readonly replaces: boolean;
}

function timeoutAction({ port, element }: PortElement, draft: PlanDraft): TimeoutAction {
  const spec = receiverComSpec(port, element);
  if (spec === undefined) return 'NONE';
  switch (spec.handleTimeoutType) {
    case undefined:
    case 'NONE':
      return 'NONE';
    case 'REPLACE':
      return 'REPLACE';
    case 'REPLACE-BY-TIMEOUT-SUBSTITUTION-VALUE':
      if (spec.timeoutSubstitutionValue === undefined) {
        const missing = 'TIMEOUT-SUBSTITUTION-VALUE';
        draft.diagnostics.report('element-incomplete', spec, { path: port.path, missing });
      }
      return 'SUBSTITUTE';
    default:
      draft.diagnostics.report('construct-unsupported', spec, {
        where: `${port.path} ${element.shortName}`,
        what: `timeout handling ${spec.handleTimeoutType}`,
      });
      return 'NONE';
  }
}

/** COM monitors what it receives; undefined where it does not, or nobody is told. */
function deadlineOf(
  use: PortElement,
  remote: readonly Carrier[],
  hasLocalPartner: boolean,
  draft: PlanDraft,
): Deadline | undefined {
  const { diagnostics } = draft;
  const spec = receiverComSpec(use.port, use.element);
  const timeoutNs = spec?.aliveTimeoutNs ?? 0;
  const action = timeoutNs > 0 ? timeoutAction(use, draft) : 'NONE';
  const substitution =
    action === 'SUBSTITUTE' && spec?.timeoutSubstitutionValue !== undefined
      ? planValue(spec.timeoutSubstitutionValue, use.type, draft.values)
      : undefined;
  const wanted: WantedDeadline = {
    by: `${use.port.path} ${use.element.shortName}`,
    what: 'ALIVE-TIMEOUT',
    timeoutNs,
    action,
    substitution,
    at: spec ?? use.port,
  };
  if (timeoutNs > 0 && hasLocalPartner) {
    diagnostics.report('construct-unsupported', wanted.at, {
      where: wanted.by,
      what: 'alive timeout of data that come from the same ECU',
    });
    return undefined;
  }
  const deadlines = remote.map((carrier) => carrierDraft(carrier).deadline);
  for (const deadline of deadlines) deadline.want(wanted, diagnostics);
  if (substitution !== undefined) {
    for (const carrier of remote) substitute(carrier, substitution, use.type.name, draft);
  }
  const monitored = deadlines.filter((deadline) => deadline.timeoutNs(wanted) > 0);
  if (monitored.length > 0) {
    const actions = monitored.map((deadline) => deadline.action(wanted));
    return { tells: timeoutNs > 0, replaces: actions.some((one) => one !== 'NONE') };
  }
  // Without a system nobody knows.
  for (const event of draft.system.tree === undefined ? [] : use.receiveErrorEvents) {
    diagnostics.report('receive-error-never', event, { event: event.path });
  }
  return undefined;
}

/** What a buffer holds is replaced as COM has replaced it; the flag of Rte_IsUpdated stays as it is. */
function planTimeout(
  use: PortElement,
  carrier: Carrier,
  {
    origin,
    outdated,
    deadline,
  }: Pick<Received, 'origin' | 'outdated'> & { readonly deadline: Deadline | undefined },
  draft: PlanDraft,
): void {
  if (deadline === undefined) return;
  const activations = use.receiveErrorEvents.flatMap(
    (event) => draft.activation(use.component, event) ?? [],
  );
  const stores = origin?.kind === 'buffer' && deadline.replaces;
  if (!stores && outdated === undefined && activations.length === 0) return;
  const signal = carrierDraft(carrier);
  const name = rteComRxTimeout(carrierName(carrier));
  const { does } = draft.callback(name, carrierName(carrier));
  signal.callbacks.timeoutNotification = name;
  const instance = use.component.name;
  if (stores) {
    does.push({
      kind: 'store',
      instance,
      buffer: origin.buffer,
      ...(outdated === undefined ? {} : { outdated: { flag: outdated, value: true } }),
      type: use.type.name,
      from: carrierPlan(carrier),
    });
  } else if (outdated !== undefined) does.push({ kind: 'set-flag', instance, flag: outdated });
  for (const activation of activations) does.push({ kind: 'activate', ...activation });
}

// ---- partners -----------------------------------------------------------------------------------------

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
