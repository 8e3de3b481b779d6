/** The C function of a schedulable entity of a BSW module. */
import type { Elements } from '../model/elements.ts';

/** `<module>_<entry>`; the vendor API infix of the implementation is not part of the standard name. */
export function entityFunction(module: string, entity: Elements['BSW-SCHEDULABLE-ENTITY']): string {
  const entry = entity.implementedEntry?.path.split('/').at(-1) ?? entity.shortName;
  return entry.startsWith(`${module}_`) ? entry : `${module}_${entry}`;
}
