/**
 * The COM stack of an ECU from the system description: what a vendor's configuration tool derives
 * when no ECUC values for Com, PduR, CanIf and Can are given.
 */
import type { Elements } from '../../model/elements.ts';
import type { Position } from '../../syntax/element.ts';
import { type MatrixFrame, type MatrixPdu, pduSignals } from '../../system/can-matrix.ts';
import { CIdentifiers } from '../../system/identifiers.ts';
import type { IPduDraft, SignalGroupDraft } from '../com-draft.ts';
import type { PlanDraft } from '../draft.ts';
import { PortDeadlines } from './deadlines.ts';
import { transferProperty, txModeOf } from './transmission.ts';

/** Transmit mailboxes of a controller nobody configured: what small controllers have. */
const assumedTxHardwareObjects = 3;

export function comFromSystem(draft: PlanDraft): void {
  const { system, com } = draft;
  const ecu = system.ecuInstance;
  if (ecu === undefined) return;
  com.txTimeBaseNs = ecu.comTxTimeBaseNs || com.txTimeBaseNs;
  com.rxTimeBaseNs = ecu.comRxTimeBaseNs || com.rxTimeBaseNs;
  const names = new CIdentifiers();
  const controllers = new Set<string>();
  const deadlines = new PortDeadlines(ecu, draft);
  const received: Elements['I-SIGNAL-I-PDU'][] = [];
  for (const frame of system.matrix) {
    for (const pdu of frame.pdus) {
      const direction = pdu.senders.has(ecu.path)
        ? 'SEND'
        : pdu.receivers.has(ecu.path)
          ? 'RECEIVE'
          : undefined;
      if (direction === undefined) continue;
      const controller = supported(frame, pdu, draft)
        ? controllerOf(ecu, frame, pdu, draft)
        : undefined;
      if (controller === undefined) {
        com.isIncomplete = true;
        continue;
      }
      if (!controllers.has(controller.shortName)) {
        controllers.add(controller.shortName);
        addController(controller.shortName, frame.cluster, draft);
      }
      addPdu(frame, pdu, direction, controller.shortName, { names, deadlines }, draft);
      if (direction === 'RECEIVE' && pdu.pdu.kind === 'I-SIGNAL-I-PDU') received.push(pdu.pdu);
    }
  }
  refuseFilters(received, ecu, draft);
}

function supported(frame: MatrixFrame, pdu: MatrixPdu, draft: PlanDraft): boolean {
  const { diagnostics } = draft;
  if (frame.fd || (frame.frame.lengthBytes ?? 0) > 8) {
    diagnostics.report('can-fd-unsupported', frame.triggering, { frame: frame.frame.path });
    return false;
  }
  if (frame.pdus.length > 1 || pdu.offsetBytes > 0) {
    diagnostics.report('frame-several-pdus', frame.frame, { frame: frame.frame.path });
    return false;
  }
  if (pdu.mapping.updateIndicationBitPosition !== undefined) {
    diagnostics.report('construct-unsupported', pdu.mapping, {
      where: pdu.mapping.path,
      what: 'update bit of a PDU',
    });
  }
  if (pdu.pdu.kind !== 'I-SIGNAL-I-PDU') {
    diagnostics.report('pdu-kind-unsupported', pdu.pdu, { pdu: pdu.pdu.path, kind: pdu.pdu.kind });
    return false;
  }
  return true;
}

/** The controller of the connector that has the ECU's port of the frame or of its PDU. */
function controllerOf(
  ecu: Elements['ECU-INSTANCE'],
  frame: MatrixFrame,
  { pdu }: MatrixPdu,
  draft: PlanDraft,
): Elements['CAN-COMMUNICATION-CONTROLLER'] | undefined {
  const ports = [
    ...frame.triggering.framePorts,
    ...frame.cluster.channels
      .flatMap((channel) => channel.pduTriggerings)
      .filter((triggering) => triggering.pdu?.path === pdu.path)
      .flatMap((triggering) => triggering.iPduPorts),
  ];
  const connector =
    ecu.connectors.find((c) => ports.some((port) => port.path.startsWith(`${c.path}/`))) ??
    connectorWithoutPort(ecu, frame);
  if (connector === undefined) {
    const [only, ...others] = ecu.controllers;
    if (ecu.connectors.length === 0 && only !== undefined && others.length === 0) return only;
    const missing = `connector to the channel of ${frame.triggering.path}`;
    draft.diagnostics.report('element-incomplete', ecu, { path: ecu.path, missing });
    return undefined;
  }
  if (connector.controller !== undefined || ecu.controllers.length === 0) {
    return referenced(connector, draft);
  }
  return ecu.controllers[0];
}

