/** Objects of the OS that several tasks may name, each once and in order: an index is an id. */
import type { OsEventPlan, RtePlan } from './rte-plan.ts';

export interface ResourcePlan {
  readonly name: string;
  /** The highest priority of the tasks that take it; absent where no task is said to. */
  readonly ceilingPriority?: number;
}

/** Of exclusive areas and of tasks. */
export function resourcesOf(plan: RtePlan): readonly ResourcePlan[] {
  const ofAreas = plan.bsw.modules.flatMap(({ exclusiveAreas }) =>
    exclusiveAreas.flatMap(({ protection }) =>
      protection.kind === 'OS_RESOURCE' ? [protection.resource] : [],
    ),
  );
  const names = [...ofAreas, ...plan.tasks.flatMap(({ resources = [] }) => resources)];
  return [...new Set(names)].sort().map((name) => {
    const takers = plan.tasks.filter(({ resources = [] }) => resources.includes(name));
    const priorities = takers.map(({ priority }) => priority);
    return priorities.length === 0 ? { name } : { name, ceilingPriority: Math.max(...priorities) };
  });
}

export function osEventsOf(plan: RtePlan): readonly OsEventPlan[] {
  const events = plan.tasks.flatMap(({ osEvents = [] }) => osEvents);
  return [...new Map(events.map((event) => [event.name, event])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}
