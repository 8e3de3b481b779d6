/** BSW module description template: schedulable entities, their events, exclusive areas. */
import { boolean, children, element, number, reference, seconds, text } from './declare.ts';

export const BswModuleDescription = element(
  'BSW-MODULE-DESCRIPTION',
  { behaviors: children('INTERNAL-BEHAVIORS', 'BSW-INTERNAL-BEHAVIOR') },
  { ignored: ['*'] },
);

export const BswInternalBehavior = element(
  'BSW-INTERNAL-BEHAVIOR',
  {
    entities: children(
      'ENTITYS',
      'BSW-SCHEDULABLE-ENTITY',
      'BSW-CALLED-ENTITY',
      'BSW-INTERRUPT-ENTITY',
    ),
    events: children('EVENTS', 'BSW-TIMING-EVENT', 'BSW-BACKGROUND-EVENT'),
    exclusiveAreas: children('EXCLUSIVE-AREAS', 'EXCLUSIVE-AREA'),
  },
  { ignored: ['*'] },
);

export const ExclusiveArea = element('EXCLUSIVE-AREA', {}, { ignored: ['*'] });

const entity = {
  implementedEntry: reference('IMPLEMENTED-ENTRY-REF', 'BSW-MODULE-ENTRY'),
  minimumStartIntervalNs: seconds('MINIMUM-START-INTERVAL'),
} as const;
export const BswSchedulableEntity = element('BSW-SCHEDULABLE-ENTITY', entity, {
  unsupported: {
    'RUNS-INSIDE-EXCLUSIVE-AREA-REFS': 'a schedulable entity that runs inside an exclusive area',
    'RUNS-INSIDE-EXCLUSIVE-AREAS': 'a schedulable entity that runs inside an exclusive area',
  },
  ignored: ['*'],
});
export const BswCalledEntity = element('BSW-CALLED-ENTITY', entity, { ignored: ['*'] });
export const BswInterruptEntity = element('BSW-INTERRUPT-ENTITY', entity, { ignored: ['*'] });

const startsOnEvent = reference('STARTS-ON-EVENT-REF', 'BSW-SCHEDULABLE-ENTITY');
export const BswTimingEvent = element(
  'BSW-TIMING-EVENT',
  { entity: startsOnEvent, periodNs: seconds('PERIOD') },
  { ignored: ['DISABLED-IN-MODE-IREFS'] },
);
export const BswBackgroundEvent = element('BSW-BACKGROUND-EVENT', { entity: startsOnEvent });

export const BswModuleEntry = element(
  'BSW-MODULE-ENTRY',
  { isReentrant: boolean('IS-REENTRANT'), callType: text('CALL-TYPE') },
  { ignored: ['*'] },
);

export const BswImplementation = element(
  'BSW-IMPLEMENTATION',
  {
    behavior: reference('BEHAVIOR-REF', 'BSW-INTERNAL-BEHAVIOR'),
    vendorId: number('VENDOR-ID'),
    vendorApiInfix: text('VENDOR-API-INFIX'),
  },
  { ignored: ['*'] },
);

export const SwcImplementation = element(
  'SWC-IMPLEMENTATION',
  { behavior: reference('BEHAVIOR-REF', 'SWC-INTERNAL-BEHAVIOR') },
  { ignored: ['*'] },
);
