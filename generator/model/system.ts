/** System template: the system, its mappings, ECU instances. */
import { portPrototypes } from './components.ts';
import { child, children, element, reference, references, seconds, text } from './declare.ts';

export const System = element(
  'SYSTEM',
  {
    category: text('CATEGORY'),
    fibexElements: references(
      'FIBEX-ELEMENTS/FIBEX-ELEMENT-REF-CONDITIONAL/FIBEX-ELEMENT-REF',
      'ECU-INSTANCE',
    ),
    mappings: children('MAPPINGS', 'SYSTEM-MAPPING'),
    rootCompositions: children('ROOT-SOFTWARE-COMPOSITIONS', 'ROOT-SW-COMPOSITION-PROTOTYPE'),
  },
  {
    ignored: [
      'SYSTEM-VERSION',
      'ECU-EXTRACT-VERSION',
      'PNC-VECTOR-LENGTH',
      'PNC-VECTOR-OFFSET',
      'SYSTEM-DOCUMENTATIONS',
      'CLIENT-ID-DEFINITION-SET-REFS',
    ],
  },
);

export const RootSwCompositionPrototype = element(
  'ROOT-SW-COMPOSITION-PROTOTYPE',
  { composition: reference('SOFTWARE-COMPOSITION-TREF', 'COMPOSITION-SW-COMPONENT-TYPE') },
  { ignored: ['FLAT-MAP-REF', 'CALIBRATION-PARAMETER-VALUE-SET-REFS'] },
);

export const SystemMapping = element(
  'SYSTEM-MAPPING',
  {
    dataMappings: children(
      'DATA-MAPPINGS',
      'SENDER-RECEIVER-TO-SIGNAL-MAPPING',
      'SENDER-RECEIVER-TO-SIGNAL-GROUP-MAPPING',
      'CLIENT-SERVER-TO-SIGNAL-MAPPING',
      'CLIENT-SERVER-TO-SIGNAL-GROUP-MAPPING',
      'TRIGGER-TO-SIGNAL-MAPPING',
    ),
    swMappings: children('SW-MAPPINGS', 'SWC-TO-ECU-MAPPING'),
  },
  {
    ignored: [
      'SW-IMPL-MAPPINGS',
      'ECU-RESOURCE-MAPPINGS',
      'MAPPING-CONSTRAINTS',
      'RESOURCE-ESTIMATIONS',
      'SIGNAL-PATH-CONSTRAINTS',
      'PNC-MAPPINGS',
    ],
  },
);

export const SwcToEcuMapping = element(
  'SWC-TO-ECU-MAPPING',
  {
    components: children('COMPONENT-IREFS', 'COMPONENT-IREF'),
    ecuInstance: reference('ECU-INSTANCE-REF', 'ECU-INSTANCE'),
  },
  { ignored: ['PARTITION-REF', 'CONTROLLED-HW-ELEMENT-REF', 'PROCESSING-UNIT-REF'] },
);

export const ComponentIref = element('COMPONENT-IREF', {
  rootComposition: reference('CONTEXT-COMPOSITION-REF', 'ROOT-SW-COMPOSITION-PROTOTYPE'),
  contextComponents: references('CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE'),
  component: reference('TARGET-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE'),
});

export const SenderReceiverToSignalMapping = element(
  'SENDER-RECEIVER-TO-SIGNAL-MAPPING',
  {
    dataElement: child('', 'DATA-ELEMENT-IREF'),
    systemSignal: reference('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL'),
  },
  {
    ignored: ['COMMUNICATION-DIRECTION', 'SENDER-TO-SIGNAL-TEXT-TABLE-MAPPING'],
    unsupported: {
      'SIGNAL-TO-RECEIVER-TEXT-TABLE-MAPPING': 'text table mapping between signal and data element',
    },
  },
);

export const SenderReceiverToSignalGroupMapping = element(
  'SENDER-RECEIVER-TO-SIGNAL-GROUP-MAPPING',
  {
    dataElement: child('', 'DATA-ELEMENT-IREF'),
    signalGroup: reference('SIGNAL-GROUP-REF', 'SYSTEM-SIGNAL-GROUP'),
    recordMapping: child('TYPE-MAPPING', 'SENDER-REC-RECORD-TYPE-MAPPING'),
    arrayMapping: child('TYPE-MAPPING', 'SENDER-REC-ARRAY-TYPE-MAPPING'),
  },
);

export const SenderRecRecordTypeMapping = element('SENDER-REC-RECORD-TYPE-MAPPING', {
  elements: children('RECORD-ELEMENT-MAPPINGS', 'SENDER-REC-RECORD-ELEMENT-MAPPING'),
});

export const SenderRecRecordElementMapping = element('SENDER-REC-RECORD-ELEMENT-MAPPING', {
  applicationElement: reference('APPLICATION-RECORD-ELEMENT-REF', 'APPLICATION-RECORD-ELEMENT'),
  implementationElement: reference(
    'IMPLEMENTATION-RECORD-ELEMENT-REF',
    'IMPLEMENTATION-DATA-TYPE-ELEMENT',
  ),
  systemSignal: reference('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL'),
  recordMapping: child('COMPLEX-TYPE-MAPPING', 'SENDER-REC-RECORD-TYPE-MAPPING'),
  arrayMapping: child('COMPLEX-TYPE-MAPPING', 'SENDER-REC-ARRAY-TYPE-MAPPING'),
});

