/** A source to begin with for every component type: its runnables with empty bodies. */
import type { ComponentPlan, RtePlan } from '../../plan/rte-plan.ts';
import { freeNames } from '../free-names.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { renderer } from '../render.ts';
import { importTypes } from './platform.ts';
import { reservedNames } from './reserved-names.ts';
import { commented, Words } from './words.ts';

export function emitSkeletons(plan: RtePlan): readonly GeneratedFile[] {
  const render = renderer('typescript', '.ts.hbs');
  const words = new Words(plan);
  return plan.components.map((component) => ({
    path: `${component.name}.ts`,
    text: render('skeleton', skeletonView(component, words)),
  }));
}

function skeletonView(component: ComponentPlan, words: Words) {
  const types = component.runnables.flatMap((r) => r.parameters.map((p) => p.type));
  const hasOut = component.runnables.some((r) =>
    r.parameters.some((p) => p.direction !== 'in' && words.base(p.type) !== undefined),
  );
  const returnsStatus = component.runnables.some((r) => r.returnsStatus);
  const own = types.filter((type) => !words.isPlatform(type)).map((type) => words.typeName(type));
  const apiNames = [`Rte_${component.name}`, ...own];
  const symbols = [...new Set(component.runnables.map(({ symbol }) => symbol))];
  const locals = freeNames(symbols, [...reservedNames, ...apiNames]);
  const platform = types.filter((type) => words.isPlatform(type) && type !== 'boolean');
  return {
    component: component.name,
    source: commented(component.path),
    platformImport: importTypes(
      [...(hasOut ? ['Out'] : []), ...(returnsStatus ? ['Std_ReturnType'] : []), ...platform],
      'vfb/rte',
    ),
    statusImport: returnsStatus ? "import { RTE_E_OK } from 'vfb/rte';\n" : '',
    apiImport: importTypes(apiNames, `Rte_${component.name}`),
    runnables: component.runnables.map((runnable) => ({
      source: commented(runnable.path),
      ...exported(runnable.symbol, locals[symbols.indexOf(runnable.symbol)] ?? ''),
      parameters: [
        `_self: Rte_${component.name}`,
        ...words
          .parameters(runnable.parameters)
          .map((p) => `_${p.name}: ${words.parameterType(p.type, p.direction)}`),
      ].join(', '),
      returns: runnable.returnsStatus ? 'Std_ReturnType' : 'void',
      body: runnable.returnsStatus ? ['return RTE_E_OK;'] : [],
    })),
  };
}

/** A function `class` can be exported, but not declared under that name. */
function exported(symbol: string, local: string) {
  return symbol === local
    ? { keyword: 'export ', local, exportAs: [] }
    : { keyword: '', local, exportAs: [`export { ${local} as ${symbol} };`] };
}
