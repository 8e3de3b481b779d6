/** Names of the input that generated code takes over must be names there. */
import type { RtePlan } from '../plan/rte-plan.ts';
import type { PlanDraft } from './draft.ts';

/** Short names that break the rules for short names, symbols that are no C identifiers. */
export function checkNames(plan: RtePlan, draft: PlanDraft): void {
  const reported = new Set<string>();
  for (const { name, path } of namesOf(plan)) {
    const key = `${name} ${path}`;
    if (isIdentifier(name) || reported.has(key)) continue;
    reported.add(key);
    draft.diagnostics.report('name-invalid', draft.system.model.at(path), { name, path });
  }
}

/** JavaScript objects have a member `__proto__` that is none. */
function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__';
}

interface NamedElement {
  readonly name: string;
  readonly path: string;
}

function namesOf(plan: RtePlan): readonly NamedElement[] {
  const { com } = plan.bsw;
  const prefixed = ({ name, path }: NamedElement) => ({ name: `_${name}`, path });
  return [
    { name: plan.ecu, path: plan.ecu },
    ...plan.types.flatMap(({ name, path, definition }) => [
      { name, path },
      ...(definition.kind === 'structure'
        ? definition.members.map((member) => ({ name: member.name, path }))
        : []),
    ]),
    ...plan.components.flatMap((component) => [
      component,
      ...component.runnables.flatMap(({ symbol, path, parameters }) => [
        { name: symbol, path },
        ...parameters.map(({ name }) => ({ name, path })),
      ]),
      ...component.calls.flatMap(({ name, source, parameters }) =>
        [{ name }, ...parameters].map((named) => ({ name: named.name, path: source })),
      ),
      ...component.applicationErrors.map(({ name }) => ({ name, path: component.path })),
      ...component.enumerations.flatMap(({ literals }) =>
        literals.map(({ name }) => ({ name, path: component.path })),
      ),
      ...component.limits.map(({ type }) => ({ name: type, path: component.path })),
    ]),
    ...plan.instances.map(({ name, prototype }) => ({ name, path: prototype })),
    // Symbols with a prefix may go on with a digit.
    ...[...plan.tasks, ...plan.alarms, ...com.signals, ...com.signalGroups].map(prefixed),
    ...plan.bsw.schedulableEntities.map((name) => ({ name, path: name })),
    ...plan.bsw.modules.flatMap(({ prefix, path, entities, exclusiveAreas }) => [
      { name: prefix, path },
      ...entities.map((entity) => ({ name: entity.function, path: entity.path })),
      ...exclusiveAreas.flatMap((area) => [
        prefixed(area),
        ...(area.protection.kind === 'OS_RESOURCE'
          ? [{ name: area.protection.resource, path: area.path }]
          : []),
      ]),
    ]),
  ];
}
