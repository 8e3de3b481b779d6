/** Software component template, chapter "Constants and initial values". */
import { children, element, reference, text } from './declare.ts';

export const valueSpecifications = [
  'NUMERICAL-VALUE-SPECIFICATION',
  'TEXT-VALUE-SPECIFICATION',
  'ARRAY-VALUE-SPECIFICATION',
  'RECORD-VALUE-SPECIFICATION',
  'CONSTANT-REFERENCE',
  'APPLICATION-VALUE-SPECIFICATION',
] as const;

export const ConstantSpecification = element('CONSTANT-SPECIFICATION', {
  values: children('VALUE-SPEC', ...valueSpecifications),
});

export const NumericalValueSpecification = element('NUMERICAL-VALUE-SPECIFICATION', {
  shortLabel: text('SHORT-LABEL'),
  value: text('VALUE'),
});

export const TextValueSpecification = element('TEXT-VALUE-SPECIFICATION', {
  shortLabel: text('SHORT-LABEL'),
  value: text('VALUE'),
});

export const ArrayValueSpecification = element('ARRAY-VALUE-SPECIFICATION', {
  shortLabel: text('SHORT-LABEL'),
  elements: children('ELEMENTS', ...valueSpecifications),
});

export const RecordValueSpecification = element('RECORD-VALUE-SPECIFICATION', {
  shortLabel: text('SHORT-LABEL'),
  fields: children('FIELDS', ...valueSpecifications),
});

export const ConstantReference = element('CONSTANT-REFERENCE', {
  shortLabel: text('SHORT-LABEL'),
  constant: reference('CONSTANT-REF', 'CONSTANT-SPECIFICATION'),
});

/** A value given physically; understood for primitives with identical, linear or text-table scaling. */
export const ApplicationValueSpecification = element(
  'APPLICATION-VALUE-SPECIFICATION',
  {
    shortLabel: text('SHORT-LABEL'),
    category: text('CATEGORY'),
    physicalValues: children('SW-VALUE-CONT/SW-VALUES-PHYS', 'V', 'VF', 'VT'),
  },
  { ignored: ['SW-AXIS-CONTS', 'SW-VALUE-CONT/UNIT-REF', 'SW-VALUE-CONT/SW-ARRAYSIZE'] },
);

export const VF = element('VF', { value: text('.') });
export const VT = element('VT', { value: text('.') });
