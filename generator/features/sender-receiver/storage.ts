/** What both ends share: partners, buffers, flags. */
import type { FlagPlan } from '../../plan/rte-plan.ts';
import type { PortInstance } from '../../system/composition.ts';
import { planValue } from '../../system/values.ts';
import type { PlanDraft } from '../draft.ts';
import {
  initSpecification,
  type PortElement,
  type PortElements,
  receiverComSpec,
} from './elements.ts';

export function providersOf(use: PortElement, draft: PlanDraft): readonly PortInstance[] {
  const own = { instance: use.component, port: use.port };
  const found = draft.system.tree?.providers(own) ?? [];
  return use.port.kind === 'PR-PORT-PROTOTYPE' ? [own, ...found] : found;
}

export function receiversOf(use: PortElement, draft: PlanDraft): readonly PortInstance[] {
  const own = { instance: use.component, port: use.port };
  const found = draft.system.tree?.receivers(own) ?? [];
  return use.port.kind === 'PR-PORT-PROTOTYPE' ? [own, ...found] : found;
}

export function writersAt(
  port: PortInstance,
  element: string,
  elements: PortElements,
  draft: PlanDraft,
) {
  const component = draft.system.local(port.instance);
  return (component && elements.at(component, port.port, element)?.writers) ?? [];
}

export function wantsUpdated(use: PortElement): boolean {
  return use.readers.length > 0 && receiverComSpec(use.port, use.element)?.enableUpdate === true;
}

export function bufferName(use: PortElement): string {
  return `${use.port.shortName}_${use.element.shortName}`;
}

export function buffer(use: PortElement, draft: PlanDraft): string {
  const name = bufferName(use);
  const { buffers } = draft.instance(use.component);
  if (!buffers.has(name)) {
    buffers.set(name, {
      name,
      source: elementPath(use),
      type: use.type.name,
      initValue: planValue(initSpecification(use.port, use.element), use.type, draft.values),
    });
  }
  return name;
}

export function flag(use: PortElement, kind: FlagPlan['kind'], draft: PlanDraft): string {
  const name = `${bufferName(use)}_${kind}`;
  draft.instance(use.component).flags.set(name, { name, source: elementPath(use), kind });
  return name;
}

export function elementPath(use: PortElement): string {
  return `${use.component.path}/${use.port.shortName}/${use.element.shortName}`;
}
