/** The COM stack of an ECU from its ECUC values: Com, EcuC, PduR, CanIf, Can. */
import { parseNumber } from '../../model/literals.ts';
import { rteComCallback, rteComRxTimeout, rteComTxTimeout } from '../../plan/api-names.ts';
import type { BaseTypeName, TxModePlan } from '../../plan/rte-plan.ts';
import { clustersOf } from '../../system/can-matrix.ts';
import type { EcucContainer } from '../../system/ecuc-values.ts';
import type { IPduDraft, SignalDraft, SignalGroupDraft } from '../com-draft.ts';
import type { PlanDraft } from '../draft.ts';
import { deadlineFromEcuc, noDeadlineFromEcuc, substitutionText } from './deadlines.ts';

export function comFromEcuc(draft: PlanDraft): void {
  const { com } = draft;
  const { ecuc } = draft.system;
  com.assumed = false;
  const timeBase = ecuc.deep('Com', 'ComTimeBase')[0];
  com.txTimeBaseNs = timeBase?.secondsNs('ComTxTimeBase') ?? com.txTimeBaseNs;
  com.rxTimeBaseNs = timeBase?.secondsNs('ComRxTimeBase') ?? com.rxTimeBaseNs;
  const signalContainers = new Map<string, EcucContainer>();
  const groupContainers = new Map<string, EcucContainer>();
  for (const c of ecuc.deep('Com', 'ComSignal')) signalContainers.set(c.path, c);
  for (const c of ecuc.deep('Com', 'ComSignalGroup')) groupContainers.set(c.path, c);
  for (const container of ecuc.deep('Com', 'ComIPdu')) {
    const iPdu = iPduOf(container, draft);
    if (iPdu === undefined) continue;
    com.iPdus.push(iPdu);
    for (const reference of container.references('ComIPduSignalRef')) {
      const signal = signalContainers.get(reference.path);
      if (signal === undefined) draft.system.model.resolve(reference, draft.diagnostics);
      else addSignal(signal, iPdu, undefined, draft);
    }
    for (const reference of container.references('ComIPduSignalGroupRef')) {
      const group = groupContainers.get(reference.path);
      if (group === undefined) draft.system.model.resolve(reference, draft.diagnostics);
      else addGroup(group, iPdu, draft);
    }
    link(container, iPdu, draft);
  }
  addControllers(draft);
}

function iPduOf(container: EcucContainer, draft: PlanDraft): IPduDraft | undefined {
  const direction = container.text('ComIPduDirection');
  if (direction !== 'SEND' && direction !== 'RECEIVE') {
    draft.diagnostics.report('ecuc-parameter-missing', container.element, {
      container: container.path,
      parameter: 'ComIPduDirection',
    });
    return undefined;
  }
  const ecucPdu = pduOf(container, 'ComPduIdRef', draft);
  const length = ecucPdu?.number('PduLength');
  if (length === undefined) {
    draft.diagnostics.report('ecuc-parameter-missing', container.element, {
      container: ecucPdu?.path ?? container.path,
      parameter: ecucPdu === undefined ? 'ComPduIdRef' : 'PduLength',
    });
    return undefined;
  }
  const tx = container.child('ComTxIPdu');
  if ((tx?.secondsNs('ComMinimumDelayTime') ?? 0) > 0) {
    refuse(container, 'ComMinimumDelayTime', 'minimum delay time', draft);
  }
  return {
    name: container.name,
    direction,
    lengthBytes: length,
    signalProcessing:
      container.text('ComIPduSignalProcessing') === 'IMMEDIATE' ? 'IMMEDIATE' : 'DEFERRED',
    unusedAreasDefault: tx?.number('ComTxIPduUnusedAreasDefault') ?? 0,
    txMode: direction === 'SEND' ? txModeOf(tx) : undefined,
    source: container.path,
    at: container.element,
  };
}

function txModeOf(tx: EcucContainer | undefined): TxModePlan {
  const mode = tx?.child('ComTxModeTrue')?.child('ComTxMode');
  const direct = {
    repetitions: mode?.number('ComTxModeNumberOfRepetitions') ?? 0,
    repetitionPeriodNs: mode?.secondsNs('ComTxModeRepetitionPeriod') ?? 0,
  };
  const periodic = {
    periodNs: mode?.secondsNs('ComTxModeTimePeriod') ?? 0,
    offsetNs: mode?.secondsNs('ComTxModeTimeOffset') ?? 0,
  };
  switch (mode?.text('ComTxModeMode')) {
    case 'DIRECT':
      return { mode: 'DIRECT', ...direct };
    case 'PERIODIC':
      return { mode: 'PERIODIC', ...periodic };
    case 'MIXED':
      return { mode: 'MIXED', ...direct, ...periodic };
    default:
      return { mode: 'NONE' };
  }
}

