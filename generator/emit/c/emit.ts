/** The C files of one ECU, under the names of the RTE specification. */
import type { RtePlan } from '../../plan/rte-plan.ts';
import { type GeneratedFile, generatedMarker } from '../generated-file.ts';
import { renderer } from '../render.ts';
import type { CContext } from './call-view.ts';
import { componentView } from './component-view.ts';
import type { COptions } from './options.ts';
import { rteView } from './rte-view.ts';
import { Storage } from './storage.ts';
import { CWords, commented } from './words.ts';

export function emitC(plan: RtePlan, options: COptions): readonly GeneratedFile[] {
  const { context, file } = printer(plan, options, `the RTE plan of ECU ${plan.ecu}`);
  return [
    ...componentHeaders(context, file),
    file('Rte_Main.h', 'Rte_Main.h', {}),
    file('Rte_Cbk.h', 'Rte_Cbk.h', { callbacks: plan.comCallbacks.map(({ name }) => ({ name })) }),
    file('Rte.c', 'Rte', rteView(context)),
  ];
}

/**
 * The contract phase: what the source of a component includes. Every call is a function, since how it
 * is carried out is for the RTE of some ECU to decide.
 */
export function emitCContract(plan: RtePlan): readonly GeneratedFile[] {
  const options = { api: 'functions', atomicWidthBits: 8 } as const;
  const { context, file } = printer(plan, options, 'a component type alone, in the contract phase');
  return componentHeaders(context, file);
}

type Print = (path: string, template: string, view: object) => GeneratedFile;

/** `from`: what the files are generated from, as their first line says. */
function printer(
  plan: RtePlan,
  options: COptions,
  from: string,
): { readonly context: CContext; readonly file: Print } {
  const render = renderer('c', '.c.hbs', '.h.hbs');
  const words = new CWords(plan);
  const head = { marker: generatedMarker, ecu: commented(plan.ecu), from: commented(from) };
  return {
    context: { plan, words, storage: new Storage(plan, options, words) },
    file: (path, template, view) => ({ path, text: tidy(render(template, { ...head, ...view })) }),
  };
}

/** What the sources of the components include. */
function componentHeaders(context: CContext, file: Print): readonly GeneratedFile[] {
  const { plan, words } = context;
  return [
    file('Rte.h', 'Rte.h', {}),
    file('Rte_Type.h', 'Rte_Type.h', {
      types: plan.types.map((type) => ({
        source: commented(type.path),
        typedef: words.typedef(type.name, type.definition),
      })),
    }),
    ...plan.components.flatMap((component) => {
      const { constants, ...view } = componentView(component, context);
      const guard = component.name.toUpperCase();
      const literalNames = new Set(
        component.enumerations.flatMap((e) => e.literals.map((l) => l.name)),
      );
      return [
        file(`Rte_${component.name}.h`, 'Rte_Component.h', {
          ...view,
          guard,
          constants: constants.filter((c) => !literalNames.has(c.name)),
        }),
        file(`Rte_${component.name}_Type.h`, 'Rte_Component_Type.h', {
          guard,
          literals: constants.filter((c) => literalNames.has(c.name)),
        }),
      ];
    }),
  ];
}

/** No double blank lines, one line end at the end. */
function tidy(text: string): string {
  return `${text
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\{\n\n/g, '{\n')
    .trimEnd()}\n`;
}
