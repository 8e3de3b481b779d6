/** Events → work: what runs, on what trigger, and where the configuration puts it. */
import type { EcuComponent } from '../../system/ecu-system.ts';
import { entityFunction } from '../bsw-entities.ts';
import type { PlanDraft } from '../draft.ts';
import { runnableOf } from '../ports.ts';
import { bswEventMappings, bswEvents, type EventMapping, eventMappings } from './from-ecuc.ts';
import type { RteEvent, Work, WorkTrigger } from './tasks.ts';

export interface CollectedWork {
  readonly work: Work;
  readonly trigger: WorkTrigger;
  readonly mapping: EventMapping | undefined;
}

/** All work of the ECU's tasks, BSW first, then by instance and event. */
export function collectWork(draft: PlanDraft): readonly CollectedWork[] {
  const mappings = eventMappings(draft);
  return [
    ...collectBsw(draft),
    ...draft.system.components.flatMap((component) =>
      collectComponent(component, mappings.get(component.prototypes.at(-1) ?? ''), draft),
    ),
  ];
}

/** Reports what is wrong with the components' events, wherever they may be mapped to. */
export function checkEvents(draft: PlanDraft): void {
  for (const component of draft.system.components) collectComponent(component, undefined, draft);
}

function collectBsw(draft: PlanDraft): readonly CollectedWork[] {
  const mappings = bswEventMappings(draft);
  const found: CollectedWork[] = [];
  for (const { module, entity, event } of bswEvents(draft)) {
    const mapping = mappings.get(event.path);
    // Module descriptions belong to no ECU; those that this ECU's RTE does not schedule are others'.
    if (mapping === undefined) continue;
    for (const construct of entity.unsupported) {
      const { what } = construct;
      draft.diagnostics.report('construct-unsupported', construct, { where: entity.path, what });
    }
    const work: Work = {
      kind: 'bsw',
      module,
      entity: entity.shortName,
      function: entityFunction(module, entity),
      event,
    };
    if (event.kind === 'BSW-BACKGROUND-EVENT')
      found.push({ work, trigger: { kind: 'background' }, mapping });
    else if (event.periodNs === undefined || event.periodNs <= 0) {
      draft.diagnostics.report('period-missing', event, { event: event.path });
    } else {
      const offsetNs = mapping.offsetNs ?? 0;
      found.push({
        work,
        trigger: { kind: 'cyclic', periodNs: event.periodNs, offsetNs },
        mapping,
      });
    }
  }
  return found;
}

function collectComponent(
  component: EcuComponent,
  mappings: ReadonlyMap<string, EventMapping> | undefined,
  draft: PlanDraft,
): readonly CollectedWork[] {
  const { behavior } = component;
  if (behavior === undefined) return [];
  const { diagnostics } = draft;
  const started = new Set<string>();
  let isComplete = true;
  const found: CollectedWork[] = [];
  const events = [...behavior.events].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const event of events) {
    const runnable = runnableOf(component, event.runnable, draft);
    if (runnable === undefined) {
      isComplete = false;
      if (event.runnable === undefined) {
        diagnostics.report('event-without-runnable', event, { event: event.path });
      }
      continue;
    }
    started.add(runnable.path);
    const mapping = mappings?.get(event.path);
    const trigger = triggerOf(event, mapping, draft);
    if (trigger === undefined) continue;
    found.push({ work: { kind: 'runnable', component, runnable, event }, trigger, mapping });
  }
  for (const runnable of behavior.runnables) {
    // An event that names no runnable, which has been reported, may be meant to start it.
    if (isComplete && !started.has(runnable.path)) {
      diagnostics.report('runnable-without-event', runnable, { runnable: runnable.path });
    }
    if ((runnable.minimumStartIntervalNs ?? 0) > 0) {
      diagnostics.report('construct-unsupported', runnable, {
        where: runnable.path,
        what: 'minimum start interval (debounce)',
      });
    }
  }
  return found;
}

function triggerOf(
  event: RteEvent,
  mapping: EventMapping | undefined,
  draft: PlanDraft,
): WorkTrigger | undefined {
  const { diagnostics } = draft;
  for (const construct of event.unsupported) {
    diagnostics.report('construct-unsupported', construct, {
      where: event.path,
      what: construct.what,
    });
  }
  switch (event.kind) {
    case 'TIMING-EVENT':
      if (event.periodNs === undefined || event.periodNs <= 0) {
        diagnostics.report('period-missing', event, { event: event.path });
        return undefined;
      }
      return {
        kind: 'cyclic',
        periodNs: event.periodNs,
        offsetNs: mapping?.offsetNs ?? event.offsetNs ?? 0,
      };
    case 'INIT-EVENT':
      return { kind: 'init' };
    case 'BACKGROUND-EVENT':
      return { kind: 'background' };
    // The end of a sending and the lack of data activate as data do.
    case 'DATA-RECEIVED-EVENT':
    case 'DATA-RECEIVE-ERROR-EVENT':
    case 'DATA-SEND-COMPLETED-EVENT':
      return { kind: 'data-received' };
    case 'OPERATION-INVOKED-EVENT':
      // A direct call in the client's context; client-server plans it.
      if (mapping?.task !== undefined) {
        diagnostics.report('construct-unsupported', mapping.container.element, {
          where: event.path,
          what: 'a server runnable in a task of its own (queued calls)',
        });
      }
      return undefined;
    default:
      diagnostics.report('construct-unsupported', event, {
        where: event.path,
        what: event.kind.toLowerCase().replaceAll('-', ' '),
      });
      return undefined;
  }
}
