/** Software component template, chapter "Internal behavior". */
import { valueSpecifications } from './constants.ts';
import {
  boolean,
  child,
  children,
  element,
  reference,
  references,
  seconds,
  text,
} from './declare.ts';

export const events = [
  'TIMING-EVENT',
  'INIT-EVENT',
  'BACKGROUND-EVENT',
  'DATA-RECEIVED-EVENT',
  'OPERATION-INVOKED-EVENT',
  'DATA-RECEIVE-ERROR-EVENT',
  'DATA-SEND-COMPLETED-EVENT',
  'DATA-WRITE-COMPLETED-EVENT',
  'ASYNCHRONOUS-SERVER-CALL-RETURNS-EVENT',
  'SWC-MODE-SWITCH-EVENT',
  'MODE-SWITCHED-ACK-EVENT',
  'SWC-MODE-MANAGER-ERROR-EVENT',
  'EXTERNAL-TRIGGER-OCCURRED-EVENT',
  'INTERNAL-TRIGGER-OCCURRED-EVENT',
  'TRANSFORMER-HARD-ERROR-EVENT',
  'OS-TASK-EXECUTION-EVENT',
] as const;

export const SwcInternalBehavior = element(
  'SWC-INTERNAL-BEHAVIOR',
  {
    dataTypeMappings: references(
      'DATA-TYPE-MAPPING-REFS/DATA-TYPE-MAPPING-REF',
      'DATA-TYPE-MAPPING-SET',
    ),
    events: children('EVENTS', ...events),
    runnables: children('RUNNABLES', 'RUNNABLE-ENTITY'),
    portApiOptions: children('PORT-API-OPTIONS', 'PORT-API-OPTION'),
    supportsMultipleInstantiation: boolean('SUPPORTS-MULTIPLE-INSTANTIATION'),
  },
  {
    unsupported: {
      'EXPLICIT-INTER-RUNNABLE-VARIABLES': 'inter-runnable variables',
      'IMPLICIT-INTER-RUNNABLE-VARIABLES': 'inter-runnable variables',
      'PER-INSTANCE-MEMORYS': 'per-instance memory',
      'AR-TYPED-PER-INSTANCE-MEMORYS': 'per-instance memory',
      'PER-INSTANCE-PARAMETERS': 'per-instance calibration parameters',
      'SHARED-PARAMETERS': 'shared calibration parameters',
      'STATIC-MEMORYS': 'static memory',
      'CONSTANT-MEMORYS': 'constant memory',
      'EXCLUSIVE-AREAS': 'exclusive areas of a software component',
      'INCLUDED-MODE-DECLARATION-GROUP-SETS': 'included mode declaration groups',
      'INSTANTIATION-DATA-DEF-PROPSS': 'instantiation data properties',
    },
    ignored: [
      'HANDLE-TERMINATION-AND-RESTART',
      'SERVICE-DEPENDENCYS',
      'VARIATION-POINT-PROXYS',
      'INCLUDED-DATA-TYPE-SETS',
      'CONSTANT-VALUE-MAPPING-REFS',
    ],
  },
);

