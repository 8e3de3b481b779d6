/** Software component template, chapters "Components", "Communication specification", "Compositions". */
import { valueSpecifications } from './constants.ts';
import { boolean, child, children, element, number, reference, seconds, text } from './declare.ts';
import { portInterfaces } from './port-interfaces.ts';

export const atomicComponentTypes = [
  'APPLICATION-SW-COMPONENT-TYPE',
  'SENSOR-ACTUATOR-SW-COMPONENT-TYPE',
  'SERVICE-SW-COMPONENT-TYPE',
  'ECU-ABSTRACTION-SW-COMPONENT-TYPE',
  'COMPLEX-DEVICE-DRIVER-SW-COMPONENT-TYPE',
  'SERVICE-PROXY-SW-COMPONENT-TYPE',
  'NV-BLOCK-SW-COMPONENT-TYPE',
] as const;

export const componentTypes = [
  ...atomicComponentTypes,
  'PARAMETER-SW-COMPONENT-TYPE',
  'COMPOSITION-SW-COMPONENT-TYPE',
] as const;

export const portPrototypes = [
  'P-PORT-PROTOTYPE',
  'R-PORT-PROTOTYPE',
  'PR-PORT-PROTOTYPE',
] as const;

const componentMembers = {
  category: text('CATEGORY'),
  ports: children('PORTS', ...portPrototypes),
} as const;

const atomicMembers = {
  ...componentMembers,
  internalBehaviors: children('INTERNAL-BEHAVIORS', 'SWC-INTERNAL-BEHAVIOR'),
} as const;

const ignored = {
  ignored: ['PORT-GROUPS', 'SYMBOL-PROPS', 'SW-COMPONENT-DOCUMENTATIONS', 'UNIT-GROUPS'],
};

export const ApplicationSwComponentType = element(
  'APPLICATION-SW-COMPONENT-TYPE',
  atomicMembers,
  ignored,
);
export const SensorActuatorSwComponentType = element(
  'SENSOR-ACTUATOR-SW-COMPONENT-TYPE',
  atomicMembers,
  { ignored: [...ignored.ignored, 'SENSOR-ACTUATOR-REF'] },
);
export const ServiceSwComponentType = element('SERVICE-SW-COMPONENT-TYPE', atomicMembers, ignored);
export const EcuAbstractionSwComponentType = element(
  'ECU-ABSTRACTION-SW-COMPONENT-TYPE',
  atomicMembers,
  { ignored: [...ignored.ignored, 'HARDWARE-ELEMENT-REFS'] },
);
export const ComplexDeviceDriverSwComponentType = element(
  'COMPLEX-DEVICE-DRIVER-SW-COMPONENT-TYPE',
  atomicMembers,
  { ignored: [...ignored.ignored, 'HARDWARE-ELEMENT-REFS'] },
);
export const ServiceProxySwComponentType = element(
  'SERVICE-PROXY-SW-COMPONENT-TYPE',
  atomicMembers,
  ignored,
);
export const NvBlockSwComponentType = element('NV-BLOCK-SW-COMPONENT-TYPE', atomicMembers, {
  ...ignored,
  unsupported: { 'NV-BLOCK-DESCRIPTORS': 'NV block descriptors' },
});
export const ParameterSwComponentType = element(
  'PARAMETER-SW-COMPONENT-TYPE',
  componentMembers,
  ignored,
);

export const CompositionSwComponentType = element(
  'COMPOSITION-SW-COMPONENT-TYPE',
  {
    ...componentMembers,
    components: children('COMPONENTS', 'SW-COMPONENT-PROTOTYPE'),
    connectors: children(
      'CONNECTORS',
      'ASSEMBLY-SW-CONNECTOR',
      'DELEGATION-SW-CONNECTOR',
      'PASS-THROUGH-SW-CONNECTOR',
    ),
  },
  { ignored: [...ignored.ignored, 'CONSTANT-VALUE-MAPPING-REFS', 'DATA-TYPE-MAPPING-REFS'] },
);

export const SwComponentPrototype = element('SW-COMPONENT-PROTOTYPE', {
  type: reference('TYPE-TREF', ...componentTypes),
});

// ---- ports ----------------------------------------------------------------------------------------

