/** ECUC module configurations that are split over several files. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Element, Elements } from './elements.ts';
import { reportConflict } from './same-content.ts';

type EcucModule = Elements['ECUC-MODULE-CONFIGURATION-VALUES'];
type EcucContainer = Elements['ECUC-CONTAINER-VALUE'];

/** One module, described in two files: containers join, down to the parameters of each. */
export function mergeModule(kept: Element, added: Element, diagnostics: Diagnostics): void {
  if (!isModule(kept) || !isModule(added)) throw new Error(`merging ${kept.path}, a ${kept.kind}`);
  mergeContainers(kept.containers as EcucContainer[], added.containers, diagnostics);
}

function isModule(element: Element): element is EcucModule {
  return element.kind === 'ECUC-MODULE-CONFIGURATION-VALUES';
}

function mergeContainers(
  kept: EcucContainer[],
  added: readonly EcucContainer[],
  diagnostics: Diagnostics,
): void {
  for (const container of added) {
    const same = kept.find((c) => c.shortName === container.shortName);
    if (same === undefined) {
      kept.push(container);
      continue;
    }
    if (definitionOf(same) !== definitionOf(container)) {
      reportConflict(container.path, container, same, diagnostics);
      continue;
    }
    for (const parameter of container.parameters) {
      const definition = definitionOf(parameter);
      const other = same.parameters.find((p) => definitionOf(p) === definition);
      if (other === undefined) (same.parameters as (typeof parameter)[]).push(parameter);
      else if (other.value !== parameter.value) {
        reportConflict(`${container.path} ${definition}`, parameter, other, diagnostics);
      }
    }
    for (const reference of container.references) {
      const known = same.references.some(
        (r) => definitionOf(r) === definitionOf(reference) && targetOf(r) === targetOf(reference),
      );
      if (!known) (same.references as (typeof reference)[]).push(reference);
    }
    mergeContainers(same.subContainers as EcucContainer[], container.subContainers, diagnostics);
  }
}

/** Its last name: one half may name the vendor's definition, the other the standard's. */
function definitionOf({ definition }: Pick<EcucContainer, 'definition'>): string {
  const path = definition?.path ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}

function targetOf(reference: EcucContainer['references'][number]): string | undefined {
  return reference.kind === 'ECUC-INSTANCE-REFERENCE-VALUE'
    ? reference.target?.path
    : reference.value?.path;
}

/** Two halves of one module may name the same container. */
export function isMergeable(a: Element, b: Element): boolean {
  return (
    a.kind === b.kind &&
    (a.kind === 'ECUC-CONTAINER-VALUE' || a.kind === 'ECUC-MODULE-CONFIGURATION-VALUES')
  );
}