export const RunnableEntity = element(
  'RUNNABLE-ENTITY',
  {
    symbol: text('SYMBOL'),
    minimumStartIntervalNs: seconds('MINIMUM-START-INTERVAL'),
    canBeInvokedConcurrently: boolean('CAN-BE-INVOKED-CONCURRENTLY'),
    dataReceivePointByArguments: children('DATA-RECEIVE-POINT-BY-ARGUMENTS', 'VARIABLE-ACCESS'),
    dataReceivePointByValues: children('DATA-RECEIVE-POINT-BY-VALUES', 'VARIABLE-ACCESS'),
    dataSendPoints: children('DATA-SEND-POINTS', 'VARIABLE-ACCESS'),
    serverCallPoints: children(
      'SERVER-CALL-POINTS',
      'SYNCHRONOUS-SERVER-CALL-POINT',
      'ASYNCHRONOUS-SERVER-CALL-POINT',
    ),
  },
  {
    unsupported: {
      'DATA-READ-ACCESSS': 'implicit read access (Rte_IRead)',
      'DATA-WRITE-ACCESSS': 'implicit write access (Rte_IWrite)',
      'WAIT-POINTS': 'wait points',
      'ASYNCHRONOUS-SERVER-CALL-RESULT-POINTS': 'asynchronous server calls',
      'READ-LOCAL-VARIABLES': 'inter-runnable variables',
      'WRITTEN-LOCAL-VARIABLES': 'inter-runnable variables',
      'PARAMETER-ACCESSS': 'calibration parameter access',
      'MODE-ACCESS-POINTS': 'mode access (Rte_Mode)',
      'MODE-SWITCH-POINTS': 'mode switches (Rte_Switch)',
      'EXTERNAL-TRIGGERING-POINTS': 'external triggers',
      'INTERNAL-TRIGGERING-POINTS': 'internal triggers',
      'CAN-ENTER-EXCLUSIVE-AREA-REFS': 'exclusive areas of a software component',
      'CAN-ENTERS': 'exclusive areas of a software component',
      'RUNS-INSIDE-EXCLUSIVE-AREA-REFS': 'exclusive areas of a software component',
      'RUNS-INSIDES': 'exclusive areas of a software component',
      'ACTIVATION-REASONS': 'activation reasons (Rte_ActivatingEvent)',
    },
    ignored: ['SW-ADDR-METHOD-REF', 'REENTRANCY-LEVEL', 'ARGUMENTS'],
  },
);

export const VariableAccess = element(
  'VARIABLE-ACCESS',
  {
    port: reference(
      'ACCESSED-VARIABLE/AUTOSAR-VARIABLE-IREF/PORT-PROTOTYPE-REF',
      'P-PORT-PROTOTYPE',
      'R-PORT-PROTOTYPE',
      'PR-PORT-PROTOTYPE',
    ),
    dataElement: reference(
      'ACCESSED-VARIABLE/AUTOSAR-VARIABLE-IREF/TARGET-DATA-PROTOTYPE-REF',
      'VARIABLE-DATA-PROTOTYPE',
    ),
  },
  { ignored: ['SCOPE'] },
);

export const SynchronousServerCallPoint = element('SYNCHRONOUS-SERVER-CALL-POINT', {
  port: reference('OPERATION-IREF/CONTEXT-R-PORT-REF', 'R-PORT-PROTOTYPE', 'PR-PORT-PROTOTYPE'),
  operation: reference('OPERATION-IREF/TARGET-REQUIRED-OPERATION-REF', 'CLIENT-SERVER-OPERATION'),
  timeoutNs: seconds('TIMEOUT'),
});

export const AsynchronousServerCallPoint = element('ASYNCHRONOUS-SERVER-CALL-POINT', {
  port: reference('OPERATION-IREF/CONTEXT-R-PORT-REF', 'R-PORT-PROTOTYPE', 'PR-PORT-PROTOTYPE'),
  operation: reference('OPERATION-IREF/TARGET-REQUIRED-OPERATION-REF', 'CLIENT-SERVER-OPERATION'),
  timeoutNs: seconds('TIMEOUT'),
});

export const PortApiOption = element(
  'PORT-API-OPTION',
  {
    port: reference('PORT-REF', 'P-PORT-PROTOTYPE', 'R-PORT-PROTOTYPE', 'PR-PORT-PROTOTYPE'),
    indirectApi: boolean('INDIRECT-API'),
    portArgumentValues: children('PORT-ARG-VALUES', 'PORT-DEFINED-ARGUMENT-VALUE'),
  },
  { ignored: ['ENABLE-TAKE-ADDRESS', 'ERROR-HANDLING', 'TRANSFORMER-STATUS-FORWARDING'] },
);

