/** Software component template, chapter "Data Description": types, scaling, constraints. */

import { valueSpecifications } from './constants.ts';
import {
  boolean,
  child,
  children,
  element,
  enumeration,
  number,
  reference,
  text,
} from './declare.ts';

const applicationDataTypes = [
  'APPLICATION-PRIMITIVE-DATA-TYPE',
  'APPLICATION-ARRAY-DATA-TYPE',
  'APPLICATION-RECORD-DATA-TYPE',
] as const;

export const autosarDataTypes = ['IMPLEMENTATION-DATA-TYPE', ...applicationDataTypes] as const;

export const SwBaseType = element(
  'SW-BASE-TYPE',
  {
    category: text('CATEGORY'),
    sizeBits: number('BASE-TYPE-SIZE'),
    maxSizeBits: number('MAX-BASE-TYPE-SIZE'),
    encoding: text('BASE-TYPE-ENCODING'),
    nativeDeclaration: text('NATIVE-DECLARATION'),
  },
  { ignored: ['MEM-ALIGNMENT', 'BYTE-ORDER'] },
);

export const SwDataDefPropsConditional = element(
  'SW-DATA-DEF-PROPS-CONDITIONAL',
  {
    baseType: reference('BASE-TYPE-REF', 'SW-BASE-TYPE'),
    implementationDataType: reference('IMPLEMENTATION-DATA-TYPE-REF', 'IMPLEMENTATION-DATA-TYPE'),
    compuMethod: reference('COMPU-METHOD-REF', 'COMPU-METHOD'),
    dataConstraint: reference('DATA-CONSTR-REF', 'DATA-CONSTR'),
    swImplPolicy: text('SW-IMPL-POLICY'),
    invalidValue: child('INVALID-VALUE', ...valueSpecifications),
    pointerTarget: child('', 'SW-POINTER-TARGET-PROPS'),
  },
  {
    ignored: [
      'SW-CALIBRATION-ACCESS',
      'UNIT-REF',
      'DISPLAY-FORMAT',
      'SW-ALIGNMENT',
      'SW-ADDR-METHOD-REF',
      'ADDITIONAL-NATIVE-TYPE-QUALIFIER',
      'STEP-SIZE',
    ],
  },
);

export const SwPointerTargetProps = element('SW-POINTER-TARGET-PROPS', {
  targetCategory: text('TARGET-CATEGORY'),
});

export const ImplementationDataType = element(
  'IMPLEMENTATION-DATA-TYPE',
  {
    category: text('CATEGORY'),
    properties: child(
      'SW-DATA-DEF-PROPS/SW-DATA-DEF-PROPS-VARIANTS',
      'SW-DATA-DEF-PROPS-CONDITIONAL',
    ),
    subElements: children('SUB-ELEMENTS', 'IMPLEMENTATION-DATA-TYPE-ELEMENT'),
    typeEmitter: text('TYPE-EMITTER'),
  },
  { ignored: ['SYMBOL-PROPS', 'DYNAMIC-ARRAY-SIZE-PROFILE'] },
);

export const ImplementationDataTypeElement = element('IMPLEMENTATION-DATA-TYPE-ELEMENT', {
  category: text('CATEGORY'),
  arraySize: number('ARRAY-SIZE'),
  arraySizeSemantics: text('ARRAY-SIZE-SEMANTICS'),
  properties: child(
    'SW-DATA-DEF-PROPS/SW-DATA-DEF-PROPS-VARIANTS',
    'SW-DATA-DEF-PROPS-CONDITIONAL',
  ),
  subElements: children('SUB-ELEMENTS', 'IMPLEMENTATION-DATA-TYPE-ELEMENT'),
});

export const ApplicationPrimitiveDataType = element('APPLICATION-PRIMITIVE-DATA-TYPE', {
  category: text('CATEGORY'),
  properties: child(
    'SW-DATA-DEF-PROPS/SW-DATA-DEF-PROPS-VARIANTS',
    'SW-DATA-DEF-PROPS-CONDITIONAL',
  ),
});

export const ApplicationArrayDataType = element('APPLICATION-ARRAY-DATA-TYPE', {
  category: text('CATEGORY'),
  elementType: child('', 'ELEMENT'),
});

/** The element of an application array. Its tag is short and general; it occurs nowhere else. */
export const ApplicationArrayElement = element('ELEMENT', {
  category: text('CATEGORY'),
  type: reference('TYPE-TREF', ...applicationDataTypes),
  arraySizeSemantics: text('ARRAY-SIZE-SEMANTICS'),
  maxNumberOfElements: number('MAX-NUMBER-OF-ELEMENTS'),
});

export const ApplicationRecordDataType = element('APPLICATION-RECORD-DATA-TYPE', {
  category: text('CATEGORY'),
  elements: children('ELEMENTS', 'APPLICATION-RECORD-ELEMENT'),
});

