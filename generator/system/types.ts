/**
 * Data types as the generated code sees them: implementation data types by name, application types
 * through the data type mappings of the component, each registered once and in order of use.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { autosarDataTypes } from '../model/data-types.ts';
import type { Reference } from '../model/declare.ts';
import type { Elements } from '../model/elements.ts';
import type { Model } from '../model/model.ts';
import type { BaseTypeName, MemberPlan, TypeDefinition, TypePlan } from '../plan/rte-plan.ts';
import type { Position } from '../syntax/element.ts';
import { baseTypeName, platformTypeNames } from './base-types.ts';
import { CIdentifiers } from './identifiers.ts';

export type DataType = Elements[(typeof autosarDataTypes)[number]];
type ImplementationDataType = Elements['IMPLEMENTATION-DATA-TYPE'];
type SubElement = Elements['IMPLEMENTATION-DATA-TYPE-ELEMENT'];
type Properties = Elements['SW-DATA-DEF-PROPS-CONDITIONAL'];

/** A data type at a place of use: its name in the plan, and the type that gives its meaning. */
export interface UsedType {
  readonly name: string;
  /** The application type, or the implementation type where there is none: scaling, literals, limits. */
  readonly meaning: DataType;
}

/** A component type that uses a data type. */
export interface TypeUser {
  readonly path: string;
  readonly mappings: readonly Elements['DATA-TYPE-MAPPING-SET'][];
  /** Its internal behavior, which names the mapping sets. */
  readonly at: Position;
}

export class TypeTable {
  readonly #model: Model;
  readonly #diagnostics: Diagnostics;
  readonly #names = new Map<string, string>();
  readonly #identifiers = new CIdentifiers(platformTypeNames);
  readonly #plans: TypePlan[] = [];
  /** Types being defined, outermost first. */
  readonly #open = new Set<string>();
  readonly #byName = new Map<string, TypePlan>();

  constructor(model: Model, diagnostics: Diagnostics) {
    this.#model = model;
    this.#diagnostics = diagnostics;
  }

  /** Types registered so far, each after the types it is made of. */
  get plans(): readonly TypePlan[] {
    return this.#plans;
  }

  /** The definition behind a name of the plan. */
  definition(name: string): TypeDefinition {
    const plan = this.#byName.get(name);
    return plan === undefined ? { kind: 'primitive', base: name as BaseTypeName } : plan.definition;
  }

  /** As `definition`, with references to other types followed. */
  resolved(name: string): TypeDefinition {
    const definition = this.definition(name);
    return definition.kind === 'reference' ? this.resolved(definition.type) : definition;
  }

  /** The type of a data element or argument of a component. */
  use(
    reference: Reference<(typeof autosarDataTypes)[number]> | undefined,
    user: TypeUser,
  ): UsedType | undefined {
    const meaning = this.#model.resolve(reference, this.#diagnostics);
    if (meaning === undefined) return undefined;
    const implementation = this.#implementation(meaning, user);
    if (implementation === undefined) return undefined;
    const name = this.#register(implementation);
    return name === undefined ? undefined : { name, meaning };
  }

