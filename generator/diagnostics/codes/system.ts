/** Messages about compositions, ECUs, data types and values. */
export const systemCodes = {
  'ecu-none': {
    severity: 'information',
    message: () => 'the files describe no ECU, so nothing beyond their elements was checked',
    help: 'add the file with the ECU-INSTANCE, or with the SYSTEM of an ECU extract; `vfb generate --contract` checks a component alone',
  },
  'composition-recursive': {
    severity: 'error',
    message: (d: { path: string }) => `composition ${d.path} contains itself`,
    help: 'remove the component prototype that closes the circle',
  },
  'components-unmapped': {
    severity: 'error',
    message: (d: { system: string }) => `${d.system} has several ECUs but maps no component to any`,
    help: 'add SWC-TO-ECU-MAPPINGs',
  },
  'component-unmapped': {
    severity: 'warning',
    message: (d: { component: string }) =>
      `${d.component} is mapped to no ECU and is generated nowhere`,
    help: 'add it to an SWC-TO-ECU-MAPPING',
  },
  'signal-length-missing': {
    severity: 'error',
    message: (d: { signal: string }) => `I-signal ${d.signal} has no LENGTH`,
    help: 'give its length in bits',
  },
  'data-type-unmapped': {
    severity: 'error',
    message: (d: { type: string; component: string }) =>
      `${d.component} uses application data type ${d.type}, which is mapped to no implementation data type`,
    help: 'add a DATA-TYPE-MAP to a mapping set that the internal behavior refers to',
  },
  'data-type-unsupported': {
    severity: 'unsupported',
    message: (d: { type: string; category: string }) =>
      `${d.type}: data type category ${d.category} is not supported`,
    help: 'VALUE, TYPE_REFERENCE, ARRAY and STRUCTURE are; --allow-unsupported leaves out what uses it',
  },
  'name-changed': {
    severity: 'warning',
    message: (d: { path: string; name: string; namesake: string }) =>
      `${d.path} is called ${d.name} in generated code, since ${d.namesake} already has its name`,
    help: 'rename one of them: in the headers of the contract phase each has its own name',
  },
  'base-type-missing': {
    severity: 'error',
    message: (d: { type: string }) => `data type ${d.type} names no SW-BASE-TYPE`,
    help: 'add a BASE-TYPE-REF to its SW-DATA-DEF-PROPS',
  },
  'base-type-unsupported': {
    severity: 'unsupported',
    message: (d: { type: string; baseType: string }) =>
      `${d.type}: base type ${d.baseType} is no 8, 16, 32 or 64 bit number`,
    help: '--allow-unsupported leaves out what uses it',
  },
  'array-size-missing': {
    severity: 'error',
    message: (d: { type: string }) =>
      `array type ${d.type} has no element with an ARRAY-SIZE of at least 1`,
    help: 'give it one sub-element with ARRAY-SIZE',
  },
  'definition-recursive': {
    severity: 'error',
    message: (d: { path: string }) => `${d.path} is defined by itself`,
    help: 'remove the reference that closes the circle',
  },
  'structure-empty': {
    severity: 'error',
    message: (d: { type: string }) => `structure type ${d.type} has no sub-element`,
    help: 'give it SUB-ELEMENTS',
  },
  'value-shape': {
    severity: 'error',
    message: (d: { type: string; value: string }) => `${d.value} is no value of type ${d.type}`,
    help: 'use a value specification that fits the data type',
  },
  'value-length': {
    severity: 'error',
    message: (d: { given: number; expected: number; type: string }) =>
      `${d.given} values for the ${d.expected} elements of ${d.type}`,
    help: 'give one value per element',
  },
  'value-out-of-range': {
    severity: 'error',
    message: (d: { value: string; type: string }) => `${d.value} does not fit ${d.type}`,
    help: 'correct the value or the data type',
  },
} as const;
