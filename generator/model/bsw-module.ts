/** BSW module description template, as far as schedulable entities and timing events. */
import { boolean, children, element, reference, seconds, text } from './declare.ts';

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
  },
  { ignored: ['*'] },
);

const entity = {
  implementedEntry: reference('IMPLEMENTED-ENTRY-REF', 'BSW-MODULE-ENTRY'),
  minimumStartIntervalNs: seconds('MINIMUM-START-INTERVAL'),
} as const;
export const BswSchedulableEntity = element('BSW-SCHEDULABLE-ENTITY', entity, { ignored: ['*'] });
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
    vendorApiInfix: text('VENDOR-API-INFIX'),
  },
  { ignored: ['*'] },
);

export const SwcImplementation = element(
  'SWC-IMPLEMENTATION',
  { behavior: reference('BEHAVIOR-REF', 'SWC-INTERNAL-BEHAVIOR') },
  { ignored: ['*'] },
);