/** Where only an I-PDU group says that the ECU takes part: its connector on the frame's channel. */
function connectorWithoutPort(
  ecu: Elements['ECU-INSTANCE'],
  { cluster, triggering }: MatrixFrame,
): Elements['CAN-COMMUNICATION-CONNECTOR'] | undefined {
  const onChannel = cluster.channels
    .filter((channel) => channel.frameTriggerings.includes(triggering))
    .flatMap((channel) => channel.connectors.map((reference) => reference.path));
  return ecu.connectors.find(({ path }) => onChannel.includes(path));
}

function referenced(connector: Elements['CAN-COMMUNICATION-CONNECTOR'], draft: PlanDraft) {
  const { diagnostics, system } = draft;
  if (connector.controller === undefined) {
    const missing = 'COMM-CONTROLLER-REF';
    diagnostics.report('element-incomplete', connector, { path: connector.path, missing });
  }
  return system.model.resolve(connector.controller, diagnostics);
}

function addController(name: string, cluster: Elements['CAN-CLUSTER'], draft: PlanDraft): void {
  const bitRate = cluster.baudrate ?? cluster.speed;
  draft.com.can.controllers.push({
    name,
    cluster: cluster.shortName,
    ...(bitRate === undefined ? {} : { bitRate }),
    rxProcessing: 'INTERRUPT',
    txProcessing: 'INTERRUPT',
    mainFunctionReadPeriodNs: 0,
    mainFunctionWritePeriodNs: 0,
    txHardwareObjects: assumedTxHardwareObjects,
  });
}

/** What all PDUs of an ECU look into. */
interface Tables {
  readonly names: CIdentifiers;
  readonly deadlines: PortDeadlines;
}

function addPdu(
  frame: MatrixFrame,
  matrixPdu: MatrixPdu,
  direction: 'SEND' | 'RECEIVE',
  controller: string,
  tables: Tables,
  draft: PlanDraft,
): void {
  const { names } = tables;
  const { com, diagnostics } = draft;
  const pdu = matrixPdu.pdu as Elements['I-SIGNAL-I-PDU'];
  const name = names.unique(pdu.shortName, `${frame.triggering.shortName}_${pdu.shortName}`);
  const lengthBytes = pdu.lengthBytes ?? frame.frame.lengthBytes;
  if (lengthBytes === undefined) {
    diagnostics.report('element-incomplete', pdu, { path: pdu.path, missing: 'LENGTH' });
    return;
  }
  reportUnsupported(pdu, draft);
  reportUnsupported(frame.triggering, draft);
  const iPdu: IPduDraft = {
    name,
    direction,
    lengthBytes,
    signalProcessing: matrixPdu.signalProcessing ?? 'DEFERRED',
    unusedAreasDefault: direction === 'SEND' ? (pdu.unusedBitPattern ?? 0) : 0,
    txMode: direction === 'SEND' ? txModeOf(pdu, draft) : undefined,
    source: pdu.path,
    at: pdu,
  };
  com.iPdus.push(iPdu);
  addSignals(pdu, iPdu, tables, draft);
  const canIfPdu = {
    name,
    canId: frame.canId,
    extended: frame.extended,
    lengthBytes: frame.frame.lengthBytes ?? lengthBytes,
    controller,
  };
  com.identifiers.set(name, frame.triggering);
  if (direction === 'SEND') {
    com.canIf.txPdus.push({ ...canIfPdu, lengthBytes, buffered: true });
    com.pduR.transmit.push({ comIPdu: name, canIfTxPdu: name });
  } else {
    com.canIf.rxPdus.push({ ...canIfPdu, lengthBytes });
    com.pduR.receive.push({ canIfRxPdu: name, comIPdu: name });
  }
}

