/**
 * Fixed components for the corpus cases, and the header that a careful hand would write for them in place
 * of the RTE's: every access is an assignment from or to a global variable of the same name and type.
 */
import { CWords } from '../dist/generator/emit/c/words.js';

/** A component that makes every call it may make, on data of its own that nobody can optimise away. */
export function componentSource(component, plan) {
  const words = new CWords(plan);
  const lines = [`#include "Rte_${component.name}.h"`, ''];
  const several = component.supportsMultipleInstantiation;
  for (const { name: runnable, symbol, parameters, returnsStatus } of component.runnables) {
    const calls = component.calls.filter((call) => call.runnables.includes(runnable));
    const statements = calls.map((call) => {
      const given = call.parameters.map((parameter, i) => {
        const data = `${component.name}_${runnable}_${call.name}_${i}`;
        lines.push(`${words.typeName(parameter.type)} ${data};`);
        const byValue = words.base(parameter.type) !== undefined && parameter.direction === 'in';
        return byValue || words.isArray(parameter.type) ? data : `&${data}`;
      });
      const result = `${component.name}_${runnable}_${call.name}_result`;
      if (!isPlain(call.name)) lines.push(`unsigned char ${result};`);
      const invocation = `${call.name}(${[...(several ? ['self'] : []), ...given].join(', ')});`;
      return isPlain(call.name) ? `(void)${invocation}` : `${result} = ${invocation}`;
    });
    const handle = several ? [`const struct Rte_CDS_${component.name}* self`] : [];
    const list = [
      ...handle,
      ...parameters.map((p) => words.parameter(p.name, p.type, p.direction)),
    ];
    lines.push(
      `${returnsStatus ? 'Std_ReturnType' : 'void'} ${symbol}(${list.join(', ') || 'void'})`,
      '{',
      ...(several ? ['    (void)self;'] : []),
      ...parameters.map((p) => `    (void)${words.parameterName(p.name)};`),
      ...statements.map((statement) => `    ${statement}`),
      ...(returnsStatus ? ['    return RTE_E_OK;'] : []),
      '}',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Calls whose status a component may ignore. */
function isPlain(name) {
  return /^Rte_(Read|Write)_/.test(name);
}

/** `Rte_<Swc>.h` without an RTE: macros on globals, servers called by name. */
export function handWrittenHeader(component, plan) {
  const words = new CWords(plan);
  const instance = plan.instances.find((i) => i.component === component.name);
  const own = (name) => `Rte_Buffer_${instance.name}_${name}`;
  const lines = ['#include <string.h>', '#include "Rte.h"', '#include "Rte_Type.h"'];
  const declare = (name, type) => {
    const line = `extern ${words.typeName(type)} ${name};`;
    if (!lines.includes(line)) lines.push(line);
    return name;
  };
  const copy = (to, from, type) =>
    words.isArray(type)
      ? `(void)memcpy(${to}, ${from}, sizeof(${words.typeName(type)}))`
      : `${to} = ${from}`;
  for (const call of instance?.calls ?? []) {
    const parameter = (type) =>
      words.base(type) === undefined && !words.isArray(type) ? '*(data)' : '(data)';
    switch (call.kind) {
      case 'Rte_Read': {
        const from = declare(own(call.from.buffer ?? call.name), call.type);
        const target = words.isArray(call.type) ? 'data' : '*(data)';
        lines.push(`#define ${call.name}(data) (${copy(target, from, call.type)}, RTE_E_OK)`);
        break;
      }
      case 'Rte_Write': {
        const buffers = call.to.filter((to) => to.kind === 'buffer' && to.buffer !== undefined);
        const targets =
          buffers.length > 0
            ? buffers.map((to) => `Rte_Buffer_${to.instance}_${to.buffer}`)
            : call.to.slice(0, 1).map(() => own(call.name));
        const stores = targets.map((to) =>
          copy(declare(to, call.type), parameter(call.type), call.type),
        );
        lines.push(`#define ${call.name}(data) (${[...stores, 'RTE_E_OK'].join(', ')})`);
        break;
      }
      case 'Rte_IsUpdated':
      case 'Rte_Feedback':
        lines.push(`#define ${call.name}() ${declare(own(call.name), 'uint8')}`);
        break;
      case 'Rte_Call':
        lines.push(...serverMacro(call, plan, words));
        break;
    }
  }
  return `${lines.join('\n')}\n`;
}

function serverMacro(call, plan, words) {
  const names = call.parameters.map((_, i) => `p${i}`);
  if (call.server === undefined)
    return [`#define ${call.name}(${names.join(', ')}) RTE_E_UNCONNECTED`];
  const { component, runnable, symbol, portDefinedArguments, returnsStatus } = call.server;
  const server = plan.components.find((c) => c.name === component);
  const { parameters } = server.runnables.find((r) => r.name === runnable);
  const list = parameters.map((p) => words.parameter(p.name, p.type, p.direction)).join(', ');
  const given = [...portDefinedArguments.map((a) => words.literal(a.value, a.type)), ...names];
  const invocation = `${symbol}(${given.join(', ')})`;
  return [
    `extern ${returnsStatus ? 'Std_ReturnType' : 'void'} ${symbol}(${list || 'void'});`,
    `#define ${call.name}(${names.join(', ')}) ${returnsStatus ? invocation : `(${invocation}, RTE_E_OK)`}`,
  ];
}

/** The global variables that those headers declare. */
export function handWrittenGlobals(headers) {
  const declarations = new Set(
    headers.flatMap((text) => text.split('\n').filter((line) => /^extern \w+ \w+;$/.test(line))),
  );
  const definitions = [...declarations].map((line) => line.replace('extern ', ''));
  return `#include "Rte_Type.h"\n${definitions.join('\n')}\n`;
}
