/** Value specifications → constants of a plan type: constants followed, scaling undone, ranges checked. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { valueSpecifications } from '../model/constants.ts';
import type { Elements } from '../model/elements.ts';
import { parseInteger, parseNumber } from '../model/literals.ts';
import type { Model } from '../model/model.ts';
import type { BaseTypeName, ValuePlan } from '../plan/rte-plan.ts';
import { integerRange, isInteger, widthBits } from './base-types.ts';
import type { DataType, TypeTable, UsedType } from './types.ts';

export type ValueSpecification = Elements[(typeof valueSpecifications)[number]];

/** What turning a value specification into a constant needs to know. */
export interface ValueContext {
  readonly model: Model;
  readonly types: TypeTable;
  readonly diagnostics: Diagnostics;
}

/** The constant that `specification` means for `type`; without one, all zero. */
export function planValue(
  specification: ValueSpecification | undefined,
  type: UsedType,
  context: ValueContext,
): ValuePlan {
  if (specification === undefined) return zeroValue(type.name, context.types);
  return constantOf(specification, type.name, type.meaning, context);
}

/** The value a type has before anybody writes it. */
export function zeroValue(type: string, types: TypeTable): ValuePlan {
  const definition = types.resolved(type);
  switch (definition.kind) {
    case 'primitive':
      return definition.base === 'uint64' || definition.base === 'sint64' ? '0' : 0;
    case 'array':
      return Array.from({ length: definition.length }, () => zeroValue(definition.element, types));
    case 'structure':
      return definition.members.map((member) => zeroValue(member.type, types));
    case 'reference':
      throw new Error(`unresolved type ${type}`);
  }
}

function constantOf(
  specification: ValueSpecification,
  type: string,
  meaning: DataType | undefined,
  context: ValueContext,
): ValuePlan {
  if (specification.kind === 'CONSTANT-REFERENCE') {
    const inner = referencedValue(specification, context);
    return inner === undefined
      ? zeroValue(type, context.types)
      : constantOf(inner, type, meaning, context);
  }
  const definition = context.types.resolved(type);
  switch (definition.kind) {
    case 'primitive':
      return primitive(specification, definition.base, meaning, context);
    case 'array': {
      if (specification.kind === 'ARRAY-VALUE-SPECIFICATION') {
        const element =
          meaning?.kind === 'APPLICATION-ARRAY-DATA-TYPE' ? meaning.elementType : undefined;
        const elementMeaning = context.model.find(element?.type);
        return list(
          specification.elements,
          { at: specification, type, length: definition.length },
          (inner) =>
            inner === undefined
              ? zeroValue(definition.element, context.types)
              : constantOf(inner, definition.element, elementMeaning, context),
          context,
        );
      }
      break;
    }
    case 'structure': {
      if (specification.kind === 'RECORD-VALUE-SPECIFICATION') {
        const record = meaning?.kind === 'APPLICATION-RECORD-DATA-TYPE' ? meaning : undefined;
        return list(
          specification.fields,
          { at: specification, type, length: definition.members.length },
          (inner, i) => {
            const memberType = definition.members[i]?.type ?? 'uint8';
            const memberMeaning = context.model.find(record?.elements[i]?.type);
            return inner === undefined
              ? zeroValue(memberType, context.types)
              : constantOf(inner, memberType, memberMeaning, context);
          },
          context,
        );
      }
      break;
    }
    case 'reference':
      throw new Error(`unresolved type ${type}`);
  }
  context.diagnostics.report('value-shape', specification, { type, value: specification.kind });
  return zeroValue(type, context.types);
}

/** The value behind a constant reference, through any number of them; undefined if there is none. */
export function referencedValue(
  specification: ValueSpecification,
  context: Pick<ValueContext, 'model' | 'diagnostics'>,
): ValueSpecification | undefined {
  const seen = new Set<string>();
  let at: ValueSpecification | undefined = specification;
  while (at?.kind === 'CONSTANT-REFERENCE') {
    const constant: Elements['CONSTANT-SPECIFICATION'] | undefined = context.model.resolve(
      at.constant,
      context.diagnostics,
    );
    if (constant !== undefined && seen.has(constant.path)) {
      context.diagnostics.report('definition-recursive', constant, { path: constant.path });
      return undefined;
    }
    seen.add(constant?.path ?? '');
    at = constant?.values[0];
  }
  return at;
}

