/** SchM_<prefix>.h: what the RTE declares to a BSW module. */
import type { BswModulePlan, ExclusiveAreaPlan } from '../../plan/rte-plan.ts';
import { commented } from './words.ts';

export const moduleHeader = ({ prefix }: BswModulePlan) => `SchM_${prefix}.h`;

export function moduleView({ prefix, path, entities, exclusiveAreas }: BswModulePlan) {
  return {
    source: commented(path),
    guard: prefix.toUpperCase(),
    headers: exclusiveAreas.length > 0 ? ['Os.h'] : [],
    entities: entities.map((entity) => ({ source: commented(entity.path), name: entity.function })),
    areas: exclusiveAreas.map((area) => ({
      source: commented(area.path),
      mechanism: area.assumed ? `assumed ${area.protection.kind}` : area.protection.kind,
      enter: `SchM_Enter_${prefix}_${area.name}`,
      exit: `SchM_Exit_${prefix}_${area.name}`,
      ...locking(area.protection),
    })),
  };
}

function locking(protection: ExclusiveAreaPlan['protection']) {
  switch (protection.kind) {
    case 'ALL_INTERRUPT_BLOCKING':
      return { lock: 'SuspendAllInterrupts();', unlock: 'ResumeAllInterrupts();' };
    case 'OS_INTERRUPT_BLOCKING':
      return { lock: 'SuspendOSInterrupts();', unlock: 'ResumeOSInterrupts();' };
    case 'OS_RESOURCE':
      return {
        lock: `(void)GetResource(${protection.resource});`,
        unlock: `(void)ReleaseResource(${protection.resource});`,
      };
    case 'NONE':
      return {
        lock: '/* Nothing is to be locked. */',
        unlock: '/* Nothing is to be released. */',
      };
  }
}
