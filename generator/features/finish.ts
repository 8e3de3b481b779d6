/** The draft becomes the plan: everything in the order of the output, contexts worked out. */
import type { ComponentPlan, InstancePlan, RtePlan, RunnablePlan } from '../plan/rte-plan.ts';
import { planBswModules } from './bsw-scheduler/plan.ts';
import { planCommunication } from './communication-stack/plan.ts';
import { Contexts } from './contexts.ts';
import { enumerationsOf, limitsOf } from './data-types/plan.ts';
import type { ComponentDraft, InstanceDraft, PlanDraft } from './draft.ts';
import { planIoDrivers } from './io-drivers/plan.ts';
import { callbackContext } from './sender-receiver/plan.ts';

export function finish(draft: PlanDraft): RtePlan {
  // Components without any access still have instances and runnables.
  for (const component of draft.system.components) draft.instance(component);
  const communication = planCommunication(draft);
  const contexts = new Contexts(draft);
  return {
    ecu: draft.system.name,
    types: draft.types.plans,
    components: planComponents(draft),
    instances: [...draft.instances.values()]
      .sort((a, b) => (a.component.path < b.component.path ? -1 : 1))
      .map((instance) => planInstance(instance, contexts, draft)),
    tasks: draft.tasks,
    counters: [...draft.counters].sort(byName),
    alarms: [...draft.alarms].sort(byName),
    interrupts: [...draft.interrupts].sort(byName),
    comCallbacks: [...draft.callbacks]
      .map(([name, { signal, does }]) => ({
        name,
        signal,
        context: callbackContext(name, signal, draft),
        does,
      }))
      .sort(byName),
    // Traced is the whole plan: it comes last.
    vfbTrace: [],
    bsw: {
      ...communication,
      ...planIoDrivers(draft),
      schedulableEntities: [...draft.schedulableEntities].sort(),
      modules: planBswModules(draft),
    },
  };
}

function planComponents(draft: PlanDraft): readonly ComponentPlan[] {
  for (const component of draft.system.components) {
    const { runnables } = draft.component(component);
    for (const runnable of component.behavior?.runnables ?? []) {
      if (runnables.has(runnable.shortName)) continue;
      runnables.set(runnable.shortName, {
        name: runnable.shortName,
        path: runnable.path,
        symbol: runnable.symbol ?? runnable.shortName,
        canBeInvokedConcurrently: runnable.canBeInvokedConcurrently ?? false,
        parameters: [],
        returnsStatus: false,
      } satisfies RunnablePlan);
    }
  }
  return [...draft.components.values()].map((c) => planComponent(c, draft)).sort(byName);
}

function planComponent(component: ComponentDraft, draft: PlanDraft): ComponentPlan {
  return {
    name: component.name,
    path: component.type.path,
    kind: component.kind,
    supportsMultipleInstantiation: component.supportsMultipleInstantiation,
    usesIoDrivers:
      component.kind === 'ecu-abstraction' || component.kind === 'complex-device-driver',
    calls: [...component.calls.values()]
      .map((c) => ({ ...c, runnables: [...c.runnables].sort() }))
      .sort(byName),
    runnables: [...component.runnables.values()].sort(byName),
    types: [...component.usedTypes].sort(),
    initValues: [...component.initValues.values()].sort(byName),
    applicationErrors: [...component.applicationErrors]
      .map(([name, value]) => ({ name, value }))
      .sort(byName),
    enumerations: enumerationsOf(component, draft),
    limits: limitsOf(component, draft),
  };
}

function planInstance(instance: InstanceDraft, contexts: Contexts, draft: PlanDraft): InstancePlan {
  const { component } = instance;
  const { name, calls } = draft.component(component);
  const runnables = component.behavior?.runnables ?? [];
  return {
    name: component.name,
    path: component.path,
    prototype: component.prototypes.at(-1) ?? component.path,
    component: name,
    buffers: [...instance.buffers.values()].sort(byName),
    flags: [...instance.flags.values()].sort(byName),
    calls: [...instance.calls.values()].sort(byName).map((call) => {
      const callers = calls.get(call.name)?.runnables ?? [];
      const made = runnables.filter((runnable) => callers.includes(runnable.shortName));
      return {
        ...call,
        contexts: contexts.of(...made.map((runnable) => ({ component, runnable }))),
      };
    }),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
