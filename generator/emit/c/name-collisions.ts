/**
 * Names that would mean two things in the C code of an ECU. Generated names join short names with `_`,
 * so that Rte_Write_A_b_c may be element c of port b of A, or element b_c of A_b's port.
 */
import { osEventsOf } from '../../plan/os-objects.ts';
import type { ComponentPlan, RtePlan } from '../../plan/rte-plan.ts';
import type { CContext } from './context.ts';
import { moduleHeader } from './module-view.ts';
import { bufferStruct, functionName, instanceHandle, sharedBuffer } from './names.ts';
import { statusCodes } from './status-codes.ts';

export interface NameCollision {
  readonly name: string;
  readonly first: string;
  readonly second: string;
}

/** A name, and the AUTOSAR path of what it means. */
interface Meaning {
  readonly name: string;
  readonly path: string;
}

export function nameCollisions(context: CContext): readonly NameCollision[] {
  const { plan } = context;
  return [
    ...collisions(externalNames(context)),
    ...plan.components.flatMap((component) => collisions(headerNames(component, context))),
    ...collisions(
      plan.bsw.modules.map((module) => ({
        // Some file systems do not tell names apart by case.
        name: moduleHeader(module).toLowerCase(),
        path: module.configuration,
      })),
    ),
  ];
}

function collisions(meanings: readonly Meaning[]): readonly NameCollision[] {
  const found: NameCollision[] = [];
  const firsts = new Map<string, string>();
  for (const { name, path } of meanings) {
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, path);
    else if (first !== path) found.push({ name, first, second: path });
  }
  return found;
}

/** What Rte.c sees at once: types, functions and objects of all components, and names of Os. */
function externalNames(context: CContext): readonly Meaning[] {
  const { plan } = context;
  return [
    ...typeNames(context),
    ...plan.tasks,
    ...plan.alarms,
    ...osEventsOf(plan),
    ...plan.components.flatMap((component) => [
      ...component.runnables.map(({ symbol, path }) => ({ name: symbol, path })),
      ...functionNames(component, plan),
    ]),
    ...plan.instances.flatMap(({ name, path }) => [
      { name: bufferStruct(name), path },
      { name: instanceHandle(name), path },
    ]),
    ...bufferNames(context),
    ...plan.vfbTrace.flatMap(({ name, functions }) =>
      functions.map((hook) => ({ name: hook, path: `hook ${name}` })),
    ),
  ];
}

/** What the source of a component sees: macros stand for themselves wherever their name occurs. */
function headerNames(component: ComponentPlan, context: CContext): readonly Meaning[] {
  const { plan, words } = context;
  const { path } = component;
  const shown = (text: string, names: readonly string[]) =>
    names.map((name) => ({ name, path: `${path} ${text}` }));
  const parameters = [...component.calls, ...component.runnables].flatMap((c) =>
    c.parameters.map((p) => words.parameterName(p.name)),
  );
  const members = plan.types.flatMap(({ definition }) =>
    definition.kind === 'structure' ? definition.members.map((m) => words.member(m.name)) : [],
  );
  const literals = shown(
    'literal',
    component.enumerations.flatMap((enumeration) => enumeration.literals.map(({ name }) => name)),
  );
  return [
    ...statusCodes.map(({ name }) => ({ name, path: 'the RTE' })),
    ...typeNames(context),
    ...(component.supportsMultipleInstantiation ? [] : functionNames(component, plan)),
    ...component.runnables.map((runnable) => ({ name: runnable.symbol, path: runnable.path })),
    ...component.calls.map(({ name, source }) => ({ name, path: source })),
    ...shown(
      'RTE_RUNNABLE',
      component.runnables.map(({ name }) => `RTE_RUNNABLE_${name}`),
    ),
    ...shown(
      'application error',
      component.applicationErrors.map(({ name }) => name),
    ),
    ...shown(
      'initial value',
      component.initValues.map(({ name }) => name),
    ),
    ...shown(
      'limit',
      component.limits.flatMap(({ type }) => [`${type}_LowerLimit`, `${type}_UpperLimit`]),
    ),
    ...literals,
    ...literals
      .filter(({ name }) => parameters.includes(name) || members.includes(name))
      .map(({ name }) => ({ name, path: 'a parameter or structure member' })),
  ];
}

function typeNames({ plan, words }: CContext): readonly Meaning[] {
  return plan.types.map(({ name, path }) => ({ name: words.typeName(name), path }));
}

function functionNames(component: ComponentPlan, plan: RtePlan): readonly Meaning[] {
  return plan.instances
    .filter((instance) => instance.component === component.name)
    .flatMap((instance) =>
      component.calls.map((call) => ({
        name: functionName(call.name, component, instance),
        path: `${call.name} of ${instance.path}`,
      })),
    );
}

function bufferNames({ plan, storage }: CContext): readonly Meaning[] {
  return plan.instances.flatMap((instance) =>
    instance.buffers
      .filter(({ name }) => storage.isShared(instance.name, name))
      .map(({ name, source }) => ({ name: sharedBuffer(instance.name, name), path: source })),
  );
}
