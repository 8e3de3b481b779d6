/** Words of TypeScript: how types, literals, conversions and copies are spelled. */
import type {
  BaseTypeName,
  ParameterPlan,
  RtePlan,
  TypeDefinition,
  ValuePlan,
} from '../../plan/rte-plan.ts';
import { freeNames } from '../free-names.ts';
import { reservedNames } from './reserved-names.ts';

const typedArrays: Readonly<Record<BaseTypeName, string>> = {
  boolean: 'Uint8Array',
  uint8: 'Uint8Array',
  uint16: 'Uint16Array',
  uint32: 'Uint32Array',
  uint64: 'BigUint64Array',
  sint8: 'Int8Array',
  sint16: 'Int16Array',
  sint32: 'Int32Array',
  sint64: 'BigInt64Array',
  float32: 'Float32Array',
  float64: 'Float64Array',
};

/** The types of a plan, and what TypeScript makes of them. */
export class Words {
  readonly #types: ReadonlyMap<string, TypeDefinition>;
  readonly #typeNames: ReadonlyMap<string, string>;

  constructor(plan: Pick<RtePlan, 'types' | 'components'>) {
    this.#types = new Map(plan.types.map((type) => [type.name, type.definition]));
    const names = plan.types.map(({ name }) => name);
    const free = freeNames(names, [
      ...reservedNames,
      ...plan.components.flatMap(({ name }) => [`Rte_${name}`, `${name}_Runnables`]),
      ...names.map((name) => `copy_${name}`),
    ]);
    this.#typeNames = new Map(names.map((name, i) => [name, free[i] ?? name]));
  }

  /** What the type is called in TypeScript. */
  typeName(type: string): string {
    return this.#typeNames.get(type) ?? type;
  }

  /** The types of the plan that these are, and those they are made of. */
  withParts(types: readonly string[]): readonly string[] {
    const found = new Set<string>();
    const visit = (type: string): void => {
      const definition = this.#types.get(type);
      if (definition === undefined || found.has(type)) return;
      found.add(type);
      switch (definition.kind) {
        case 'primitive':
          return;
        case 'reference':
          visit(definition.type);
          return;
        case 'array':
          visit(definition.element);
          return;
        case 'structure':
          for (const member of definition.members) visit(member.type);
      }
    };
    for (const type of types) visit(type);
    return [...found];
  }

  /** The parameters with names that their function can use, each its own. */
  parameters(parameters: readonly ParameterPlan[]): readonly ParameterPlan[] {
    const names = freeNames(
      parameters.map(({ name }) => name),
      [...reservedNames, ...this.#typeNames.values()],
    );
    return parameters.map((parameter, i) => ({ ...parameter, name: names[i] ?? parameter.name }));
  }

  /** Whether a name is one of the platform's types, which no ECU defines. */
  isPlatform(type: string): boolean {
    return !this.#types.has(type);
  }

  definition(type: string): TypeDefinition {
    const definition = this.#types.get(type) ?? {
      kind: 'primitive' as const,
      base: type as BaseTypeName,
    };
    return definition.kind === 'reference' ? this.definition(definition.type) : definition;
  }

  /** The base type of a primitive, or undefined for arrays and structures. */
  base(type: string): BaseTypeName | undefined {
    const definition = this.definition(type);
    return definition.kind === 'primitive' ? definition.base : undefined;
  }

  /** What stands right of `export type X =` or is written for an array. */
  spelled(definition: TypeDefinition): string {
    switch (definition.kind) {
      case 'primitive':
        return definition.base;
      case 'reference':
        return this.typeName(definition.type);
      case 'array': {
        const base = this.base(definition.element);
        return base === undefined ? `${this.typeName(definition.element)}[]` : typedArrays[base];
      }
      case 'structure':
        throw new Error('a structure is spelled as an interface');
    }
  }

  /** A parameter's type: primitives that the callee writes are held by an Out. */
  parameterType(type: string, direction: 'in' | 'inout' | 'out'): string {
    const name = this.typeName(type);
    if (direction === 'in') return this.base(type) === undefined ? `Readonly<${name}>` : name;
    return this.base(type) === undefined ? name : `Out<${name}>`;
  }

  /** An expression for a constant of a type. */
  literal(value: ValuePlan, type: string): string {
    const definition = this.definition(type);
    switch (definition.kind) {
      case 'primitive':
        return primitiveLiteral(value, definition.base);
      case 'array': {
        const elements = (value as readonly ValuePlan[]).map((v) =>
          this.#element(v, definition.element),
        );
        const list = `[${elements.join(', ')}]`;
        return this.base(definition.element) === undefined
          ? list
          : `${this.spelled(definition)}.from(${list})`;
      }
      case 'structure':
        return `{ ${definition.members
          .map(
            (m, i) => `${m.name}: ${this.literal((value as readonly ValuePlan[])[i] ?? 0, m.type)}`,
          )
          .join(', ')} }`;
      case 'reference':
        throw new Error(`unresolved type ${type}`);
    }
  }

