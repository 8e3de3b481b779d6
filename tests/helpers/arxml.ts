/**
 * AUTOSAR systems in a few words, for tests: component types, compositions, ECU extracts. Everything
 * lies in the package /Car; ports and data elements are written `Port.element`.
 */
export * from './arxml-component.ts';
export * from './arxml-composition.ts';
export * from './arxml-types.ts';
