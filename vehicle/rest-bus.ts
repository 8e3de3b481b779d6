/** The plan of an ECU without its software: what is left sends and receives its frames. */
import type { ComNotificationPlan, RtePlan } from '../generator/plan/rte-plan.ts';

export function hasSoftware(plan: RtePlan): boolean {
  return plan.instances.length > 0;
}

/**
 * COM and what is below stay as planned; tasks, components and the call-backs into them go. Nobody
 * schedules the main functions then, so the start-up code calls them every time base.
 */
export function withoutSoftware(plan: RtePlan): RtePlan {
  const silent = <T extends { readonly callbacks: ComNotificationPlan }>(
    items: readonly T[],
  ): T[] => items.map((item) => ({ ...item, callbacks: {} }));
  const { com } = plan.bsw;
  return {
    ...plan,
    types: [],
    components: [],
    instances: [],
    tasks: [],
    counters: [],
    alarms: [],
    interrupts: [],
    comCallbacks: [],
    bsw: {
      ...plan.bsw,
      com: {
        ...com,
        signals: silent(com.signals),
        signalGroups: silent(com.signalGroups),
      },
      schedulableEntities: [],
    },
  };
}