export const senderComSpecs = ['NONQUEUED-SENDER-COM-SPEC', 'QUEUED-SENDER-COM-SPEC'] as const;
export const receiverComSpecs = [
  'NONQUEUED-RECEIVER-COM-SPEC',
  'QUEUED-RECEIVER-COM-SPEC',
] as const;
const providedComSpecs = [
  ...senderComSpecs,
  'SERVER-COM-SPEC',
  'MODE-SWITCH-SENDER-COM-SPEC',
  'PARAMETER-PROVIDE-COM-SPEC',
  'NV-PROVIDE-COM-SPEC',
] as const;
const requiredComSpecs = [
  ...receiverComSpecs,
  'CLIENT-COM-SPEC',
  'MODE-SWITCH-RECEIVER-COM-SPEC',
  'PARAMETER-REQUIRE-COM-SPEC',
  'NV-REQUIRE-COM-SPEC',
] as const;

export const PPortPrototype = element('P-PORT-PROTOTYPE', {
  interface: reference('PROVIDED-INTERFACE-TREF', ...portInterfaces),
  providedComSpecs: children('PROVIDED-COM-SPECS', ...providedComSpecs),
});

export const RPortPrototype = element('R-PORT-PROTOTYPE', {
  interface: reference('REQUIRED-INTERFACE-TREF', ...portInterfaces),
  requiredComSpecs: children('REQUIRED-COM-SPECS', ...requiredComSpecs),
});

export const PRPortPrototype = element('PR-PORT-PROTOTYPE', {
  interface: reference('PROVIDED-REQUIRED-INTERFACE-TREF', ...portInterfaces),
  providedComSpecs: children('PROVIDED-COM-SPECS', ...providedComSpecs),
  requiredComSpecs: children('REQUIRED-COM-SPECS', ...requiredComSpecs),
});

const networkRepresentation = child(
  'NETWORK-REPRESENTATION/SW-DATA-DEF-PROPS-VARIANTS',
  'SW-DATA-DEF-PROPS-CONDITIONAL',
);

export const NonqueuedSenderComSpec = element(
  'NONQUEUED-SENDER-COM-SPEC',
  {
    dataElement: reference('DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE'),
    initValue: child('INIT-VALUE', ...valueSpecifications),
    transmissionAcknowledge: child('', 'TRANSMISSION-ACKNOWLEDGE'),
    usesEndToEndProtection: boolean('USES-END-TO-END-PROTECTION'),
    handleOutOfRange: text('HANDLE-OUT-OF-RANGE'),
    networkRepresentation,
  },
  {
    ignored: ['DATA-UPDATE-PERIOD'],
    unsupported: { 'COMPOSITE-NETWORK-REPRESENTATIONS': 'composite network representation' },
  },
);

export const TransmissionAcknowledge = element('TRANSMISSION-ACKNOWLEDGE', {
  timeoutNs: seconds('TIMEOUT'),
});

export const QueuedSenderComSpec = element(
  'QUEUED-SENDER-COM-SPEC',
  { dataElement: reference('DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE') },
  { ignored: ['HANDLE-OUT-OF-RANGE', 'USES-END-TO-END-PROTECTION', 'TRANSMISSION-ACKNOWLEDGE'] },
);

export const NonqueuedReceiverComSpec = element(
  'NONQUEUED-RECEIVER-COM-SPEC',
  {
    dataElement: reference('DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE'),
    initValue: child('INIT-VALUE', ...valueSpecifications),
    aliveTimeoutNs: seconds('ALIVE-TIMEOUT'),
    enableUpdate: boolean('ENABLE-UPDATE'),
    handleNeverReceived: boolean('HANDLE-NEVER-RECEIVED'),
    handleTimeoutType: text('HANDLE-TIMEOUT-TYPE'),
    timeoutSubstitutionValue: child('TIMEOUT-SUBSTITUTION-VALUE', ...valueSpecifications),
    usesEndToEndProtection: boolean('USES-END-TO-END-PROTECTION'),
    handleOutOfRange: text('HANDLE-OUT-OF-RANGE'),
    filterType: text('FILTER/DATA-FILTER-TYPE'),
    networkRepresentation,
  },
  {
    ignored: ['MAX-DELTA-COUNTER-INIT', 'MAX-NO-NEW-OR-REPEATED-DATA', 'SYNC-COUNTER-INIT'],
    unsupported: {
      'COMPOSITE-NETWORK-REPRESENTATIONS': 'composite network representation',
      'EXTERNAL-REPLACEMENT-REF': 'external replacement',
    },
  },
);

export const QueuedReceiverComSpec = element(
  'QUEUED-RECEIVER-COM-SPEC',
  {
    dataElement: reference('DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE'),
    queueLength: number('QUEUE-LENGTH'),
  },
  { ignored: ['HANDLE-OUT-OF-RANGE', 'USES-END-TO-END-PROTECTION'] },
);

