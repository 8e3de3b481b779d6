/** Calls of the hooks of the VFB trace, and Rte_Hook.h, which declares them. */
import { rteCallHook } from '../../plan/api-names.ts';
import type { ComponentPlan, RtePlan } from '../../plan/rte-plan.ts';
import type { TraceHookPlan } from '../../plan/vfb-trace.ts';
import { dataStructure } from './names.ts';
import { parameterList } from './signatures.ts';
import { type CWords, commented } from './words.ts';

export class Trace {
  readonly #functions: ReadonlyMap<string, readonly string[]>;

  constructor(plan: RtePlan) {
    this.#functions = new Map(plan.vfbTrace.map(({ name, functions }) => [name, functions]));
  }

  /** Statements that call the hook functions of that name; none where nothing is traced. */
  lines(hook: string, ...parameters: readonly string[]): readonly string[] {
    const functions = this.#functions.get(hook) ?? [];
    return functions.map((name) => `${name}(${parameters.join(', ')});`);
  }

  /** Whether the call of a component type is traced, so that it must be a function. */
  isTraced(call: string, { name }: Pick<ComponentPlan, 'name'>): boolean {
    const phases = ['Start', 'Return'] as const;
    return phases.some((phase) => this.#functions.has(rteCallHook(call, name, phase)));
  }
}

export function hookView(plan: RtePlan, words: CWords) {
  // Start and return stand together, under one comment.
  const hooks = new Map<string, { source: string; prototypes: string[] }>();
  for (const hook of plan.vfbTrace) {
    const { source, parameters } = told(hook, plan, words);
    const list = parameters.join(', ') || 'void';
    const prototypes = hook.functions.map((name) => `extern void ${name}(${list});`);
    const key = JSON.stringify(hook.tells);
    const before = hooks.get(key);
    if (before === undefined) hooks.set(key, { source: commented(source), prototypes });
    else before.prototypes.push(...prototypes);
  }
  return {
    structures: plan.components
      .filter((component) => component.supportsMultipleInstantiation)
      .map(({ name }) => `struct ${dataStructure(name)};`),
    hooks: [...hooks.values()],
  };
}

/** What the parameters of a hook are, and of what it tells. */
function told({ tells }: TraceHookPlan, plan: RtePlan, words: CWords) {
  switch (tells.kind) {
    case 'call': {
      const component = find(plan.components, tells.component);
      const call = find(component.calls, tells.call);
      const parameters = [...handle(component), ...parameterList(call, words)];
      return { source: call.source, parameters };
    }
    case 'runnable': {
      const component = find(plan.components, tells.component);
      const runnable = find(component.runnables, tells.runnable);
      return { source: runnable.path, parameters: handle(component) };
    }
    case 'com-signal': {
      const { path, type } = find(plan.bsw.com.signals, tells.signal);
      return { source: path, parameters: [`const ${type === 'bytes' ? 'uint8' : type}* data`] };
    }
    case 'com-callback': {
      const { signal } = find(plan.comCallbacks, tells.callback);
      const { signals, signalGroups } = plan.bsw.com;
      return { source: find([...signals, ...signalGroups], signal).path, parameters: [] };
    }
    case 'task':
      return { source: 'tasks of the RTE', parameters: ['TaskType task'] };
    case 'os-event':
      return {
        source: 'OS events of tasks of the RTE',
        parameters: ['TaskType task', 'EventMaskType event'],
      };
  }
}

function handle({ name, supportsMultipleInstantiation }: ComponentPlan): readonly string[] {
  return supportsMultipleInstantiation ? [`const struct ${dataStructure(name)}* self`] : [];
}

function find<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((element) => element.name === name);
  if (found === undefined) throw new Error(`${name} is traced, but the plan has none`);
  return found;
}
