/** The face of the RTE towards components, generated code and providers: `vfb/rte`. */
export * from './configuration.ts';
export * from './packing.ts';
export * from './platform-types.ts';
export * from './rte.ts';
export * from './services.ts';
export * from './std-types.ts';
