/** Rte_Type.ts: implementation data types, and how structures are copied. */
import type { BaseTypeName, RtePlan, TypePlan } from '../../plan/rte-plan.ts';
import { platformTypeNames } from './platform.ts';
import { commented, type Words } from './words.ts';

export function typesView(plan: RtePlan, words: Words) {
  return {
    imports: importedTypes(plan, words),
    types: plan.types.map((type) => typeView(type, words)),
  };
}

function typeView(type: TypePlan, words: Words) {
  const source = commented(type.path);
  const { definition } = type;
  if (definition.kind !== 'structure') {
    return {
      template: 'type-alias',
      name: words.typeName(type.name),
      source,
      definition: words.spelled(definition),
    };
  }
  return {
    template: 'type-structure',
    name: words.typeName(type.name),
    copyName: `copy_${type.name}`,
    source,
    members: definition.members.map((member) => ({
      name: member.name,
      // Arrays and structures stay where they are; their contents change.
      readonly: words.base(member.type) === undefined ? 'readonly ' : '',
      type: words.typeName(member.type),
      copy: words.copy(`to.${member.name}`, `from.${member.name}`, member.type),
    })),
  };
}

/** Platform types the definitions name. */
function importedTypes(plan: RtePlan, words: Words): string {
  const named = new Set<string>();
  for (const { definition } of plan.types) {
    if (definition.kind === 'primitive') named.add(definition.base);
    if (definition.kind === 'reference') named.add(definition.type);
    if (definition.kind === 'structure')
      for (const member of definition.members) named.add(member.type);
  }
  return platformTypeNames([...named].filter((name) => words.isPlatform(name)) as BaseTypeName[]);
}
