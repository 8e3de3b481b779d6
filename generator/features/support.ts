/** Constructs of component types that no feature lowers: each is refused by name, once per type. */
import type { EcuComponent } from '../system/ecu-system.ts';
import type { PlanDraft } from './draft.ts';

export function checkComponents(draft: PlanDraft): void {
  const { diagnostics } = draft;
  const types = new Map<string, EcuComponent>();
  for (const component of draft.system.components) {
    const { path } = component.type;
    const first = types.get(path);
    if (first === undefined) types.set(path, component);
    else if (!component.behavior?.supportsMultipleInstantiation) {
      diagnostics.report(
        'instances-several',
        component.at,
        { component: path, instances: `${first.path} and ${component.path}` },
        [{ message: 'the other instance', at: first.at }],
      );
    }
  }
  for (const [path, { type, behavior }] of types) {
    for (const element of [type, behavior, ...(behavior?.runnables ?? [])]) {
      const seen = new Set<string>();
      for (const construct of element?.unsupported ?? []) {
        if (seen.has(construct.what)) continue;
        seen.add(construct.what);
        diagnostics.report('construct-unsupported', construct, {
          where: element?.path ?? path,
          what: construct.what,
        });
      }
    }
    if (type.internalBehaviors.length > 1) {
      diagnostics.report('behaviors-several', type, { component: path });
    }
    for (const port of type.ports) {
      const kind = draft.system.model.find(port.interface)?.kind;
      const what = portKinds[kind ?? ''];
      if (what !== undefined) {
        diagnostics.report('construct-unsupported', port, { where: port.path, what });
      }
    }
    for (const option of behavior?.portApiOptions ?? []) {
      if (option.indirectApi) {
        diagnostics.report('construct-unsupported', option, {
          where: option.port?.path ?? path,
          what: 'indirect API (Rte_Port)',
        });
      }
    }
  }
}

const portKinds: Readonly<Record<string, string>> = {
  'MODE-SWITCH-INTERFACE': 'a mode switch port',
  'PARAMETER-INTERFACE': 'a parameter port',
  'NV-DATA-INTERFACE': 'an NV data port',
  'TRIGGER-INTERFACE': 'a trigger port',
};
