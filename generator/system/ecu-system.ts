/**
 * The resolved system as one ECU sees it: its component instances, their partners here and
 * elsewhere, its ECU configuration, its part of the CAN matrix. What the features check and lower.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Elements } from '../model/elements.ts';
import type { Model } from '../model/model.ts';
import type { Position } from '../syntax/element.ts';
import { canMatrix, type MatrixFrame } from './can-matrix.ts';
import {
  type AtomicComponentType,
  type ComponentInstance,
  ComponentTree,
  isAtomic,
  type PortInstance,
} from './composition.ts';
import { EcucValues } from './ecuc-values.ts';
import { CIdentifiers } from './identifiers.ts';

/** A component instance on this ECU, with its behaviour. */
export interface EcuComponent extends ComponentInstance {
  readonly type: AtomicComponentType;
  readonly behavior: Elements['SWC-INTERNAL-BEHAVIOR'] | undefined;
  /** C identifier, unique in the ECU. */
  readonly name: string;
}

export type DataMapping = Elements[
  | 'SENDER-RECEIVER-TO-SIGNAL-MAPPING'
  | 'SENDER-RECEIVER-TO-SIGNAL-GROUP-MAPPING'];

export interface EcuSystem {
  readonly name: string;
  readonly model: Model;
  readonly ecuInstance: Elements['ECU-INSTANCE'] | undefined;
  readonly tree: ComponentTree | undefined;
  /** Atomic components on this ECU, by path. */
  readonly components: readonly EcuComponent[];
  readonly ecuc: EcucValues;
  readonly matrix: readonly MatrixFrame[];
  /** The component of this ECU that an instance is, or undefined if it is elsewhere. */
  local(instance: ComponentInstance): EcuComponent | undefined;
  /** Data mappings of a data element at a port or at a composition port it is delegated to. */
  dataMappings(port: PortInstance, dataElementPath: string): readonly DataMapping[];
}

/** ECU names of a model: its ECU instances; without any, its systems (an ECU extract is one). */
export function ecuNames(model: Model): readonly string[] {
  const instances = model.all('ECU-INSTANCE');
  const names = instances.length > 0 ? instances : model.all('SYSTEM').filter(hasSoftware);
  return [...new Set(names.map((element) => element.shortName))].sort();
}

/** The view of ECU `name`, or undefined, with a diagnostic, if there is none of that name. */
export function ecuSystem(
  model: Model,
  name: string,
  diagnostics: Diagnostics,
): EcuSystem | undefined {
  const known = ecuNames(model);
  if (!known.includes(name)) {
    diagnostics.report('ecu-unknown', undefined, { ecu: name, known: known.join(', ') || 'none' });
    return undefined;
  }
  const ecuInstance = model.all('ECU-INSTANCE').find((e) => e.shortName === name);
  const system = systemOf(model, name, ecuInstance);
  const tree = system && new ComponentTree(system, model, diagnostics);
  const here =
    tree === undefined
      ? []
      : instancesOn(tree, system, model, ecuInstance, known.length, diagnostics);
  const identifiers = new CIdentifiers();
  const components = here
    .filter((instance): instance is ComponentInstance & { type: AtomicComponentType } =>
      isAtomic(instance.type),
    )
    .map((instance) => ({
      ...instance,
      behavior: instance.type.internalBehaviors[0],
      name: identifiers.unique(instance.shortName, instance.prototypes.map(lastName).join('_')),
    }));
  const byPath = new Map(components.map((component) => [component.path, component]));
  const mappings = indexDataMappings(model);
  return {
    name,
    model,
    ecuInstance,
    tree,
    components,
    ecuc: new EcucValues(ecucModulesOf(model, name, known.length)),
    matrix: canMatrix(model, diagnostics),
    local: (instance) => byPath.get(instance.path),
    dataMappings: (port, dataElementPath) =>
      (tree?.withOuterPorts(port) ?? [port]).flatMap(
        (at) =>
          mappings.get(mappingKey(at.instance.prototypes, at.port.path, dataElementPath)) ?? [],
      ),
  };
}

function hasSoftware(system: Elements['SYSTEM']): boolean {
  return system.rootCompositions.length > 0;
}

