/** Data that do not come in time: what a receiver wants, and what COM notifies for it. */
import { rteComRxTimeout } from '../../plan/api-names.ts';
import type { OriginPlan } from '../../plan/rte-plan.ts';
import { planValue } from '../../system/values.ts';
import type { TimeoutAction, WantedDeadline } from '../deadline-draft.ts';
import type { PlanDraft } from '../draft.ts';
import { type PortElement, receiverComSpec } from './elements.ts';
import { type Carrier, carrierDraft, carrierName, carrierPlan, substitute } from './signals.ts';

export interface Deadline {
  /** Whether Rte_Read tells of it: the receiver itself asks for an alive timeout. */
  readonly tells: boolean;
  /** Whether COM replaces the data. */
  readonly replaces: boolean;
  /** What is monitored of what carries the element. */
  readonly carriers: readonly Carrier[];
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
export function deadlineOf(
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
  for (const carrier of remote) {
    carrierDraft(carrier).deadline.want(wanted, diagnostics);
    if (substitution !== undefined) substitute(carrier, substitution, use.type.name, draft);
  }
  const monitored = remote.filter((one) => carrierDraft(one).deadline.timeoutNs(wanted) > 0);
  if (monitored.length > 0) {
    const actions = monitored.map((one) => carrierDraft(one).deadline.action(wanted));
    return {
      tells: timeoutNs > 0,
      replaces: actions.some((one) => one !== 'NONE'),
      carriers: monitored,
    };
  }
  // Without a system nobody knows.
  for (const event of draft.system.tree === undefined ? [] : use.receiveErrorEvents) {
    diagnostics.report('receive-error-never', event, { event: event.path });
  }
  return undefined;
}

/** What a buffer holds is replaced as COM has replaced it; the flag of Rte_IsUpdated stays as it is. */
export function planTimeouts(
  use: PortElement,
  { replaces, carriers }: Deadline,
  to: { readonly origin: OriginPlan | undefined; readonly outdated: string | undefined },
  draft: PlanDraft,
): void {
  const { origin, outdated } = to;
  const instance = use.component.name;
  const activations = use.receiveErrorEvents.flatMap(
    (event) => draft.activation(use.component, event) ?? [],
  );
  const stores = origin?.kind === 'buffer' && replaces;
  if (!stores && outdated === undefined && activations.length === 0) return;
  for (const carrier of carriers) {
    const signal = carrierName(carrier);
    const name = rteComRxTimeout(signal);
    const { does } = draft.callback(name, signal);
    carrierDraft(carrier).callbacks.timeoutNotification = name;
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
}