const signalTypes: Readonly<Record<string, BaseTypeName | 'bytes'>> = {
  BOOLEAN: 'boolean',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  SINT8: 'sint8',
  SINT16: 'sint16',
  SINT32: 'sint32',
  SINT64: 'sint64',
  FLOAT32: 'float32',
  FLOAT64: 'float64',
  UINT8_N: 'bytes',
};

function addSignal(
  container: EcucContainer,
  iPdu: IPduDraft,
  signalGroup: SignalGroupDraft | undefined,
  draft: PlanDraft,
): void {
  const type = signalTypes[container.text('ComSignalType') ?? ''];
  const bits = container.number('ComBitSize') ?? (container.number('ComSignalLength') ?? 0) * 8;
  const startPosition = container.number('ComBitPosition');
  if (startPosition === undefined || bits === 0) {
    draft.diagnostics.report('ecuc-parameter-missing', container.element, {
      container: container.path,
      parameter: startPosition === undefined ? 'ComBitPosition' : 'ComBitSize',
    });
    return;
  }
  if (container.number('ComUpdateBitPosition') !== undefined) {
    refuse(container, 'ComUpdateBitPosition', 'update bit', draft);
  }
  const filter = container.child('ComFilter')?.text('ComFilterAlgorithm') ?? 'ALWAYS';
  if (filter !== 'ALWAYS') refuse(container, 'ComFilter', `filter ${filter}`, draft);
  const { model } = draft.system;
  const mapping = model.find({
    ...(container.reference('ComSystemTemplateSystemSignalRef') ?? noReference(container)),
    kinds: ['I-SIGNAL-TO-I-PDU-MAPPING'],
  });
  const init = container.text('ComSignalInitValue');
  const deadline =
    signalGroup === undefined
      ? deadlineFromEcuc(container, iPdu, draft)
      : noDeadlineFromEcuc(container, draft);
  const substitution = substitutionText(container, signalGroup?.deadline ?? deadline, draft);
  const signal: SignalDraft = {
    name: container.name,
    iPdu,
    signalGroup,
    startPosition,
    lengthBits: bits,
    byteOrder: byteOrderOf(container.text('ComSignalEndianness')),
    type,
    networkType: undefined,
    transferProperty:
      container.text('ComTransferProperty') ?? signalGroup?.transferProperty ?? 'PENDING',
    initValue: init === undefined ? undefined : initValue(init, type),
    substitutionValue: substitution === undefined ? undefined : initValue(substitution, type),
    initSpecification: undefined,
    systemSignal: model.find(mapping?.iSignal)?.systemSignal?.path,
    source: mapping?.path ?? container.path,
    path: container.path,
    deadline,
    callbacks: {},
    at: container.element,
  };
  draft.com.signals.push(signal);
  keepOwnCallbacks(container, signal, draft);
}

function initValue(text: string, type: BaseTypeName | 'bytes' | undefined) {
  if (type === 'uint64' || type === 'sint64') return text;
  if (type === 'bytes') return text.split(/[\s,]+/).map((byte) => parseNumber(byte) ?? 0);
  return parseNumber(text) ?? 0;
}

function byteOrderOf(endianness: string | undefined): SignalDraft['byteOrder'] {
  if (endianness === 'BIG_ENDIAN') return 'big-endian';
  return endianness === 'OPAQUE' ? 'opaque' : 'little-endian';
}

function addGroup(container: EcucContainer, iPdu: IPduDraft, draft: PlanDraft): void {
  const { model } = draft.system;
  const mapping = model.find({
    ...(container.reference('ComSystemTemplateSignalGroupRef') ?? noReference(container)),
    kinds: ['I-SIGNAL-TO-I-PDU-MAPPING'],
  });
  const group: SignalGroupDraft = {
    name: container.name,
    iPdu,
    transferProperty: container.text('ComTransferProperty') ?? 'PENDING',
    systemSignalGroup: model.find(mapping?.iSignalGroup)?.systemSignalGroup?.path,
    source: mapping?.path ?? container.path,
    path: container.path,
    deadline: deadlineFromEcuc(container, iPdu, draft),
    callbacks: {},
    at: container.element,
  };
  draft.com.signalGroups.push(group);
  for (const signal of container.children('ComGroupSignal')) addSignal(signal, iPdu, group, draft);
}