export const ServerComSpec = element('SERVER-COM-SPEC', {
  operation: reference('OPERATION-REF', 'CLIENT-SERVER-OPERATION'),
  queueLength: number('QUEUE-LENGTH'),
});

export const ClientComSpec = element('CLIENT-COM-SPEC', {
  operation: reference('OPERATION-REF', 'CLIENT-SERVER-OPERATION'),
});

export const ModeSwitchSenderComSpec = element(
  'MODE-SWITCH-SENDER-COM-SPEC',
  { queueLength: number('QUEUE-LENGTH') },
  { ignored: ['MODE-GROUP-REF', 'ENHANCED-MODE-API', 'MODE-SWITCHED-ACK'] },
);
export const ModeSwitchReceiverComSpec = element(
  'MODE-SWITCH-RECEIVER-COM-SPEC',
  { supportsAsynchronousModeSwitch: boolean('SUPPORTS-ASYNCHRONOUS-MODE-SWITCH') },
  { ignored: ['MODE-GROUP-REF', 'ENHANCED-MODE-API'] },
);
export const ParameterProvideComSpec = element(
  'PARAMETER-PROVIDE-COM-SPEC',
  {},
  {
    ignored: ['INIT-VALUE', 'PARAMETER-REF'],
  },
);
export const ParameterRequireComSpec = element(
  'PARAMETER-REQUIRE-COM-SPEC',
  {},
  {
    ignored: ['INIT-VALUE', 'PARAMETER-REF'],
  },
);
export const NvProvideComSpec = element(
  'NV-PROVIDE-COM-SPEC',
  {},
  {
    ignored: ['RAM-BLOCK-INIT-VALUE', 'ROM-BLOCK-INIT-VALUE', 'VARIABLE-REF'],
  },
);
export const NvRequireComSpec = element(
  'NV-REQUIRE-COM-SPEC',
  {},
  {
    ignored: ['INIT-VALUE', 'VARIABLE-REF'],
  },
);

// ---- connectors -----------------------------------------------------------------------------------

export const AssemblySwConnector = element(
  'ASSEMBLY-SW-CONNECTOR',
  {
    providerComponent: reference('PROVIDER-IREF/CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE'),
    providerPort: reference(
      'PROVIDER-IREF/TARGET-P-PORT-REF',
      'P-PORT-PROTOTYPE',
      'PR-PORT-PROTOTYPE',
    ),
    requesterComponent: reference('REQUESTER-IREF/CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE'),
    requesterPort: reference(
      'REQUESTER-IREF/TARGET-R-PORT-REF',
      'R-PORT-PROTOTYPE',
      'PR-PORT-PROTOTYPE',
    ),
  },
  { unsupported: { 'MAPPING-REF': 'port interface mapping on a connector' } },
);

export const DelegationSwConnector = element(
  'DELEGATION-SW-CONNECTOR',
  {
    innerPComponent: reference(
      'INNER-PORT-IREF/P-PORT-IN-COMPOSITION-INSTANCE-REF/CONTEXT-COMPONENT-REF',
      'SW-COMPONENT-PROTOTYPE',
    ),
    innerPPort: reference(
      'INNER-PORT-IREF/P-PORT-IN-COMPOSITION-INSTANCE-REF/TARGET-P-PORT-REF',
      'P-PORT-PROTOTYPE',
      'PR-PORT-PROTOTYPE',
    ),
    innerRComponent: reference(
      'INNER-PORT-IREF/R-PORT-IN-COMPOSITION-INSTANCE-REF/CONTEXT-COMPONENT-REF',
      'SW-COMPONENT-PROTOTYPE',
    ),
    innerRPort: reference(
      'INNER-PORT-IREF/R-PORT-IN-COMPOSITION-INSTANCE-REF/TARGET-R-PORT-REF',
      'R-PORT-PROTOTYPE',
      'PR-PORT-PROTOTYPE',
    ),
    outerPort: reference('OUTER-PORT-REF', ...portPrototypes),
  },
  { unsupported: { 'MAPPING-REF': 'port interface mapping on a connector' } },
);

export const PassThroughSwConnector = element('PASS-THROUGH-SW-CONNECTOR', {
  providedOuterPort: reference('PROVIDED-OUTER-PORT-REF', ...portPrototypes),
  requiredOuterPort: reference('REQUIRED-OUTER-PORT-REF', ...portPrototypes),
});
