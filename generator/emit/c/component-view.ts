/** Rte_<Swc>.h and Rte_<Swc>_Type.h: the application header of a component type. */
import type { ComponentPlan, InstancePlan } from '../../plan/rte-plan.ts';
import type { CContext } from './context.ts';
import { dataStructure, functionName, sharedBuffer } from './names.ts';
import { dataStructureLines, parameters, returnType, runnablePrototype } from './signatures.ts';
import { type CWords, commented } from './words.ts';

export function componentView(component: ComponentPlan, context: CContext) {
  const { plan, storage, words } = context;
  const instance = plan.instances.find((i) => i.component === component.name);
  const inlineNames = new Set(
    instance?.calls.filter((call) => storage.isInline(call)).map((call) => call.name),
  );
  const called = component.calls.filter((call) => !inlineNames.has(call.name));
  const many = component.supportsMultipleInstantiation;
  return {
    component: component.name,
    source: commented(component.path),
    handle: many
      ? [
          {
            structure: dataStructure(component.name),
            lines: dataStructureLines(component, words),
          },
        ]
      : [],
    constants: constants(component, words),
    sharedBuffers: instance === undefined ? [] : sharedBuffers(instance, context),
    inlines: instance === undefined ? [] : inlines(instance, component, context),
    // Behind an instance handle the functions are the instances' own, and have no declaration here.
    calls: many
      ? []
      : called.map((call) => ({
          source: commented(call.source),
          declaration: `extern ${returnType(call)} ${functionName(call.name, component, component)}(${parameters(call, words)});`,
        })),
    macros: called.map((call) => {
      const names = call.parameters.map((p) => words.parameterName(p.name));
      return many
        ? `#define ${call.name}(${['self', ...names].join(', ')}) ((self)->${call.name}(${names
            .map((n) => `(${n})`)
            .join(', ')}))`
        : `#define ${call.name} ${functionName(call.name, component, component)}`;
    }),
    runnables: component.runnables.map((runnable) => ({
      source: commented(runnable.path),
      name: runnable.name,
      symbol: runnable.symbol,
      prototype: runnablePrototype(runnable, component, words),
    })),
  };
}

function constants(component: ComponentPlan, words: CWords) {
  return [
    ...component.applicationErrors.map(({ name, value }) => ({
      name,
      value: `((Std_ReturnType)${value}U)`,
    })),
    ...component.initValues
      // A composite has no constant expression; its literal serves as an initialiser.
      .map(({ name, type, value }) => ({
        name,
        value:
          words.base(type) === undefined
            ? words.literal(value, type)
            : `((${words.typeName(type)})${words.literal(value, type)})`,
      })),
    ...component.limits.flatMap(({ type, lower, upper }) => [
      { name: `${type}_LowerLimit`, value: limit(lower) },
      { name: `${type}_UpperLimit`, value: limit(upper) },
    ]),
    ...component.enumerations.flatMap(({ literals }) =>
      literals.map(({ name, value }) => ({ name, value: value < 0 ? `(${value})` : `${value}U` })),
    ),
  ];
}

function limit(value: unknown): string {
  const text = String(value);
  return text.startsWith('-') ? `(${text})` : /^\d+$/.test(text) ? `${text}U` : text;
}

/** Declarations of the buffers that this component's inline calls access, and of no others. */
function sharedBuffers(instance: InstancePlan, { storage }: CContext): readonly string[] {
  const declared = new Set<string>();
  for (const call of instance.calls) {
    if (!storage.isInline(call)) continue;
    if (call.kind === 'Rte_Read') {
      if (call.from.kind === 'buffer') declared.add(declaration(instance.name, call.from.buffer));
    } else {
      for (const to of call.to) {
        if (to.kind === 'buffer' && to.buffer !== undefined)
          declared.add(declaration(to.instance, to.buffer));
      }
    }
  }
  function declaration(owner: string, buffer: string): string {
    return `extern ${storage.declaredType(owner, buffer)} ${sharedBuffer(owner, buffer)};`;
  }
  return [...declared].sort();
}

function inlines(instance: InstancePlan, component: ComponentPlan, context: CContext) {
  const { storage, words } = context;
  return instance.calls.flatMap((call) => {
    if (!storage.isInline(call)) return [];
    const signature = component.calls.find((c) => c.name === call.name);
    if (signature === undefined) throw new Error(`${call.name} is not declared`);
    const lines =
      call.kind === 'Rte_Write'
        ? call.to.flatMap((to) =>
            to.kind === 'buffer' && to.buffer !== undefined
              ? [`${storage.object(to.instance, to.buffer)} = data;`]
              : [],
          )
        : call.from.kind === 'buffer'
          ? [`*data = ${storage.object(instance.name, call.from.buffer)};`]
          : [];
    return [
      {
        source: commented(call.source),
        signature: `static inline Std_ReturnType ${call.name}(${parameters(signature, words)})`,
        lines,
      },
    ];
  });
}