function list(
  specifications: readonly ValueSpecification[],
  { at, type, length }: { at: ValueSpecification; type: string; length: number },
  value: (specification: ValueSpecification | undefined, index: number) => ValuePlan,
  context: ValueContext,
): ValuePlan {
  if (specifications.length !== length) {
    context.diagnostics.report('value-length', at, {
      given: specifications.length,
      expected: length,
      type,
    });
  }
  return Array.from({ length }, (_, i) => value(specifications[i], i));
}

function primitive(
  specification: ValueSpecification,
  base: BaseTypeName,
  meaning: DataType | undefined,
  context: ValueContext,
): ValuePlan {
  const text = internalText(specification, meaning, context);
  const value = text === undefined ? undefined : literal(text, base);
  if (value === undefined) {
    context.diagnostics.report('value-shape', specification, {
      type: base,
      value: text === undefined ? specification.kind : `'${text}'`,
    });
    return base === 'uint64' || base === 'sint64' ? '0' : 0;
  }
  if (isInteger(base)) {
    const range = integerRange(base);
    const integer = BigInt(String(value));
    if (integer < range.lower || integer > range.upper) {
      context.diagnostics.report('value-out-of-range', specification, {
        value: String(text),
        type: base,
      });
      return base === 'uint64' || base === 'sint64' ? '0' : 0;
    }
  }
  return value;
}

/** The internal value as text: as given, or found through the scaling for a physical or text value. */
function internalText(
  specification: ValueSpecification,
  meaning: DataType | undefined,
  context: ValueContext,
): string | undefined {
  switch (specification.kind) {
    case 'NUMERICAL-VALUE-SPECIFICATION':
      return specification.value;
    case 'TEXT-VALUE-SPECIFICATION':
      return specification.value === undefined
        ? undefined
        : (textTableValue(specification.value, meaning, context) ?? specification.value);
    case 'APPLICATION-VALUE-SPECIFICATION': {
      const physical = specification.physicalValues[0];
      if (physical?.value === undefined) return undefined;
      return (
        textTableValue(physical.value, meaning, context) ??
        fromPhysical(physical.value, meaning, context.model)
      );
    }
    default:
      return undefined;
  }
}

export function compuMethodOf(
  meaning: DataType | undefined,
  model: Model,
): Elements['COMPU-METHOD'] | undefined {
  if (meaning === undefined || !('properties' in meaning)) return undefined;
  return model.find(meaning.properties?.compuMethod);
}

function textTableValue(
  text: string,
  meaning: DataType | undefined,
  context: ValueContext,
): string | undefined {
  const scales = compuMethodOf(meaning, context.model)?.scales ?? [];
  return scales.find((s) => s.textValue === text || s.symbol === text || s.shortLabel === text)
    ?.lowerLimit;
}

/** The internal value of a physical one, rounded half away from zero; undefined for a scaling without slope. */
export function fromPhysical(
  text: string,
  meaning: DataType | undefined,
  model: Model,
): string | undefined {
  const physical = parseNumber(text);
  const scale = compuMethodOf(meaning, model)?.scales[0];
  const numerator = scale?.coefficients?.numerator.map((v) => parseNumber(v.value ?? '') ?? 0);
  if (physical === undefined || numerator === undefined) return text;
  const denominator = parseNumber(scale?.coefficients?.denominator[0]?.value ?? '1') ?? 1;
  const [offset = 0, factor = 1] = numerator;
  if (factor === 0) return undefined;
  const internal = (physical * denominator - offset) / factor;
  return String(Math.sign(internal) * Math.round(Math.abs(internal)));
}

function literal(text: string, base: BaseTypeName): ValuePlan | undefined {
  if (base === 'float32' || base === 'float64') return parseNumber(text);
  if (base === 'boolean') {
    const value = parseNumber(text.toLowerCase());
    return value === undefined ? undefined : value === 0 ? 0 : 1;
  }
  const integer = parseInteger(text) ?? integerOf(parseNumber(text));
  if (integer === undefined) return undefined;
  return widthBits(base) === 64 ? String(integer) : Number(integer);
}

/** Tools write integers as 1.0 or 1.0E2 too. */
function integerOf(value: number | undefined): bigint | undefined {
  return value !== undefined && Number.isInteger(value) ? BigInt(value) : undefined;
}
