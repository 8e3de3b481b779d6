/** The TypeScript files of one ECU. */
import type { RtePlan } from '../../plan/rte-plan.ts';
import { type GeneratedFile, generatedMarker } from '../generated-file.ts';
import { renderer } from '../render.ts';
import { componentView } from './component-view.ts';
import { configurationView } from './configuration-view.ts';
import { rteImports, rteView } from './rte-view.ts';
import { typesView } from './types-view.ts';
import { Words } from './words.ts';

export function emitEcu(plan: RtePlan): readonly GeneratedFile[] {
  const render = renderer('typescript', '.ts.hbs');
  const words = new Words(plan);
  const file = (path: string, template: string, view: object): GeneratedFile => ({
    path,
    text: tidy(render(template, { marker: generatedMarker, ecu: plan.ecu, ...view })),
  });
  const body = render('Rte_body', rteView(plan, words));
  return [
    file('Rte_Type.ts', 'Rte_Type', typesView(plan, words)),
    ...plan.components.map((component) =>
      file(`Rte_${component.name}.ts`, 'Rte_Component', componentView(component, plan, words)),
    ),
    file('Ecu_Cfg.ts', 'Ecu_Cfg', configurationView(plan, words)),
    file('Rte.ts', 'Rte', { imports: rteImports(body, plan, words), body }),
  ];
}

/** Empty lists on one line, no double blank lines, one line end at the end. */
function tidy(text: string): string {
  return `${text
    .replace(/([[{])\n\s*([\]}])/g, '$1$2')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}
