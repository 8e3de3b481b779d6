/** A source to begin with for every component type: its runnables with empty bodies. */
import type { ComponentPlan, RtePlan } from '../../plan/rte-plan.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { renderer } from '../render.ts';
import { importTypes } from './platform.ts';
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
  const platform = types.filter((type) => words.isPlatform(type) && type !== 'boolean');
  return {
    component: component.name,
    source: commented(component.path),
    platformImport: importTypes(
      [...(hasOut ? ['Out'] : []), ...(returnsStatus ? ['Std_ReturnType'] : []), ...platform],
      'vfb/rte',
    ),
    statusImport: returnsStatus ? "import { RTE_E_OK } from 'vfb/rte';\n" : '',
    apiImport: importTypes(
      [`Rte_${component.name}`, ...types.filter((type) => !words.isPlatform(type))],
      `Rte_${component.name}`,
    ),
    runnables: component.runnables.map((runnable) => ({
      source: commented(runnable.path),
      symbol: runnable.symbol,
      parameters: [
        `_self: Rte_${component.name}`,
        ...runnable.parameters.map(
          (p) => `_${p.name}: ${words.parameterType(p.type, p.direction)}`,
        ),
      ].join(', '),
      returns: runnable.returnsStatus ? 'Std_ReturnType' : 'void',
      body: runnable.returnsStatus ? ['return RTE_E_OK;'] : [],
    })),
  };
}
