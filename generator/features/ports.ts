/** What accesses, calls and events of a behavior name, each checked to belong to its component. */
import type { Reference } from '../model/declare.ts';
import type { ElementKind, Elements } from '../model/elements.ts';
import type { Port } from '../system/composition.ts';
import type { EcuComponent } from '../system/ecu-system.ts';
import type { PlanDraft, Runnable } from './draft.ts';

/** A port of the component; undefined, with a diagnostic, if the reference means another's. */
export function portOf<K extends Port['kind']>(
  component: EcuComponent,
  reference: Reference<K> | undefined,
  draft: PlanDraft,
): Elements[K] | undefined {
  return own(reference, component.type.path, { what: 'port', owner: component.type.path }, draft);
}

/** A data element or operation of the port's interface; undefined, with a diagnostic, if it is another's. */
export function memberOf<K extends 'VARIABLE-DATA-PROTOTYPE' | 'CLIENT-SERVER-OPERATION'>(
  port: Port,
  reference: Reference<K> | undefined,
  what: string,
  draft: PlanDraft,
): Elements[K] | undefined {
  const portInterface = draft.system.model.resolve(port.interface, draft.diagnostics);
  if (portInterface === undefined) return undefined;
  const owner = `${port.path}, whose interface is ${portInterface.path}`;
  return own(reference, portInterface.path, { what, owner }, draft);
}

/** A runnable of the component's behavior; undefined, with a diagnostic, if it is another's. */
export function runnableOf(
  component: EcuComponent,
  reference: Reference<'RUNNABLE-ENTITY'> | undefined,
  draft: PlanDraft,
): Runnable | undefined {
  const path = component.behavior?.path ?? '';
  return own(reference, path, { what: 'runnable', owner: path }, draft);
}

function own<K extends ElementKind>(
  reference: Reference<K> | undefined,
  parentPath: string,
  words: { readonly what: string; readonly owner: string },
  draft: PlanDraft,
): Elements[K] | undefined {
  const { diagnostics, system } = draft;
  const found = system.model.resolve(reference, diagnostics) as Elements[K] | undefined;
  if (reference === undefined || found === undefined) return undefined;
  if (found.path === `${parentPath}/${found.shortName}`) return found;
  diagnostics.report('reference-foreign', reference, { path: found.path, ...words });
  return undefined;
}