  /** In typed arrays a boolean is 0 or 1. */
  #element(value: ValuePlan, type: string): string {
    return this.base(type) === 'boolean' ? String(value) : this.literal(value, type);
  }

  /** An expression of `expression` as a value of the type would be in memory. */
  wrapped(expression: string, type: string): string {
    const base = this.base(type);
    return base === undefined ? expression : wrap(expression, base);
  }

  /** The statement that makes `target` equal to `source`. */
  copy(target: string, source: string, type: string): string {
    const definition = this.definition(type);
    switch (definition.kind) {
      case 'primitive':
        return `${target} = ${wrap(source, definition.base)};`;
      case 'array':
        return this.base(definition.element) === undefined
          ? // Elements of these arrays are objects that exist on both sides.
            `for (let i = 0; i < ${definition.length}; i += 1) ${this.copy(
              `${target}[i] as ${this.typeName(definition.element)}`,
              `${source}[i] as ${this.typeName(definition.element)}`,
              definition.element,
            )}`
          : `${target}.set(${source});`;
      case 'structure':
        return `copy_${this.#structureName(type)}(${target}, ${source});`;
      case 'reference':
        throw new Error(`unresolved type ${type}`);
    }
  }

  /** An expression for a new value of a type to copy into. */
  zero(type: string): string {
    const definition = this.definition(type);
    switch (definition.kind) {
      case 'primitive':
        return primitiveLiteral(0, definition.base);
      case 'array':
        return this.base(definition.element) === undefined
          ? `Array.from({ length: ${definition.length} }, () => (${this.zero(definition.element)}))`
          : `new ${this.spelled(definition)}(${definition.length})`;
      case 'structure':
        return `{ ${definition.members.map((m) => `${m.name}: ${this.zero(m.type)}`).join(', ')} }`;
      case 'reference':
        throw new Error(`unresolved type ${type}`);
    }
  }

  /** Whether values are objects whose members hold any number: typed arrays wrap by themselves. */
  holdsAnyNumber(type: string): boolean {
    return this.copyFunctions(type).length > 0;
  }

  #structureName(type: string): string {
    const definition = this.#types.get(type);
    return definition?.kind === 'reference' ? this.#structureName(definition.type) : type;
  }

  /** Types a structure copy function needs, by name of structure. */
  copyFunctions(type: string): readonly string[] {
    const definition = this.definition(type);
    if (definition.kind === 'structure') return [`copy_${this.#structureName(type)}`];
    if (definition.kind === 'array') return this.copyFunctions(definition.element);
    return [];
  }
}

function primitiveLiteral(value: ValuePlan, base: BaseTypeName): string {
  if (base === 'boolean') return value === 0 ? 'false' : 'true';
  if (base === 'uint64' || base === 'sint64') return `${value}n`;
  return numberLiteral(Number(value));
}

/** A number as source text: also the values JSON cannot hold. */
export function numberLiteral(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'Number.POSITIVE_INFINITY';
  if (value === Number.NEGATIVE_INFINITY) return 'Number.NEGATIVE_INFINITY';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** C's conversion to the type: modulo for integers, rounding for single precision. */
export function wrap(expression: string, base: BaseTypeName): string {
  switch (base) {
    case 'boolean':
    case 'float64':
      return expression;
    case 'uint8':
      return `${expression} & 0xff`;
    case 'uint16':
      return `${expression} & 0xffff`;
    case 'uint32':
      return `${expression} >>> 0`;
    case 'sint8':
      return `(${expression} << 24) >> 24`;
    case 'sint16':
      return `(${expression} << 16) >> 16`;
    case 'sint32':
      return `${expression} | 0`;
    case 'uint64':
      return `BigInt.asUintN(64, ${expression})`;
    case 'sint64':
      return `BigInt.asIntN(64, ${expression})`;
    case 'float32':
      return `Math.fround(${expression})`;
  }
}

/** A single-quoted string literal; names come from the input, so nothing is taken for granted. */
export function quoted(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${body.replaceAll("'", "\\'")}'`;
}

/** Text that cannot end the comment it stands in. */
export function commented(text: string): string {
  return text.replaceAll('*/', '* /').replace(/[\r\n\u2028\u2029]+/g, ' ');
}
