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
import { checkNumbers } from './ecuc-numbers.ts';
import { EcucValues } from './ecuc-values.ts';
import { CIdentifiers } from './identifiers.ts';
import { once } from './once.ts';

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
  /** Undefined: nothing is known of how components are connected, so no lack of it is a mistake. */
  readonly tree: ComponentTree | undefined;
  /** Atomic components on this ECU, by path. */
  readonly components: readonly EcuComponent[];
  readonly ecuc: EcucValues;
  readonly matrix: readonly MatrixFrame[];
  /** The component of this ECU that an instance is, or undefined if it is elsewhere. */
  local(instance: ComponentInstance): EcuComponent | undefined;
  /** Whether an instance is on another ECU; one that no ECU has is nowhere. */
  isElsewhere(instance: ComponentInstance): boolean;
  /** Data mappings of a data element at a port or at a composition port it is delegated to. */
  dataMappings(port: PortInstance, dataElementPath: string): readonly DataMapping[];
}

const treesOf = once((model: Model) =>
  once((system: Elements['SYSTEM'], diagnostics) => new ComponentTree(system, model, diagnostics)),
);
const matrixOf = once(canMatrix);
const mappingsOf = once(indexDataMappings);

/** ECU names of a model: its ECU instances; without any, its systems (an ECU extract is one). */
export function ecuNames(model: Model): readonly string[] {
  const instances = model.all('ECU-INSTANCE');
  const names = instances.length > 0 ? instances : model.all('SYSTEM').filter(hasSoftware);
  return [...new Set(names.map((element) => element.shortName))].sort();
}

/** The view of ECU `name`, one of `ecuNames`. */
export function ecuSystem(model: Model, name: string, diagnostics: Diagnostics): EcuSystem {
  const known = ecuNames(model);
  if (!known.includes(name)) throw new Error(`the model has no ECU ${name}`);
  const ecuInstance = model.all('ECU-INSTANCE').find((e) => e.shortName === name);
  const system = systemOf(model, name, ecuInstance);
  const tree = system && treesOf(model, diagnostics)(system, diagnostics);
  const { here, elsewhere } =
    tree === undefined
      ? { here: [], elsewhere: new Set<string>() }
      : deploy(tree, system, model, ecuInstance, known.length, diagnostics);
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
  const mappings = mappingsOf(model, diagnostics);
  reportOtherMappings(model, diagnostics);
  const ecucModules = withoutSecondModules(ecucModulesOf(model, name, known.length), diagnostics);
  for (const { containers } of ecucModules) {
    for (const container of containers) checkNumbers(container, diagnostics);
  }
  return {
    name,
    model,
    ecuInstance,
    tree,
    components,
    ecuc: new EcucValues(ecucModules),
    matrix: matrixOf(model, diagnostics),
    local: (instance) => byPath.get(instance.path),
    isElsewhere: (instance) => elsewhere.has(instance.path),
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

interface Deployment {
  readonly here: readonly ComponentInstance[];
  /** Paths of instances. */
  readonly elsewhere: ReadonlySet<string>;
}

/** Components mapped to the ECU, directly or with a composition around them; all, if nothing is mapped. */
function deploy(
  tree: ComponentTree,
  system: Elements['SYSTEM'] | undefined,
  model: Model,
  ecuInstance: Elements['ECU-INSTANCE'] | undefined,
  ecuCount: number,
  diagnostics: Diagnostics,
): Deployment {
  const mappings = system === undefined ? [] : mappedTo(system);
  if (mappings.every((m) => m.components.length === 0)) {
    if (ecuCount > 1 && tree.components.length > 0) {
      diagnostics.report('components-unmapped', system, { system: system?.path ?? '' });
      return { here: [], elsewhere: new Set() };
    }
    return { here: tree.components, elsewhere: new Set() };
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
  const here: ComponentInstance[] = [];
  const elsewhere = new Set<string>();
  for (const component of tree.components) {
    const ecu = ecuPathOf(component);
    if (ecu === undefined) {
      diagnostics.report('component-unmapped', component.at, { component: component.path });
    } else if (ecu === ecuInstance?.path) here.push(component);
    else elsewhere.add(component.path);
  }
  return { here, elsewhere };
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

/** Modules that an ECU has once; there may be several drivers, such as Can. */
const singleModules = ['Os', 'Rte', 'EcuC', 'Com', 'PduR', 'CanIf'];

/** A project often keeps a generated first configuration beside the one in use. */
function withoutSecondModules(
  modules: readonly Elements['ECUC-MODULE-CONFIGURATION-VALUES'][],
  diagnostics: Diagnostics,
): readonly Elements['ECUC-MODULE-CONFIGURATION-VALUES'][] {
  const first = new Map<string, Elements['ECUC-MODULE-CONFIGURATION-VALUES']>();
  return modules.filter((module) => {
    const name = lastName(module.definition?.path ?? '');
    const other = first.get(name);
    if (!singleModules.includes(name) || other === undefined) {
      first.set(name, module);
      return true;
    }
    diagnostics.report(
      'ecuc-module-twice',
      module,
      { module: name, path: module.path, other: other.path },
      [{ message: 'the other configuration', at: other }],
    );
    return false;
  });
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

/** Operations and triggers between ECUs: known by name, so that they are refused and not forgotten. */
function reportOtherMappings(model: Model, diagnostics: Diagnostics): void {
  const mappings = model.all('SYSTEM').flatMap((system) => system.mappings);
  for (const mapping of mappings.flatMap((m) => m.dataMappings)) {
    if (mapping.kind.startsWith('SENDER-RECEIVER-')) continue;
    for (const { what, ...at } of mapping.unsupported) {
      diagnostics.report('construct-unsupported', at, { where: mapping.path, what });
    }
  }
}

function mappingKey(prototypes: readonly string[], port: string, dataElement: string): string {
  return `${prototypes.join('>')}|${port}|${dataElement}`;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