export const ApplicationRecordElement = element('APPLICATION-RECORD-ELEMENT', {
  category: text('CATEGORY'),
  type: reference('TYPE-TREF', ...applicationDataTypes),
});

export const DataTypeMappingSet = element('DATA-TYPE-MAPPING-SET', {
  dataTypeMaps: children('DATA-TYPE-MAPS', 'DATA-TYPE-MAP'),
  modeRequestTypeMaps: children('MODE-REQUEST-TYPE-MAPS', 'MODE-REQUEST-TYPE-MAP'),
});

export const DataTypeMap = element('DATA-TYPE-MAP', {
  applicationDataType: reference('APPLICATION-DATA-TYPE-REF', ...applicationDataTypes),
  implementationDataType: reference('IMPLEMENTATION-DATA-TYPE-REF', 'IMPLEMENTATION-DATA-TYPE'),
});

export const ModeRequestTypeMap = element('MODE-REQUEST-TYPE-MAP', {
  implementationDataType: reference('IMPLEMENTATION-DATA-TYPE-REF', 'IMPLEMENTATION-DATA-TYPE'),
  modeGroup: reference('MODE-GROUP-REF', 'MODE-DECLARATION-GROUP'),
});

export const CompuMethod = element(
  'COMPU-METHOD',
  {
    category: text('CATEGORY'),
    scales: children('COMPU-INTERNAL-TO-PHYS/COMPU-SCALES', 'COMPU-SCALE'),
    inverseScales: children('COMPU-PHYS-TO-INTERNAL/COMPU-SCALES', 'COMPU-SCALE'),
  },
  { ignored: ['UNIT-REF', 'DISPLAY-FORMAT'] },
);

export const CompuScale = element(
  'COMPU-SCALE',
  {
    shortLabel: text('SHORT-LABEL'),
    symbol: text('SYMBOL'),
    lowerLimit: text('LOWER-LIMIT'),
    upperLimit: text('UPPER-LIMIT'),
    textValue: text('COMPU-CONST/VT'),
    numericValue: text('COMPU-CONST/V'),
    coefficients: child('', 'COMPU-RATIONAL-COEFFS'),
  },
  { ignored: ['MASK'] },
);

export const CompuRationalCoeffs = element('COMPU-RATIONAL-COEFFS', {
  numerator: children('COMPU-NUMERATOR', 'V'),
  denominator: children('COMPU-DENOMINATOR', 'V'),
});

export const V = element('V', { value: text('.') });

export const DataConstr = element('DATA-CONSTR', {
  rules: children('DATA-CONSTR-RULES', 'DATA-CONSTR-RULE'),
});

export const DataConstrRule = element('DATA-CONSTR-RULE', {
  internal: child('', 'INTERNAL-CONSTRS'),
  physical: child('', 'PHYS-CONSTRS'),
});

export const InternalConstrs = element('INTERNAL-CONSTRS', {
  lowerLimit: text('LOWER-LIMIT'),
  upperLimit: text('UPPER-LIMIT'),
});

export const PhysConstrs = element(
  'PHYS-CONSTRS',
  { lowerLimit: text('LOWER-LIMIT'), upperLimit: text('UPPER-LIMIT') },
  { ignored: ['UNIT-REF'] },
);

export const ModeDeclarationGroup = element('MODE-DECLARATION-GROUP', {
  category: text('CATEGORY'),
  initialMode: reference('INITIAL-MODE-REF', 'MODE-DECLARATION'),
  modes: children('MODE-DECLARATIONS', 'MODE-DECLARATION'),
  onTransitionValue: number('ON-TRANSITION-VALUE'),
});

export const ModeDeclaration = element('MODE-DECLARATION', { value: number('VALUE') });

export const VariableDataPrototype = element('VARIABLE-DATA-PROTOTYPE', {
  category: text('CATEGORY'),
  type: reference('TYPE-TREF', ...autosarDataTypes),
  properties: child(
    'SW-DATA-DEF-PROPS/SW-DATA-DEF-PROPS-VARIANTS',
    'SW-DATA-DEF-PROPS-CONDITIONAL',
  ),
  initValue: child('INIT-VALUE', ...valueSpecifications),
  isQueued: boolean('IS-QUEUED'),
});

export const ParameterDataPrototype = element('PARAMETER-DATA-PROTOTYPE', {
  category: text('CATEGORY'),
  type: reference('TYPE-TREF', ...autosarDataTypes),
});

export const ArgumentDataPrototype = element('ARGUMENT-DATA-PROTOTYPE', {
  category: text('CATEGORY'),
  type: reference('TYPE-TREF', ...autosarDataTypes),
  direction: enumeration('DIRECTION', 'IN', 'OUT', 'INOUT'),
});
