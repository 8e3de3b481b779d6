/** Connected ports fit each other, and nothing is asked that explicit last-is-best data cannot do. */
import type { Elements } from '../../model/elements.ts';
import type { Position } from '../../syntax/element.ts';
import type { ConnectedPort, PortInstance } from '../../system/composition.ts';
import type { PlanDraft } from '../draft.ts';
import { isReceived, type PortElement, receiverComSpec, senderComSpec } from './elements.ts';

/** Refuses what would change the meaning of the element's communication and is not supported. */
export function checkSupported(use: PortElement, draft: PlanDraft): void {
  const { port, element } = use;
  const where = `${port.path} ${element.shortName}`;
  const refuse = (at: Position, what: string) =>
    draft.diagnostics.report('construct-unsupported', at, { where, what });
  if (isQueued(use)) refuse(element, 'queued communication (Rte_Send, Rte_Receive)');
  const policy = invalidationPolicy(use, draft);
  if (policy !== undefined) refuse(policy, `invalidation (${policy.handleInvalid})`);
  const sender = senderComSpec(port, element);
  if (sender !== undefined && use.writers.length > 0) refuseAll(sender, refuse);
  if (sender?.transmissionAcknowledge === undefined) {
    for (const event of use.sendCompletedEvents) {
      draft.diagnostics.report('send-completed-never', event, { event: event.path });
    }
  }
  const receiver = receiverComSpec(port, element);
  if (receiver !== undefined && isReceived(use)) {
    refuseAll(receiver, refuse);
    if (receiver.handleNeverReceived) refuse(receiver, 'never-received status');
    if ((receiver.filterType ?? 'ALWAYS') !== 'ALWAYS')
      refuse(receiver, `filter ${receiver.filterType}`);
  }
}

function invalidationPolicy({ port, element }: PortElement, draft: PlanDraft) {
  const portInterface = draft.system.model.find(port.interface);
  if (portInterface?.kind !== 'SENDER-RECEIVER-INTERFACE') return undefined;
  return portInterface.invalidationPolicies.find(
    ({ dataElement, handleInvalid = 'DONT-INVALIDATE' }) =>
      dataElement?.path === element.path && handleInvalid !== 'DONT-INVALIDATE',
  );
}

type ComSpec = Elements['NONQUEUED-SENDER-COM-SPEC' | 'NONQUEUED-RECEIVER-COM-SPEC'];

function refuseAll(spec: ComSpec, refuse: (at: Position, what: string) => void): void {
  for (const construct of spec.unsupported) refuse(construct, construct.what);
  if (spec.usesEndToEndProtection) refuse(spec, 'end-to-end protection');
  const outOfRange = spec.handleOutOfRange ?? 'NONE';
  if (!['NONE', 'DEFAULT', 'IGNORE'].includes(outOfRange)) {
    refuse(spec, `out-of-range handling ${outOfRange}`);
  }
  if (spec.networkRepresentation?.compuMethod !== undefined) {
    refuse(spec, 'network representation with a scaling of its own');
  }
}

function isQueued({ port, element }: PortElement): boolean {
  const specs =
    port.kind === 'P-PORT-PROTOTYPE'
      ? port.providedComSpecs
      : port.kind === 'R-PORT-PROTOTYPE'
        ? port.requiredComSpecs
        : [...port.providedComSpecs, ...port.requiredComSpecs];
  const queuedSpec = specs.some(
    (spec) =>
      (spec.kind === 'QUEUED-SENDER-COM-SPEC' || spec.kind === 'QUEUED-RECEIVER-COM-SPEC') &&
      spec.dataElement?.path === element.path,
  );
  return queuedSpec || element.properties?.swImplPolicy?.toUpperCase() === 'QUEUED';
}

/** Every connector of the ECU's ports joins interfaces of one kind whose elements fit. */
export function checkConnectors(draft: PlanDraft): void {
  const { tree, model, components } = draft.system;
  if (tree === undefined) return;
  for (const component of components) {
    for (const port of component.type.ports) {
      if (port.kind === 'P-PORT-PROTOTYPE') continue;
      const requirer = { instance: component, port };
      const required = model.resolve(port.interface, draft.diagnostics);
      for (const provider of tree.providers(requirer)) {
        const provided = model.resolve(provider.port.interface, draft.diagnostics);
        if (required === undefined || provided === undefined) continue;
        const reason = mismatch(required, provided);
        if (reason !== undefined) reportIncompatible(requirer, provider, reason, draft);
      }
    }
  }
}

type PortInterface = NonNullable<ReturnType<PlanDraft['system']['model']['resolve']>>;

function mismatch(required: PortInterface, provided: PortInterface): string | undefined {
  if (required.path === provided.path) return undefined;
  if (required.kind !== provided.kind) {
    return `${required.path} is a ${required.kind}, ${provided.path} a ${provided.kind}`;
  }
  const missing = namesOf(required).find((name) => !namesOf(provided).includes(name));
  return missing === undefined ? undefined : `${provided.path} has no ${missing}`;
}

function namesOf(portInterface: PortInterface): readonly string[] {
  switch (portInterface.kind) {
    case 'SENDER-RECEIVER-INTERFACE':
      return portInterface.dataElements.map((element) => element.shortName);
    case 'CLIENT-SERVER-INTERFACE':
      return portInterface.operations.map((operation) => operation.shortName);
    default:
      return [];
  }
}

function reportIncompatible(
  requirer: PortInstance,
  provider: ConnectedPort,
  reason: string,
  draft: PlanDraft,
): void {
  draft.diagnostics.report(
    'connector-incompatible',
    provider.connector,
    {
      requirer: `${requirer.instance.path}.${requirer.port.shortName}`,
      provider: `${provider.instance.path}.${provider.port.shortName}`,
      reason,
    },
    [
      { message: 'the required port', at: requirer.port },
      { message: 'the provided port', at: provider.port },
    ],
  );
}
