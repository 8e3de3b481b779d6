/** What data types mean to a component: enumeration literals of text tables, limits of constraints. */

import { parseInteger, parseNumber } from '../../model/literals.ts';
import type { Model } from '../../model/model.ts';
import type { ComponentPlan, ValuePlan } from '../../plan/rte-plan.ts';
import { CIdentifiers } from '../../system/identifiers.ts';
import type { DataType } from '../../system/types.ts';
import { compuMethodOf, fromPhysical } from '../../system/values.ts';
import type { ComponentDraft, PlanDraft } from '../draft.ts';

type Enumeration = ComponentPlan['enumerations'][number];
type Limit = ComponentPlan['limits'][number];

export function enumerationsOf(
  component: ComponentDraft,
  draft: PlanDraft,
): readonly Enumeration[] {
  const identifiers = new CIdentifiers();
  const enumerations: Enumeration[] = [];
  for (const meaning of meaningsOf(component, draft.system.model)) {
    const scales = compuMethodOf(meaning, draft.system.model)?.scales ?? [];
    const literals = scales.flatMap((scale) => {
      // Symbol, else short label, else the text if it is a C identifier.
      const name = scale.symbol ?? scale.shortLabel ?? identifier(scale.textValue);
      const value = parseNumber(scale.lowerLimit ?? '');
      const isPoint = scale.upperLimit === undefined || scale.upperLimit === scale.lowerLimit;
      if (name === undefined || value === undefined || !isPoint || scale.textValue === undefined)
        return [];
      return [{ name: identifiers.unique(name, `${meaning.shortName}_${name}`), value }];
    });
    if (literals.length > 0) enumerations.push({ type: meaning.shortName, literals });
  }
  return enumerations;
}

/** Internal constraints as they are; physical ones through the scaling, which may swap the ends. */
export function limitsOf(component: ComponentDraft, draft: PlanDraft): readonly Limit[] {
  const { model } = draft.system;
  const identifiers = new CIdentifiers();
  const limits: Limit[] = [];
  for (const meaning of meaningsOf(component, model)) {
    if (!('properties' in meaning)) continue;
    const rule = model.find(meaning.properties?.dataConstraint)?.rules[0];
    const internal = (text: string | undefined) =>
      rule?.internal !== undefined || text === undefined
        ? text
        : fromPhysical(text, meaning, model);
    const range = rule?.internal ?? rule?.physical;
    const a = limit(internal(range?.lowerLimit));
    const b = limit(internal(range?.upperLimit));
    if (a === undefined || b === undefined) continue;
    const swapped = Number(a) > Number(b);
    const type = identifiers.unique(meaning.shortName, meaning.path.slice(1).replaceAll('/', '_'));
    limits.push({ type, lower: swapped ? b : a, upper: swapped ? a : b });
  }
  return limits;
}

/** The types a component uses and those they are made of, by path. */
function meaningsOf(component: ComponentDraft, model: Model): readonly DataType[] {
  const found = new Map<string, DataType>();
  const visit = (type: DataType | undefined) => {
    if (type === undefined || found.has(type.path)) return;
    found.set(type.path, type);
    switch (type.kind) {
      case 'APPLICATION-ARRAY-DATA-TYPE':
        visit(model.find(type.elementType?.type));
        break;
      case 'APPLICATION-RECORD-DATA-TYPE':
        for (const element of type.elements) visit(model.find(element.type));
        break;
      case 'IMPLEMENTATION-DATA-TYPE':
        for (const part of [type, ...type.subElements]) {
          visit(model.find(part.properties?.implementationDataType));
        }
    }
  };
  for (const meaning of component.meanings.values()) visit(meaning);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function limit(text: string | undefined): ValuePlan | undefined {
  if (text === undefined) return undefined;
  const integer = parseInteger(text);
  if (
    integer !== undefined &&
    (integer > Number.MAX_SAFE_INTEGER || integer < Number.MIN_SAFE_INTEGER)
  ) {
    return String(integer);
  }
  const number = parseNumber(text);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

function identifier(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : undefined;
}
