/**
 * The contract phase: a component type on its own, before any system has it. Seen as an ECU with one
 * instance of it, of whose connections, tasks and signals nothing is known.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { atomicComponentTypes } from '../model/components.ts';
import type { Model } from '../model/model.ts';
import type { AtomicComponentType } from './composition.ts';
import type { EcuSystem } from './ecu-system.ts';
import { EcucValues } from './ecuc-values.ts';

export function contractSystem(model: Model, type: AtomicComponentType): EcuSystem {
  return {
    name: 'Contract',
    model,
    ecuInstance: undefined,
    tree: undefined,
    components: [
      {
        path: type.path,
        shortName: type.shortName,
        prototypes: [],
        type,
        parent: undefined,
        at: type,
        behavior: type.internalBehaviors[0],
        name: type.shortName,
      },
    ],
    ecuc: new EcucValues([]),
    matrix: [],
    local: () => undefined,
    isElsewhere: () => false,
    dataMappings: () => [],
  };
}

/** The one atomic component type of that AUTOSAR path or short name; undefined, with a diagnostic, if there is none or another. */
export function componentTypeOf(
  model: Model,
  name: string,
  diagnostics: Diagnostics,
): AtomicComponentType | undefined {
  const types = atomicComponentTypes.flatMap((kind): readonly AtomicComponentType[] =>
    model.all(kind),
  );
  const paths = (list: readonly AtomicComponentType[]) =>
    list
      .map(({ path }) => path)
      .sort()
      .join(', ');
  const found = types.filter(({ path, shortName }) => name === path || name === shortName);
  if (found.length === 0) {
    const known = paths(types) || 'none';
    diagnostics.report('contract-component-unknown', undefined, { name, known });
  } else if (found.length > 1) {
    diagnostics.report('contract-component-ambiguous', found[0], { name, paths: paths(found) });
  }
  return found.length === 1 ? found[0] : undefined;
}
