/** RteBswModuleInstance → what the SchM header of a BSW module declares, and how its areas are protected. */
import type { Elements } from '../../model/elements.ts';
import type { BswModulePlan, ExclusiveAreaPlan } from '../../plan/rte-plan.ts';
import type { EcucContainer } from '../../system/ecuc-values.ts';
import { entityFunction } from '../bsw-entities.ts';
import type { PlanDraft } from '../draft.ts';

type Behavior = Elements['BSW-INTERNAL-BEHAVIOR'];
type Protection = ExclusiveAreaPlan['protection'];

/** Nothing gets through. */
const safest: Protection = { kind: 'ALL_INTERRUPT_BLOCKING' };

export function planBswModules(draft: PlanDraft): readonly BswModulePlan[] {
  return draft.system.ecuc
    .containers('Rte', 'RteBswModuleInstance')
    .flatMap((instance) => planModule(instance, draft) ?? [])
    .sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

function planModule(instance: EcucContainer, draft: PlanDraft): BswModulePlan | undefined {
  const { model } = draft.system;
  const found = model.at(instance.reference('RteBswImplementationRef')?.path ?? '');
  const implementation = found?.kind === 'BSW-IMPLEMENTATION' ? found : undefined;
  // Without an implementation, the events that are mapped tell which module it is.
  const [mapping] = instance.children('RteBswEventToTaskMapping');
  const behaviorPath =
    implementation?.behavior?.path ?? parentOf(mapping?.reference('RteBswEventRef')?.path ?? '');
  const module = model
    .all('BSW-MODULE-DESCRIPTION')
    .find(({ behaviors }) => behaviors.some(({ path }) => path === behaviorPath));
  const behavior = module?.behaviors.find(({ path }) => path === behaviorPath);
  if (module === undefined || behavior === undefined) return undefined;
  return {
    prefix: modulePrefix(module.shortName, implementation),
    path: module.path,
    configuration: instance.path,
    entities: behavior.entities.flatMap((entity) =>
      entity.kind === 'BSW-SCHEDULABLE-ENTITY'
        ? [{ path: entity.path, function: entityFunction(module.shortName, entity) }]
        : [],
    ),
    exclusiveAreas: planAreas(behavior, instance, draft),
  };
}

/** `<bsnp>`, or `<bsnp>_<vi>_<ai>` for an implementation with a vendor id and a vendor API infix. */
function modulePrefix(
  name: string,
  implementation: Elements['BSW-IMPLEMENTATION'] | undefined,
): string {
  const { vendorId, vendorApiInfix } = implementation ?? {};
  return vendorId === undefined || !vendorApiInfix ? name : `${name}_${vendorId}_${vendorApiInfix}`;
}

function planAreas(
  behavior: Behavior,
  instance: EcucContainer,
  draft: PlanDraft,
): readonly ExclusiveAreaPlan[] {
  const configured = instance.children('RteBswExclusiveAreaImpl');
  const areas = behavior.exclusiveAreas.map(({ shortName: name, path }): ExclusiveAreaPlan => {
    const area = configured.find((c) => c.reference('RteBswExclusiveAreaRef')?.path === path);
    const protection = area && protectionOf(area, draft);
    return protection === undefined
      ? { name, path, assumed: true, protection: safest }
      : { name, path, assumed: false, protection };
  });
  const assumed = areas.filter((area) => area.assumed).map((area) => area.path);
  if (assumed.length > 0) {
    draft.diagnostics.report('exclusive-areas-unprotected', instance.element, {
      instance: instance.path,
      areas: assumed.join(', '),
    });
  }
  return areas;
}

/** Undefined if the configuration does not say; the safest if it says what cannot be. */
function protectionOf(area: EcucContainer, draft: PlanDraft): Protection | undefined {
  const mechanism = area.text('RteExclusiveAreaImplMechanism');
  switch (mechanism) {
    case undefined:
      return undefined;
    case 'ALL_INTERRUPT_BLOCKING':
    case 'OS_INTERRUPT_BLOCKING':
    case 'NONE':
      return { kind: mechanism };
    case 'OS_RESOURCE': {
      const resource = area.reference('RteBswExclusiveAreaOsResourceRef')?.path.split('/').at(-1);
      if (resource !== undefined) return { kind: mechanism, resource };
      draft.diagnostics.report('ecuc-parameter-missing', area.element, {
        container: area.path,
        parameter: 'RteBswExclusiveAreaOsResourceRef',
      });
      return safest;
    }
    default:
      draft.diagnostics.report('construct-unsupported', area.at('RteExclusiveAreaImplMechanism'), {
        where: area.path,
        what: `exclusive area mechanism ${mechanism}`,
      });
      return safest;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
