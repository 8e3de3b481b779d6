/** The C files of one ECU, under the names of the RTE specification. */
import type { RtePlan } from '../../plan/rte-plan.ts';
import { type GeneratedFile, generatedMarker } from '../generated-file.ts';
import { renderer } from '../render.ts';
import { componentView } from './component-view.ts';
import type { CContext } from './context.ts';
import { moduleHeader, moduleView } from './module-view.ts';
import type { COptions } from './options.ts';
import { rteView } from './rte-view.ts';
import { statusCodes } from './status-codes.ts';
import { Storage } from './storage.ts';
import { hookView, Trace } from './trace.ts';
import { CWords, commented } from './words.ts';

export function cContext(plan: RtePlan, options: COptions): CContext {
  const words = new CWords(plan);
  return { plan, words, storage: new Storage(plan, options, words), trace: new Trace(plan) };
}

/** Every call is a function, since how it is carried out is for the RTE of some ECU to decide. */
export function contractContext(plan: RtePlan): CContext {
  return cContext(plan, { api: 'functions', atomicWidthBits: 8 });
}

export function emitC(context: CContext): readonly GeneratedFile[] {
  const { plan, words } = context;
  const file = printer(plan, `the RTE plan of ECU ${plan.ecu}`);
  return [
    ...componentHeaders(context, file),
    file('Rte_Cfg.h', 'Rte_Cfg.h', {
      trace: plan.vfbTrace.length > 0 ? '1U' : '0U',
      functions: plan.vfbTrace.flatMap(({ functions }) => functions),
    }),
    ...(plan.vfbTrace.length > 0 ? [file('Rte_Hook.h', 'Rte_Hook.h', hookView(plan, words))] : []),
    ...plan.bsw.modules.map((module) =>
      file(moduleHeader(module), 'SchM_Module.h', moduleView(module)),
    ),
    file('Rte_Main.h', 'Rte_Main.h', {}),
    file('Rte_Cbk.h', 'Rte_Cbk.h', { callbacks: plan.comCallbacks.map(({ name }) => ({ name })) }),
    file('Rte.c', 'Rte', rteView(context)),
  ];
}

/** The contract phase: what the source of a component includes. */
export function emitCContract(context: CContext): readonly GeneratedFile[] {
  const from = 'a component type alone, in the contract phase';
  return componentHeaders(context, printer(context.plan, from));
}

type Print = (path: string, template: string, view: object) => GeneratedFile;

/** `from`: what the files are generated from, as their first line says. */
function printer(plan: RtePlan, from: string): Print {
  const render = renderer('c', '.c.hbs', '.h.hbs');
  const head = { marker: generatedMarker, ecu: commented(plan.ecu), from: commented(from) };
  return (path, template, view) => ({
    path,
    text: tidy(render(template, { ...head, ...view })),
  });
}

/** What the sources of the components include. */
function componentHeaders(context: CContext, file: Print): readonly GeneratedFile[] {
  const { plan, words } = context;
  return [
    file('Rte.h', 'Rte.h', { codes: statusCodes }),
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