function systemOf(
  model: Model,
  name: string,
  ecuInstance: Elements['ECU-INSTANCE'] | undefined,
): Elements['SYSTEM'] | undefined {
  const systems = model.all('SYSTEM').filter(hasSoftware);
  if (ecuInstance === undefined) return systems.find((s) => s.shortName === name);
  return (
    systems.find((s) => mappedTo(s).some((m) => m.ecuInstance?.path === ecuInstance.path)) ??
    systems[0]
  );
}

function mappedTo(system: Elements['SYSTEM']): readonly Elements['SWC-TO-ECU-MAPPING'][] {
  return system.mappings.flatMap((m) => m.swMappings);
}

/** Components mapped to the ECU, directly or with a composition around them; all, if nothing is mapped. */
function instancesOn(
  tree: ComponentTree,
  system: Elements['SYSTEM'] | undefined,
  model: Model,
  ecuInstance: Elements['ECU-INSTANCE'] | undefined,
  ecuCount: number,
  diagnostics: Diagnostics,
): readonly ComponentInstance[] {
  const mappings = system === undefined ? [] : mappedTo(system);
  if (mappings.every((m) => m.components.length === 0)) {
    if (ecuCount > 1 && tree.components.length > 0) {
      diagnostics.report('components-unmapped', system, { system: system?.path ?? '' });
      return [];
    }
    return tree.components;
  }
  const ecuOf = new Map<string, { ecu: string; at: Position }>();
  for (const mapping of mappings) {
    const ecu = model.resolve(mapping.ecuInstance, diagnostics);
    for (const iref of mapping.components) {
      const component = model.resolve(iref.component, diagnostics);
      if (ecu === undefined || component === undefined) continue;
      const prototypes = [...iref.contextComponents.map((r) => r.path), component.path];
      ecuOf.set(prototypes.join('>'), { ecu: ecu.path, at: iref });
    }
  }
  const ecuPathOf = (instance: ComponentInstance): string | undefined => {
    for (let at: ComponentInstance | undefined = instance; at !== undefined; at = at.parent) {
      const found = ecuOf.get(at.prototypes.join('>'));
      if (found !== undefined) return found.ecu;
    }
    return undefined;
  };
  for (const component of tree.components) {
    if (ecuPathOf(component) === undefined) {
      diagnostics.report('component-unmapped', component.at, { component: component.path });
    }
  }
  return tree.components.filter((component) => ecuPathOf(component) === ecuInstance?.path);
}

/** Modules of the ECU: named by a collection, or standing in a package, with the ECU's name. */
function ecucModulesOf(
  model: Model,
  ecu: string,
  ecuCount: number,
): readonly Elements['ECUC-MODULE-CONFIGURATION-VALUES'][] {
  const modules = model.all('ECUC-MODULE-CONFIGURATION-VALUES');
  if (ecuCount === 1) return modules;
  const collected = new Set(
    model
      .all('ECUC-VALUE-COLLECTION')
      .filter((collection) => collection.path.split('/').includes(ecu))
      .flatMap((collection) => collection.modules.map((reference) => reference.path)),
  );
  return modules.filter(
    (m) => collected.has(m.path) || m.path.split('/').slice(0, -1).includes(ecu),
  );
}

function indexDataMappings(model: Model): ReadonlyMap<string, readonly DataMapping[]> {
  const index = new Map<string, DataMapping[]>();
  for (const kind of [
    'SENDER-RECEIVER-TO-SIGNAL-MAPPING',
    'SENDER-RECEIVER-TO-SIGNAL-GROUP-MAPPING',
  ] as const) {
    for (const system of model.all('SYSTEM')) {
      for (const mapping of system.mappings.flatMap((m) => m.dataMappings)) {
        if (mapping.kind !== kind) continue;
        const iref = mapping.dataElement;
        if (iref?.port === undefined || iref.dataElement === undefined) continue;
        const prototypes = iref.contextComponents.map((reference) => reference.path);
        const key = mappingKey(prototypes, iref.port.path, iref.dataElement.path);
        const list = index.get(key);
        if (list === undefined) index.set(key, [mapping]);
        else list.push(mapping);
      }
    }
  }
  return index;
}

function mappingKey(prototypes: readonly string[], port: string, dataElement: string): string {
  return `${prototypes.join('>')}|${port}|${dataElement}`;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
