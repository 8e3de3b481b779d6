/** ECU configuration values: modules, containers, parameters, references. Meaning is in plan/ecuc. */
import { children, element, reference, references, text } from './declare.ts';

export const EcucValueCollection = element('ECUC-VALUE-COLLECTION', {
  ecuExtract: reference('ECU-EXTRACT-REF', 'SYSTEM'),
  modules: references(
    'ECUC-VALUES/ECUC-MODULE-CONFIGURATION-VALUES-REF-CONDITIONAL/ECUC-MODULE-CONFIGURATION-VALUES-REF',
    'ECUC-MODULE-CONFIGURATION-VALUES',
  ),
});

export const EcucModuleConfigurationValues = element(
  'ECUC-MODULE-CONFIGURATION-VALUES',
  {
    definition: reference('DEFINITION-REF', '*'),
    containers: children('CONTAINERS', 'ECUC-CONTAINER-VALUE'),
  },
  {
    ignored: [
      'ECUC-DEF-EDITION',
      'IMPLEMENTATION-CONFIG-VARIANT',
      'MODULE-DESCRIPTION-REF',
      'POST-BUILD-VARIANT-USED',
    ],
  },
);

export const EcucContainerValue = element(
  'ECUC-CONTAINER-VALUE',
  {
    definition: reference('DEFINITION-REF', '*'),
    parameters: children(
      'PARAMETER-VALUES',
      'ECUC-NUMERICAL-PARAM-VALUE',
      'ECUC-TEXTUAL-PARAM-VALUE',
      'ECUC-ADD-INFO-PARAM-VALUE',
    ),
    references: children(
      'REFERENCE-VALUES',
      'ECUC-REFERENCE-VALUE',
      'ECUC-INSTANCE-REFERENCE-VALUE',
    ),
    subContainers: children('SUB-CONTAINERS', 'ECUC-CONTAINER-VALUE'),
  },
  { ignored: ['INDEX'] },
);

const parameter = { definition: reference('DEFINITION-REF', '*'), value: text('VALUE') } as const;
const parameterIgnored = { ignored: ['IS-AUTO-VALUE', 'INDEX', 'ANNOTATIONS'] };
export const EcucNumericalParamValue = element(
  'ECUC-NUMERICAL-PARAM-VALUE',
  parameter,
  parameterIgnored,
);
export const EcucTextualParamValue = element(
  'ECUC-TEXTUAL-PARAM-VALUE',
  parameter,
  parameterIgnored,
);
export const EcucAddInfoParamValue = element(
  'ECUC-ADD-INFO-PARAM-VALUE',
  parameter,
  parameterIgnored,
);

export const EcucReferenceValue = element(
  'ECUC-REFERENCE-VALUE',
  { definition: reference('DEFINITION-REF', '*'), value: reference('VALUE-REF', '*') },
  parameterIgnored,
);

export const EcucInstanceReferenceValue = element(
  'ECUC-INSTANCE-REFERENCE-VALUE',
  {
    definition: reference('DEFINITION-REF', '*'),
    contextElements: references('VALUE-IREF/CONTEXT-ELEMENT-REF', '*'),
    target: reference('VALUE-IREF/TARGET-REF', '*'),
  },
  parameterIgnored,
);
