/** Software component template, chapter "Port interfaces". */
import {
  boolean,
  child,
  children,
  element,
  number,
  reference,
  references,
  text,
} from './declare.ts';

export const portInterfaces = [
  'SENDER-RECEIVER-INTERFACE',
  'CLIENT-SERVER-INTERFACE',
  'MODE-SWITCH-INTERFACE',
  'PARAMETER-INTERFACE',
  'NV-DATA-INTERFACE',
  'TRIGGER-INTERFACE',
] as const;

export const SenderReceiverInterface = element(
  'SENDER-RECEIVER-INTERFACE',
  {
    isService: boolean('IS-SERVICE'),
    dataElements: children('DATA-ELEMENTS', 'VARIABLE-DATA-PROTOTYPE'),
    invalidationPolicies: children('INVALIDATION-POLICYS', 'INVALIDATION-POLICY'),
  },
  { ignored: ['SERVICE-KIND'] },
);

export const InvalidationPolicy = element('INVALIDATION-POLICY', {
  dataElement: reference('DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE'),
  handleInvalid: text('HANDLE-INVALID'),
});

export const ClientServerInterface = element(
  'CLIENT-SERVER-INTERFACE',
  {
    isService: boolean('IS-SERVICE'),
    operations: children('OPERATIONS', 'CLIENT-SERVER-OPERATION'),
    possibleErrors: children('POSSIBLE-ERRORS', 'APPLICATION-ERROR'),
  },
  { ignored: ['SERVICE-KIND'] },
);

export const ClientServerOperation = element('CLIENT-SERVER-OPERATION', {
  arguments: children('ARGUMENTS', 'ARGUMENT-DATA-PROTOTYPE'),
  possibleErrors: references('POSSIBLE-ERROR-REFS/POSSIBLE-ERROR-REF', 'APPLICATION-ERROR'),
});

export const ApplicationError = element('APPLICATION-ERROR', { errorCode: number('ERROR-CODE') });

export const ModeSwitchInterface = element(
  'MODE-SWITCH-INTERFACE',
  { isService: boolean('IS-SERVICE'), modeGroup: child('', 'MODE-GROUP') },
  { ignored: ['SERVICE-KIND'] },
);

export const ModeGroup = element('MODE-GROUP', {
  type: reference('TYPE-TREF', 'MODE-DECLARATION-GROUP'),
});

export const ParameterInterface = element(
  'PARAMETER-INTERFACE',
  {
    isService: boolean('IS-SERVICE'),
    parameters: children('PARAMETERS', 'PARAMETER-DATA-PROTOTYPE'),
  },
  { ignored: ['SERVICE-KIND'] },
);

export const NvDataInterface = element(
  'NV-DATA-INTERFACE',
  { isService: boolean('IS-SERVICE'), nvDatas: children('NV-DATAS', 'VARIABLE-DATA-PROTOTYPE') },
  { ignored: ['SERVICE-KIND'] },
);

export const TriggerInterface = element(
  'TRIGGER-INTERFACE',
  { isService: boolean('IS-SERVICE') },
  {
    ignored: ['TRIGGERS', 'SERVICE-KIND'],
  },
);
