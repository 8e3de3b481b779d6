/** System template, chapters "Topology" and "Communication": cluster, frames, PDUs, signals. */
import { valueSpecifications } from './constants.ts';
import {
  boolean,
  child,
  children,
  element,
  number,
  reference,
  references,
  seconds,
  text,
} from './declare.ts';

/** PDUs that are known by name and length only: an ECU that sends or receives one is told. */
export const otherPdus = [
  'MULTIPLEXED-I-PDU',
  'CONTAINER-I-PDU',
  'SECURED-I-PDU',
  'NM-PDU',
  'N-PDU',
  'DCM-I-PDU',
  'GENERAL-PURPOSE-PDU',
  'GENERAL-PURPOSE-I-PDU',
  'USER-DEFINED-PDU',
  'USER-DEFINED-I-PDU',
] as const;
export const pdus = ['I-SIGNAL-I-PDU', ...otherPdus] as const;

const variant = 'CAN-CLUSTER-VARIANTS/CAN-CLUSTER-CONDITIONAL';

export const CanCluster = element(
  'CAN-CLUSTER',
  {
    baudrate: number(`${variant}/BAUDRATE`),
    speed: number(`${variant}/SPEED`),
    fdBaudrate: number(`${variant}/CAN-FD-BAUDRATE`),
    channels: children(`${variant}/PHYSICAL-CHANNELS`, 'CAN-PHYSICAL-CHANNEL'),
  },
  {
    ignored: [
      `${variant}/PROTOCOL-NAME`,
      `${variant}/PROTOCOL-VERSION`,
      `${variant}/BUS-OFF-RECOVERY`,
      `${variant}/CAN-CLUSTER-BUS-OFF-RECOVERY`,
      `${variant}/CAN-XL-BAUDRATE`,
    ],
  },
);

export const CanPhysicalChannel = element(
  'CAN-PHYSICAL-CHANNEL',
  {
    connectors: references(
      'COMM-CONNECTORS/COMMUNICATION-CONNECTOR-REF-CONDITIONAL/COMMUNICATION-CONNECTOR-REF',
      'CAN-COMMUNICATION-CONNECTOR',
    ),
    frameTriggerings: children('FRAME-TRIGGERINGS', 'CAN-FRAME-TRIGGERING'),
    pduTriggerings: children('PDU-TRIGGERINGS', 'PDU-TRIGGERING'),
    iSignalTriggerings: children('I-SIGNAL-TRIGGERINGS', 'I-SIGNAL-TRIGGERING'),
  },
  { ignored: ['MANAGED-PHYSICAL-CHANNEL-REFS'] },
);

export const CanFrameTriggering = element(
  'CAN-FRAME-TRIGGERING',
  {
    framePorts: references('FRAME-PORT-REFS/FRAME-PORT-REF', 'FRAME-PORT'),
    frame: reference('FRAME-REF', 'CAN-FRAME'),
    pduTriggerings: references(
      'PDU-TRIGGERINGS/PDU-TRIGGERING-REF-CONDITIONAL/PDU-TRIGGERING-REF',
      'PDU-TRIGGERING',
    ),
    addressingMode: text('CAN-ADDRESSING-MODE'),
    txBehavior: text('CAN-FRAME-TX-BEHAVIOR'),
    rxBehavior: text('CAN-FRAME-RX-BEHAVIOR'),
    identifier: number('IDENTIFIER'),
  },
  {
    ignored: [
      'CAN-FD-FRAME-SUPPORT',
      'J-1939REQUESTABLE',
      'ABSOLUTELY-SCHEDULED-TIMINGS',
      'RX-MASK',
    ],
    unsupported: { 'RX-IDENTIFIER-RANGE': 'reception of a range of identifiers' },
  },
);

export const CanFrame = element('CAN-FRAME', {
  lengthBytes: number('FRAME-LENGTH'),
  pduMappings: children('PDU-TO-FRAME-MAPPINGS', 'PDU-TO-FRAME-MAPPING'),
});

export const PduToFrameMapping = element('PDU-TO-FRAME-MAPPING', {
  packingByteOrder: text('PACKING-BYTE-ORDER'),
  pdu: reference('PDU-REF', ...pdus),
  startPosition: number('START-POSITION'),
  updateIndicationBitPosition: number('UPDATE-INDICATION-BIT-POSITION'),
});