export const SenderRecArrayTypeMapping = element('SENDER-REC-ARRAY-TYPE-MAPPING', {
  elements: children('ARRAY-ELEMENT-MAPPINGS', 'SENDER-REC-ARRAY-ELEMENT-MAPPING'),
});

export const SenderRecArrayElementMapping = element('SENDER-REC-ARRAY-ELEMENT-MAPPING', {
  index: text('INDEXED-ARRAY-ELEMENT/INDEX'),
  systemSignal: reference('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL'),
});

export const DataElementIref = element('DATA-ELEMENT-IREF', {
  rootComposition: reference('CONTEXT-COMPOSITION-REF', 'ROOT-SW-COMPOSITION-PROTOTYPE'),
  contextComponents: references('CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE'),
  port: reference('CONTEXT-PORT-REF', ...portPrototypes),
  dataElement: reference('TARGET-DATA-PROTOTYPE-REF', 'VARIABLE-DATA-PROTOTYPE'),
});

const mappingByName = <const T extends string>(tag: T, what: string) =>
  element(tag, { category: text('CATEGORY') }, { unsupported: { '*': what } });
export const ClientServerToSignalMapping = mappingByName(
  'CLIENT-SERVER-TO-SIGNAL-MAPPING',
  'client-server communication between ECUs',
);
export const ClientServerToSignalGroupMapping = mappingByName(
  'CLIENT-SERVER-TO-SIGNAL-GROUP-MAPPING',
  'client-server communication between ECUs',
);
export const TriggerToSignalMapping = mappingByName(
  'TRIGGER-TO-SIGNAL-MAPPING',
  'triggers between ECUs',
);

export const EcuInstance = element(
  'ECU-INSTANCE',
  {
    comRxTimeBaseNs: seconds('COM-CONFIGURATION-RX-TIME-BASE'),
    comTxTimeBaseNs: seconds('COM-CONFIGURATION-TX-TIME-BASE'),
    controllers: children('COMM-CONTROLLERS', 'CAN-COMMUNICATION-CONTROLLER'),
    connectors: children('CONNECTORS', 'CAN-COMMUNICATION-CONNECTOR'),
    pduGroups: references(
      'ASSOCIATED-COM-I-PDU-GROUP-REFS/ASSOCIATED-COM-I-PDU-GROUP-REF',
      'I-SIGNAL-I-PDU-GROUP',
    ),
  },
  {
    ignored: [
      'COM-CONFIGURATION-GW-TIME-BASE',
      'COM-ENABLE-MDT-FOR-CYCLIC-TRANSMISSION',
      'ASSOCIATED-I-PDU-GROUP-REFS',
      'ASSOCIATED-CONSUMED-PROVIDED-SERVICE-INSTANCE-GROUP-REFS',
      'ASSOCIATED-PDUR-I-PDU-GROUP-REFS',
      'DIAGNOSTIC-ADDRESS',
      'DIAGNOSTIC-PROPS',
      'ECU-INSTANCE-PROPS',
      'PARTITIONS',
      'PNC-PREPARE-SLEEP-TIMER',
      'PNC-NM-REQUEST',
      'SLEEP-MODE-SUPPORTED',
      'WAKE-UP-OVER-BUS-SUPPORTED',
      'V-2-X-SUPPORTED',
    ],
  },
);

export const CanCommunicationController = element(
  'CAN-COMMUNICATION-CONTROLLER',
  {},
  { ignored: ['CAN-COMMUNICATION-CONTROLLER-VARIANTS', 'WAKE-UP-BY-CONTROLLER-SUPPORTED'] },
);

export const CanCommunicationConnector = element(
  'CAN-COMMUNICATION-CONNECTOR',
  {
    controller: reference('COMM-CONTROLLER-REF', 'CAN-COMMUNICATION-CONTROLLER'),
    ports: children('ECU-COMM-PORT-INSTANCES', 'FRAME-PORT', 'I-PDU-PORT', 'I-SIGNAL-PORT'),
  },
  {
    ignored: [
      'PNC-WAKEUP-CAN-ID',
      'PNC-WAKEUP-CAN-ID-EXTENDED',
      'CREATE-ECU-WAKEUP-SOURCE',
      'PNC-GATEWAY-TYPE',
    ],
  },
);

const commPort = { direction: text('COMMUNICATION-DIRECTION') } as const;
export const FramePort = element('FRAME-PORT', commPort);
export const IPduPort = element(
  'I-PDU-PORT',
  { ...commPort, signalProcessing: text('I-PDU-SIGNAL-PROCESSING') },
  {
    ignored: [
      'RX-SECURITY-VERIFICATION',
      'USE-AUTH-DATA-FRESHNESS',
      'TIMESTAMP-RX-ACCEPTANCE-WINDOW',
    ],
  },
);
export const ISignalPort = element(
  'I-SIGNAL-PORT',
  {
    ...commPort,
    timeoutNs: seconds('TIMEOUT'),
    firstTimeoutNs: seconds('FIRST-TIMEOUT'),
    filterType: text('DATA-FILTER/DATA-FILTER-TYPE'),
  },
  { ignored: ['HANDLE-INVALID', 'DDS-QOS-PROFILE-REF'] },
);