function addSignals(
  pdu: Elements['I-SIGNAL-I-PDU'],
  iPdu: IPduDraft,
  { names, deadlines }: Tables,
  draft: PlanDraft,
): void {
  const { com, diagnostics, system } = draft;
  const groupOf = new Map<string, SignalGroupDraft>();
  for (const mapping of pdu.signalMappings) {
    const iSignalGroup = system.model.resolve(mapping.iSignalGroup, diagnostics);
    if (iSignalGroup === undefined) continue;
    const groupName = names.unique(
      iSignalGroup.shortName,
      `${iPdu.name}_${iSignalGroup.shortName}`,
    );
    const group: SignalGroupDraft = {
      name: groupName,
      iPdu,
      transferProperty: transferProperty(mapping.transferProperty, iPdu),
      systemSignalGroup: iSignalGroup.systemSignalGroup?.path,
      source: mapping.path,
      path: draft.ecucPath('Com/ComConfig', groupName),
      deadline: deadlines.of(iSignalGroup, iPdu),
      callbacks: {},
      at: mapping,
    };
    com.signalGroups.push(group);
    for (const reference of iSignalGroup.iSignals) groupOf.set(reference.path, group);
    reportUnsupported(iSignalGroup, draft);
  }
  for (const signal of pduSignals(pdu, system.model, diagnostics)) {
    const { iSignal, mapping } = signal;
    const signalGroup = groupOf.get(iSignal.path);
    if (mapping.updateIndicationBitPosition !== undefined) {
      diagnostics.report('construct-unsupported', mapping, {
        where: mapping.path,
        what: 'update bit',
      });
    }
    reportUnsupported(iSignal, draft);
    const systemSignal = system.model.find(iSignal.systemSignal);
    if (systemSignal?.dynamicLength) {
      diagnostics.report('construct-unsupported', systemSignal, {
        where: systemSignal.path,
        what: 'dynamic length',
      });
    }
    const name = names.unique(iSignal.shortName, `${iPdu.name}_${iSignal.shortName}`);
    com.signals.push({
      name,
      iPdu,
      signalGroup,
      startPosition: signal.startPosition,
      lengthBits: signal.lengthBits,
      byteOrder: signal.byteOrder,
      type: undefined,
      networkType: signal.baseType,
      transferProperty: transferProperty(
        mapping.transferProperty ?? signalGroup?.transferProperty,
        iPdu,
      ),
      initValue: undefined,
      substitutionValue: undefined,
      initSpecification: iSignal.initValue,
      systemSignal: iSignal.systemSignal?.path,
      source: mapping.path,
      path: `${signalGroup?.path ?? draft.ecucPath('Com', 'ComConfig')}/${name}`,
      deadline:
        signalGroup === undefined ? deadlines.of(iSignal, iPdu) : deadlines.inGroup(iSignal, iPdu),
      callbacks: {},
      at: mapping,
    });
  }
}

/** Filters of the ECU's own signal ports: COM drops what they do not let through. */
function refuseFilters(
  received: readonly Elements['I-SIGNAL-I-PDU'][],
  ecu: Elements['ECU-INSTANCE'],
  draft: PlanDraft,
): void {
  const filters = new Map<string, { at: Position; filter: string }>();
  for (const port of ecu.connectors.flatMap((connector) => connector.ports)) {
    if (port.kind !== 'I-SIGNAL-PORT' || port.direction === 'OUT') continue;
    const filter = port.filterType ?? 'ALWAYS';
    if (filter !== 'ALWAYS') filters.set(port.path, { at: port, filter });
  }
  if (filters.size === 0) return;
  const signals = new Set(
    received.flatMap((pdu) => pdu.signalMappings.map((mapping) => mapping.iSignal?.path)),
  );
  const ports = [...new Set(draft.system.matrix.map((frame) => frame.cluster))]
    .flatMap((cluster) => cluster.channels)
    .flatMap((channel) => channel.iSignalTriggerings)
    .filter((triggering) => signals.has(triggering.iSignal?.path))
    .flatMap((triggering) => triggering.iSignalPorts);
  for (const { path } of ports) {
    const found = filters.get(path);
    if (found === undefined) continue;
    draft.diagnostics.report('construct-unsupported', found.at, {
      where: path,
      what: `filter ${found.filter}`,
    });
  }
}

function reportUnsupported(
  element: Elements['I-SIGNAL' | 'I-SIGNAL-GROUP' | 'I-SIGNAL-I-PDU' | 'CAN-FRAME-TRIGGERING'],
  draft: PlanDraft,
): void {
  for (const construct of element.unsupported) {
    draft.diagnostics.report('construct-unsupported', construct, {
      where: element.path,
      what: construct.what,
    });
  }
}