export const PortDefinedArgumentValue = element('PORT-DEFINED-ARGUMENT-VALUE', {
  value: child('VALUE', ...valueSpecifications),
  type: reference('VALUE-TYPE-TREF', 'IMPLEMENTATION-DATA-TYPE'),
});

// ---- events ---------------------------------------------------------------------------------------

const startOnEvent = reference('START-ON-EVENT-REF', 'RUNNABLE-ENTITY');
const modes = {
  unsupported: { 'DISABLED-MODE-IREFS': 'mode disabling of an event' },
  ignored: ['ACTIVATION-REASON-REPRESENTATION-REF'],
};

export const TimingEvent = element(
  'TIMING-EVENT',
  { runnable: startOnEvent, periodNs: seconds('PERIOD'), offsetNs: seconds('OFFSET') },
  modes,
);
export const InitEvent = element('INIT-EVENT', { runnable: startOnEvent }, modes);
export const BackgroundEvent = element('BACKGROUND-EVENT', { runnable: startOnEvent }, modes);
const requiredData = {
  runnable: startOnEvent,
  port: reference('DATA-IREF/CONTEXT-R-PORT-REF', 'R-PORT-PROTOTYPE', 'PR-PORT-PROTOTYPE'),
  dataElement: reference('DATA-IREF/TARGET-DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE'),
} as const;
export const DataReceivedEvent = element('DATA-RECEIVED-EVENT', requiredData, modes);
export const DataReceiveErrorEvent = element('DATA-RECEIVE-ERROR-EVENT', requiredData, modes);
export const DataSendCompletedEvent = element(
  'DATA-SEND-COMPLETED-EVENT',
  { runnable: startOnEvent, source: reference('EVENT-SOURCE-REF', 'VARIABLE-ACCESS') },
  modes,
);
export const OperationInvokedEvent = element(
  'OPERATION-INVOKED-EVENT',
  {
    runnable: startOnEvent,
    port: reference('OPERATION-IREF/CONTEXT-P-PORT-REF', 'P-PORT-PROTOTYPE', 'PR-PORT-PROTOTYPE'),
    operation: reference('OPERATION-IREF/TARGET-PROVIDED-OPERATION-REF', 'CLIENT-SERVER-OPERATION'),
  },
  modes,
);

/** Events that are known by name only: a component that uses one is refused. */
const unsupportedEvent = <const T extends string>(tag: T) =>
  element(
    tag,
    { runnable: startOnEvent },
    {
      ignored: [
        'DISABLED-MODE-IREFS',
        'DATA-IREF',
        'EVENT-SOURCE-REF',
        'ACTIVATION',
        'MODE-IREFS',
        'TRIGGER-IREF',
        'REQUIRED-TRIGGER-IREF',
        'PORT-TRIGGER-REF',
        'CONTEXT-PORT-REF',
      ],
    },
  );
export const DataWriteCompletedEvent = unsupportedEvent('DATA-WRITE-COMPLETED-EVENT');
export const AsynchronousServerCallReturnsEvent = unsupportedEvent(
  'ASYNCHRONOUS-SERVER-CALL-RETURNS-EVENT',
);
export const SwcModeSwitchEvent = unsupportedEvent('SWC-MODE-SWITCH-EVENT');
export const ModeSwitchedAckEvent = unsupportedEvent('MODE-SWITCHED-ACK-EVENT');
export const SwcModeManagerErrorEvent = unsupportedEvent('SWC-MODE-MANAGER-ERROR-EVENT');
export const ExternalTriggerOccurredEvent = unsupportedEvent('EXTERNAL-TRIGGER-OCCURRED-EVENT');
export const InternalTriggerOccurredEvent = unsupportedEvent('INTERNAL-TRIGGER-OCCURRED-EVENT');
export const TransformerHardErrorEvent = unsupportedEvent('TRANSFORMER-HARD-ERROR-EVENT');
export const OsTaskExecutionEvent = unsupportedEvent('OS-TASK-EXECUTION-EVENT');
