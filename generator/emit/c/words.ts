/** Words of C: how types, parameters, literals and copies are spelled. */
import type { BaseTypeName, RtePlan, TypeDefinition, ValuePlan } from '../../plan/rte-plan.ts';
import { freeNames } from '../free-names.ts';
import { cGlobalNames, cKeywords, cLocalNames } from './reserved-names.ts';

export class CWords {
  readonly #types: ReadonlyMap<string, TypeDefinition>;
  readonly #typeNames: ReadonlyMap<string, string>;
  readonly #typesInUse: ReadonlySet<string>;

  constructor(plan: Pick<RtePlan, 'types'>) {
    this.#types = new Map(plan.types.map((type) => [type.name, type.definition]));
    const names = plan.types.map(({ name }) => name);
    const free = freeNames(names, cGlobalNames);
    this.#typeNames = new Map(names.map((name, i) => [name, free[i] ?? name]));
    this.#typesInUse = new Set(this.#typeNames.values());
  }

  /** What the type is called in C. */
  typeName(type: string): string {
    return this.#typeNames.get(type) ?? type;
  }

  /** A member, or a path of members such as `front.left`. */
  member(path: string): string {
    return path
      .split('.')
      .map((name) => (cKeywords.has(name) ? `${name}_` : name))
      .join('.');
  }

  /** What a parameter is called: none may hide a type that stands behind it in the list. */
  parameterName(name: string): string {
    const taken = cLocalNames.has(name) || cGlobalNames.has(name) || this.#typesInUse.has(name);
    return taken ? `${name}_` : name;
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

  isArray(type: string): boolean {
    return this.definition(type).kind === 'array';
  }

  /** The typedef of a type, without the comment above it. */
  typedef(type: string, definition: TypeDefinition): string {
    const name = this.typeName(type);
    switch (definition.kind) {
      case 'primitive':
        return `typedef ${definition.base} ${name};`;
      case 'reference':
        return `typedef ${this.typeName(definition.type)} ${name};`;
      case 'array':
        return `typedef ${this.typeName(definition.element)} ${name}[${definition.length}];`;
      case 'structure':
        return [
          'typedef struct',
          '{',
          ...definition.members.map(
            (member) => `    ${this.typeName(member.type)} ${this.member(member.name)};`,
          ),
          `} ${name};`,
        ].join('\n');
    }
  }

  /** A parameter: primitives in by value, composites in by const pointer, out always by pointer. */
  parameter(given: string, type: string, direction: 'in' | 'inout' | 'out'): string {
    const name = this.parameterName(given);
    const definition = this.definition(type);
    const constant = direction === 'in' ? 'const ' : '';
    if (definition.kind === 'array')
      return `${constant}${this.typeName(definition.element)}* ${name}`;
    if (definition.kind === 'structure') return `${constant}${this.typeName(type)}* ${name}`;
    return direction === 'in'
      ? `${this.typeName(type)} ${name}`
      : `${this.typeName(type)}* ${name}`;
  }

  /** An expression or initialiser for a constant of a type. */
  literal(value: ValuePlan, type: string): string {
    const definition = this.definition(type);
    switch (definition.kind) {
      case 'primitive':
        return primitiveLiteral(value, definition.base);
      case 'array':
        return `{ ${(value as readonly ValuePlan[]).map((v) => this.literal(v, definition.element)).join(', ')} }`;
      case 'structure':
        return `{ ${definition.members
          .map((member, i) => this.literal((value as readonly ValuePlan[])[i] ?? 0, member.type))
          .join(', ')} }`;
      case 'reference':
        throw new Error(`unresolved type ${type}`);
    }
  }

  /** The statement that makes the object `target` equal to the object `source`. */
  copyObject(target: string, source: string, type: string): string {
    return this.isArray(type)
      ? `(void)memcpy(${target}, ${source}, sizeof(${this.typeName(type)}));`
      : `${target} = ${source};`;
  }
}

function primitiveLiteral(value: ValuePlan, base: BaseTypeName): string {
  switch (base) {
    case 'boolean':
      return value === 0 ? 'FALSE' : 'TRUE';
    case 'float32':
    case 'float64':
      return floatLiteral(Number(value), base === 'float32' ? 'F' : '');
    case 'uint64':
      return `UINT64_C(${value})`;
    case 'sint64':
      // The most negative number has no literal of its own.
      return String(value) === '-9223372036854775808'
        ? '(-INT64_C(9223372036854775807) - 1)'
        : `INT64_C(${value})`;
    // C99 gives a constant of 32 bits a type of 32 bits on every target, if its suffix asks for no more.
    case 'uint8':
    case 'uint16':
    case 'uint32':
      return `${value}U`;
    case 'sint8':
    case 'sint16':
    case 'sint32':
      return Number(value) === -2147483648 ? '(-2147483647 - 1)' : String(value);
  }
}

function floatLiteral(value: number, suffix: string): string {
  // Without <math.h>; C99 with IEEE 754 arithmetic gives these quotients.
  if (Number.isNaN(value)) return `(0.0${suffix} / 0.0${suffix})`;
  if (!Number.isFinite(value)) return `(${value > 0 ? '' : '-'}1.0${suffix} / 0.0${suffix})`;
  const text = String(value);
  return `${/[.e]/.test(text) ? text : `${text}.0`}${suffix}`;
}

/** An if statement without else. */
export function onlyIf(condition: string, statements: readonly string[]): readonly string[] {
  return [`if (${condition})`, '{', ...indented(statements), '}'];
}

export function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `    ${line}`);
}

/** Text that cannot end the comment it stands in, nor begin another. */
export function commented(text: string): string {
  return text
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replace(/[\r\n\u2028\u2029\\]+/g, ' ');
}