  #implementation(type: DataType, user: TypeUser): ImplementationDataType | undefined {
    if (type.kind === 'IMPLEMENTATION-DATA-TYPE') return type;
    for (const set of user.mappings) {
      const map = set.dataTypeMaps.find((m) => m.applicationDataType?.path === type.path);
      if (map !== undefined)
        return this.#model.resolve(map.implementationDataType, this.#diagnostics);
    }
    this.#diagnostics.report(
      'data-type-unmapped',
      user.at,
      { type: type.path, component: user.path },
      [{ message: 'the application data type', at: type }],
    );
    return undefined;
  }

  #register(type: ImplementationDataType): string | undefined {
    const known = this.#names.get(type.path);
    if (known !== undefined) return known;
    if (this.#open.has(type.path)) {
      this.#diagnostics.report('definition-recursive', type, { path: type.path });
      return undefined;
    }
    this.#open.add(type.path);
    const definition = this.#define(type, type.shortName, type);
    this.#open.delete(type.path);
    if (definition === undefined) return undefined;
    // A platform type by another path is still that platform type.
    const name = isPlatformType(type.shortName, definition)
      ? type.shortName
      : this.#add(type.shortName, type.path, definition, type);
    this.#names.set(type.path, name);
    return name;
  }

  /** Types of one name and one definition are one type in code, wherever they come from. */
  #add(preferred: string, path: string, definition: TypeDefinition, at: Position): string {
    const namesake = this.#byName.get(preferred);
    if (namesake !== undefined && sameDefinition(namesake.definition, definition)) return preferred;
    const name = this.#identifiers.unique(preferred, path.slice(1).replaceAll('/', '_'));
    const plan = { name, path, definition };
    this.#plans.push(plan);
    this.#byName.set(name, plan);
    if (namesake !== undefined) {
      this.#diagnostics.report('name-changed', at, { path, name, namesake: namesake.path });
    }
    return name;
  }

  /** `name` is that of the type a nested array or structure would get when it needs one of its own. */
  #define(
    type: ImplementationDataType | SubElement,
    name: string,
    at: ImplementationDataType,
  ): TypeDefinition | undefined {
    switch (type.category) {
      case 'ARRAY':
        return this.#defineArray(type, name, at);
      case 'STRUCTURE':
        return this.#defineStructure(type, name, at);
      case 'TYPE_REFERENCE': {
        const referenced = this.#model.resolve(
          type.properties?.implementationDataType,
          this.#diagnostics,
        );
        const target = referenced && this.#register(referenced);
        return target === undefined ? undefined : { kind: 'reference', type: target };
      }
      case 'VALUE':
      case 'BOOLEAN':
      case undefined:
        return this.#definePrimitive(type.properties, type);
      default:
        this.#diagnostics.report('data-type-unsupported', type, {
          type: type.path,
          category: type.category,
        });
        return undefined;
    }
  }

  #definePrimitive(
    properties: Properties | undefined,
    type: ImplementationDataType | SubElement,
  ): TypeDefinition | undefined {
    if (properties?.baseType === undefined && properties?.implementationDataType !== undefined) {
      const referenced = this.#model.resolve(properties.implementationDataType, this.#diagnostics);
      const target = referenced && this.#register(referenced);
      return target === undefined ? undefined : { kind: 'reference', type: target };
    }
    const baseType = this.#model.resolve(properties?.baseType, this.#diagnostics);
    if (baseType === undefined) {
      if (properties?.baseType === undefined) {
        this.#diagnostics.report('base-type-missing', type, { type: type.path });
      }
      return undefined;
    }
    const base = baseTypeName(baseType);
    if (base === undefined) {
      this.#diagnostics.report('base-type-unsupported', type, {
        type: type.path,
        baseType: baseType.path,
      });
      return undefined;
    }
    return { kind: 'primitive', base };
  }

  #defineArray(
    type: ImplementationDataType | SubElement,
    name: string,
    at: ImplementationDataType,
  ): TypeDefinition | undefined {
    const element = type.subElements[0];
    const length = element?.arraySize;
    if (element === undefined || length === undefined || length < 1 || !Number.isInteger(length)) {
      this.#diagnostics.report('array-size-missing', type, { type: type.path });
      return undefined;
    }
    if (element.arraySizeSemantics === 'VARIABLE-SIZE') {
      this.#diagnostics.report('data-type-unsupported', element, {
        type: type.path,
        category: 'VARIABLE-SIZE array',
      });
      return undefined;
    }
    const elementType = this.#nested(element, `${name}_element`, at);
    return elementType === undefined ? undefined : { kind: 'array', element: elementType, length };
  }

  #defineStructure(
    type: ImplementationDataType | SubElement,
    name: string,
    at: ImplementationDataType,
  ): TypeDefinition | undefined {
    const members: MemberPlan[] = [];
    for (const element of type.subElements) {
      const memberType = this.#nested(element, `${name}_${element.shortName}`, at);
      if (memberType === undefined) return undefined;
      members.push({ name: element.shortName, type: memberType });
    }
    if (members.length === 0) {
      this.#diagnostics.report('structure-empty', type, { type: type.path });
      return undefined;
    }
    return { kind: 'structure', members };
  }

  /** A sub-element's type: the one it refers to, or a type of its own where it describes one in place. */
  #nested(element: SubElement, name: string, at: ImplementationDataType): string | undefined {
    const definition = this.#define(element, name, at);
    if (definition === undefined) return undefined;
    if (definition.kind === 'reference') return definition.type;
    if (definition.kind === 'primitive') return definition.base;
    return this.#add(name, element.path, definition, element);
  }
}

/** Definitions are plain data, written member by member in one place. */
function sameDefinition(a: TypeDefinition, b: TypeDefinition): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Where the base type does not say that it is one, the platform's boolean is an unsigned byte. */
function isPlatformType(name: string, definition: TypeDefinition): boolean {
  if (definition.kind !== 'primitive') return false;
  return definition.base === name || (name === 'boolean' && definition.base === 'uint8');
}