/** Call-backs that the configuration names and that carry our names must exist, needed or not. */
function keepOwnCallbacks(container: EcucContainer, signal: SignalDraft, draft: PlanDraft): void {
  const keep = (kind: keyof SignalDraft['callbacks'], parameter: string, own: string) => {
    if (container.text(parameter) !== own) return;
    draft.callback(own, signal.name);
    signal.callbacks[kind] = own;
  };
  const { name } = signal;
  keep('notification', 'ComNotification', rteComCallback(name));
  keep(
    'timeoutNotification',
    'ComTimeoutNotification',
    signal.iPdu.direction === 'RECEIVE' ? rteComRxTimeout(name) : rteComTxTimeout(name),
  );
}

// ---- links down to the bus ------------------------------------------------------------------------

/** The EcuC PDU that a reference of a container names. */
function pduOf(
  container: EcucContainer,
  definition: string,
  draft: PlanDraft,
): EcucContainer | undefined {
  const path = container.reference(definition)?.path;
  return draft.system.ecuc.deep('EcuC', 'Pdu').find((pdu) => pdu.path === path);
}

/** Com and CanIf meet at a global PDU, directly or through a PduR routing path. */
function link(container: EcucContainer, iPdu: IPduDraft, draft: PlanDraft): void {
  const { com } = draft;
  const own = container.reference('ComPduIdRef')?.path;
  const transmit = iPdu.direction === 'SEND';
  const reachable = new Set([own, ...routedTo(own, transmit, draft)]);
  const definition = transmit ? 'CanIfTxPduCfg' : 'CanIfRxPduCfg';
  const canIfPdu = draft.system.ecuc
    .deep('CanIf', definition)
    .find((c) => reachable.has(c.reference(transmit ? 'CanIfTxPduRef' : 'CanIfRxPduRef')?.path));
  if (canIfPdu === undefined) {
    draft.diagnostics.report('pdu-unlinked', container.element, { pdu: container.path });
    return;
  }
  const prefix = transmit ? 'CanIfTxPdu' : 'CanIfRxPdu';
  const canId = canIfPdu.number(`${prefix}CanId`);
  if (canId === undefined) {
    draft.diagnostics.report('ecuc-parameter-missing', canIfPdu.element, {
      container: canIfPdu.path,
      parameter: `${prefix}CanId`,
    });
    return;
  }
  const idType = canIfPdu.text(`${prefix}CanIdType`) ?? 'STANDARD_CAN';
  if (idType.includes('FD')) {
    draft.diagnostics.report('can-fd-unsupported', canIfPdu.at(`${prefix}CanIdType`), {
      frame: canIfPdu.path,
    });
    return;
  }
  const pdu = {
    name: canIfPdu.name,
    canId,
    extended: idType.startsWith('EXTENDED'),
    lengthBytes: canIfPdu.number(`${prefix}Dlc`) ?? iPdu.lengthBytes,
    controller: controllerOf(canIfPdu, transmit, draft),
  };
  com.identifiers.set(pdu.name, canIfPdu.element);
  if (transmit) {
    const buffer = canIfPdu.reference('CanIfTxPduBufferRef')?.path;
    const size = draft.system.ecuc
      .deep('CanIf', 'CanIfBufferCfg')
      .find((b) => b.path === buffer)
      ?.number('CanIfBufferSize');
    com.canIf.txPdus.push({ ...pdu, buffered: (size ?? 0) > 0 });
    com.pduR.transmit.push({ comIPdu: iPdu.name, canIfTxPdu: pdu.name });
  } else {
    com.canIf.rxPdus.push(pdu);
    com.pduR.receive.push({ canIfRxPdu: pdu.name, comIPdu: iPdu.name });
  }
}