export const PduTriggering = element(
  'PDU-TRIGGERING',
  {
    iPduPorts: references('I-PDU-PORT-REFS/I-PDU-PORT-REF', 'I-PDU-PORT'),
    pdu: reference('I-PDU-REF', ...pdus),
    iSignalTriggerings: references(
      'I-SIGNAL-TRIGGERINGS/I-SIGNAL-TRIGGERING-REF-CONDITIONAL/I-SIGNAL-TRIGGERING-REF',
      'I-SIGNAL-TRIGGERING',
    ),
  },
  {
    ignored: ['TRIGGER-I-PDU-SEND-CONDITIONS', 'SEC-OC-CRYPTO-MAPPING-REF'],
  },
);

export const ISignalTriggering = element('I-SIGNAL-TRIGGERING', {
  iSignalPorts: references('I-SIGNAL-PORT-REFS/I-SIGNAL-PORT-REF', 'I-SIGNAL-PORT'),
  iSignal: reference('I-SIGNAL-REF', 'I-SIGNAL'),
  iSignalGroup: reference('I-SIGNAL-GROUP-REF', 'I-SIGNAL-GROUP'),
});

export const ISignalIPdu = element(
  'I-SIGNAL-I-PDU',
  {
    lengthBytes: number('LENGTH'),
    timings: children('I-PDU-TIMING-SPECIFICATIONS', 'I-PDU-TIMING'),
    signalMappings: children('I-SIGNAL-TO-PDU-MAPPINGS', 'I-SIGNAL-TO-I-PDU-MAPPING'),
    unusedBitPattern: number('UNUSED-BIT-PATTERN'),
  },
  {
    ignored: ['CONTAINED-I-PDU-PROPS', 'HAS-DYNAMIC-LENGTH'],
    unsupported: { 'PDU-COUNTERS': 'I-PDU counter', 'PDU-REPLICATIONS': 'I-PDU replication' },
  },
);

export const ISignalIPduGroup = element(
  'I-SIGNAL-I-PDU-GROUP',
  {
    direction: text('COMMUNICATION-DIRECTION'),
    pdus: references(
      'I-SIGNAL-I-PDUS/I-SIGNAL-I-PDU-REF-CONDITIONAL/I-SIGNAL-I-PDU-REF',
      'I-SIGNAL-I-PDU',
    ),
    groups: references(
      'CONTAINED-I-SIGNAL-I-PDU-GROUP-REFS/CONTAINED-I-SIGNAL-I-PDU-GROUP-REF',
      'I-SIGNAL-I-PDU-GROUP',
    ),
  },
  { ignored: ['COMMUNICATION-MODE', 'NM-PDUS'] },
);

const otherPdu = <const T extends string>(tag: T) =>
  element(tag, { lengthBytes: number('LENGTH') }, { ignored: ['*'] });
export const MultiplexedIPdu = otherPdu('MULTIPLEXED-I-PDU');
export const ContainerIPdu = otherPdu('CONTAINER-I-PDU');
export const SecuredIPdu = otherPdu('SECURED-I-PDU');
export const NmPdu = otherPdu('NM-PDU');
export const NPdu = otherPdu('N-PDU');
export const DcmIPdu = otherPdu('DCM-I-PDU');
export const GeneralPurposePdu = otherPdu('GENERAL-PURPOSE-PDU');
export const GeneralPurposeIPdu = otherPdu('GENERAL-PURPOSE-I-PDU');
export const UserDefinedPdu = otherPdu('USER-DEFINED-PDU');
export const UserDefinedIPdu = otherPdu('USER-DEFINED-I-PDU');

export const ISignalToIPduMapping = element('I-SIGNAL-TO-I-PDU-MAPPING', {
  iSignal: reference('I-SIGNAL-REF', 'I-SIGNAL'),
  iSignalGroup: reference('I-SIGNAL-GROUP-REF', 'I-SIGNAL-GROUP'),
  packingByteOrder: text('PACKING-BYTE-ORDER'),
  startPosition: number('START-POSITION'),
  transferProperty: text('TRANSFER-PROPERTY'),
  updateIndicationBitPosition: number('UPDATE-INDICATION-BIT-POSITION'),
});

