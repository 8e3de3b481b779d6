/** A C source to begin with for every component type: its runnables with empty bodies. */
import type { RtePlan } from '../../plan/rte-plan.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { renderer } from '../render.ts';
import { runnablePrototype } from './signatures.ts';
import { CWords, commented } from './words.ts';

export function emitCSkeletons(plan: RtePlan): readonly GeneratedFile[] {
  const render = renderer('c', '.c.hbs', '.h.hbs');
  const words = new CWords(plan);
  return plan.components.map((component) => ({
    path: `${component.name}.c`,
    text: render('skeleton', {
      component: component.name,
      source: commented(component.path),
      runnables: component.runnables.map((runnable) => ({
        source: commented(runnable.path),
        prototype: runnablePrototype(runnable, component, words),
        body: [
          ...(component.supportsMultipleInstantiation ? ['(void)self;'] : []),
          ...runnable.parameters.map((p) => `(void)${words.parameterName(p.name)};`),
          ...(runnable.returnsStatus ? ['return RTE_E_OK;'] : []),
        ],
      })),
    }),
  }));
}