/** Global PDUs at the other end of the routing paths of `pdu`. */
function routedTo(pdu: string | undefined, transmit: boolean, draft: PlanDraft): readonly string[] {
  const found: string[] = [];
  for (const path of draft.system.ecuc.deep('PduR', 'PduRRoutingPath')) {
    const source = path.child('PduRSrcPdu')?.reference('PduRSrcPduRef')?.path;
    const destinations = path
      .children('PduRDestPdu')
      .map((d) => d.reference('PduRDestPduRef')?.path)
      .filter((d) => d !== undefined);
    if (transmit && source === pdu) found.push(...destinations);
    if (!transmit && pdu !== undefined && destinations.includes(pdu) && source !== undefined)
      found.push(source);
  }
  return found;
}

/** Through the hardware object handle; with one controller, that one. */
function controllerOf(canIfPdu: EcucContainer, transmit: boolean, draft: PlanDraft): string {
  const { ecuc } = draft.system;
  const controllers = ecuc.deep('Can', 'CanController');
  const buffer = ecuc
    .deep('CanIf', 'CanIfBufferCfg')
    .find((b) => b.path === canIfPdu.reference('CanIfTxPduBufferRef')?.path);
  const handle = transmit
    ? buffer?.reference('CanIfBufferHthRef')?.path
    : (canIfPdu.reference('CanIfRxPduHrhIdRef')?.path ??
      canIfPdu.reference('CanIfRxPduHrhRef')?.path);
  const hoh = [...ecuc.deep('CanIf', 'CanIfHthCfg'), ...ecuc.deep('CanIf', 'CanIfHrhCfg')].find(
    (h) => h.path === handle,
  );
  const canIfController = ecuc
    .deep('CanIf', 'CanIfCtrlCfg')
    .find(
      (c) =>
        c.path === hoh?.reference(transmit ? 'CanIfHthCanCtrlIdRef' : 'CanIfHrhCanCtrlIdRef')?.path,
    );
  const path = canIfController?.reference('CanIfCtrlCanCtrlRef')?.path;
  return (controllers.find((c) => c.path === path) ?? controllers[0])?.name ?? 'CanController';
}

function addControllers(draft: PlanDraft): void {
  const { ecuc } = draft.system;
  const { com } = draft;
  const periods = ecuc.deep('Can', 'CanMainFunctionRWPeriods')[0];
  const used = new Set([...com.canIf.txPdus, ...com.canIf.rxPdus].map((pdu) => pdu.controller));
  const containers = ecuc.deep('Can', 'CanController');
  const { ecuInstance, model } = draft.system;
  // ECUC has no word for the bus; a controller named as in the system description is that one.
  const clusters = ecuInstance === undefined ? undefined : clustersOf(ecuInstance, model);
  for (const name of [...used].sort()) {
    const controller = containers.find((c) => c.name === name);
    const baudrate =
      controller
        ?.children('CanControllerBaudrateConfig')
        .find((b) => b.path === controller.reference('CanControllerDefaultBaudrate')?.path) ??
      controller?.child('CanControllerBaudrateConfig');
    const kbit = baudrate?.number('CanControllerBaudRate');
    const cluster = clusters?.get(name)?.shortName;
    const mailboxes = ecuc
      .deep('Can', 'CanHardwareObject')
      .filter(
        (h) =>
          h.text('CanObjectType') === 'TRANSMIT' &&
          h.reference('CanControllerRef')?.path === controller?.path,
      ).length;
    com.can.controllers.push({
      name,
      ...(cluster === undefined ? {} : { cluster }),
      ...(kbit === undefined ? {} : { bitRate: kbit * 1000 }),
      rxProcessing: processing(controller?.text('CanRxProcessing')),
      txProcessing: processing(controller?.text('CanTxProcessing')),
      mainFunctionReadPeriodNs: periods?.secondsNs('CanMainFunctionReadPeriod') ?? 0,
      mainFunctionWritePeriodNs: periods?.secondsNs('CanMainFunctionWritePeriod') ?? 0,
      txHardwareObjects: Math.max(1, mailboxes),
    });
  }
}

function processing(text: string | undefined): 'INTERRUPT' | 'POLLING' {
  return text === 'POLLING' ? 'POLLING' : 'INTERRUPT';
}

function refuse(container: EcucContainer, parameter: string, what: string, draft: PlanDraft): void {
  draft.diagnostics.report('construct-unsupported', container.at(parameter), {
    where: container.path,
    what,
  });
}

function noReference(container: EcucContainer) {
  return {
    path: '',
    dest: '',
    kinds: [],
    file: container.element.file,
    offset: container.element.offset,
  };
}