const declaration = 'TRANSMISSION-MODE-DECLARATION';

export const IPduTiming = element('I-PDU-TIMING', {
  minimumDelayNs: seconds('MINIMUM-DELAY'),
  conditions: children(
    `${declaration}/TRANSMISSION-MODE-CONDITIONS`,
    'TRANSMISSION-MODE-CONDITION',
  ),
  trueTiming: child(declaration, 'TRANSMISSION-MODE-TRUE-TIMING'),
  falseTiming: child(declaration, 'TRANSMISSION-MODE-FALSE-TIMING'),
  /** Older spelling: timings directly below the I-PDU timing. */
  cyclic: child('', 'CYCLIC-TIMING'),
  eventControlled: child('', 'EVENT-CONTROLLED-TIMING'),
});

export const TransmissionModeCondition = element('TRANSMISSION-MODE-CONDITION', {
  filterType: text('DATA-FILTER/DATA-FILTER-TYPE'),
  iSignalInIPdu: reference('I-SIGNAL-IN-I-PDU-REF', 'I-SIGNAL-TO-I-PDU-MAPPING'),
});

const timing = {
  cyclic: child('', 'CYCLIC-TIMING'),
  eventControlled: child('', 'EVENT-CONTROLLED-TIMING'),
} as const;
export const TransmissionModeTrueTiming = element('TRANSMISSION-MODE-TRUE-TIMING', timing);
export const TransmissionModeFalseTiming = element('TRANSMISSION-MODE-FALSE-TIMING', timing);

export const CyclicTiming = element('CYCLIC-TIMING', {
  offsetNs: seconds('TIME-OFFSET/VALUE'),
  periodNs: seconds('TIME-PERIOD/VALUE'),
});

export const EventControlledTiming = element('EVENT-CONTROLLED-TIMING', {
  repetitions: number('NUMBER-OF-REPETITIONS'),
  repetitionPeriodNs: seconds('REPETITION-PERIOD/VALUE'),
});

export const ISignal = element(
  'I-SIGNAL',
  {
    lengthBits: number('LENGTH'),
    initValue: child('INIT-VALUE', ...valueSpecifications),
    networkRepresentation: child(
      'NETWORK-REPRESENTATION-PROPS/SW-DATA-DEF-PROPS-VARIANTS',
      'SW-DATA-DEF-PROPS-CONDITIONAL',
    ),
    dataTypePolicy: text('DATA-TYPE-POLICY'),
    systemSignal: reference('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL'),
  },
  {
    ignored: ['I-SIGNAL-TYPE', 'TIMEOUT-SUBSTITUTION-VALUE', 'I-SIGNAL-PROPS'],
    unsupported: {
      'DATA-TRANSFORMATIONS': 'data transformation',
      'TRANSFORMATION-I-SIGNAL-PROPSS': 'data transformation',
    },
  },
);

export const ISignalGroup = element(
  'I-SIGNAL-GROUP',
  {
    iSignals: references('I-SIGNAL-REFS/I-SIGNAL-REF', 'I-SIGNAL'),
    systemSignalGroup: reference('SYSTEM-SIGNAL-GROUP-REF', 'SYSTEM-SIGNAL-GROUP'),
  },
  {
    unsupported: {
      'COM-BASED-SIGNAL-GROUP-TRANSFORMATIONS': 'data transformation',
      'TRANSFORMATION-I-SIGNAL-PROPSS': 'data transformation',
    },
  },
);

export const SystemSignal = element('SYSTEM-SIGNAL', {
  dynamicLength: boolean('DYNAMIC-LENGTH'),
  physicalProperties: child(
    'PHYSICAL-PROPS/SW-DATA-DEF-PROPS-VARIANTS',
    'SW-DATA-DEF-PROPS-CONDITIONAL',
  ),
});

export const SystemSignalGroup = element(
  'SYSTEM-SIGNAL-GROUP',
  {
    systemSignals: references('SYSTEM-SIGNAL-REFS/SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL'),
  },
  { ignored: ['TRANSFORMING-SYSTEM-SIGNAL-REF'] },
);
