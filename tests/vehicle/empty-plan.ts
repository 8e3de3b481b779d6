import type { ComponentPlan, RtePlan } from '../../generator/plan/rte-plan.ts';

/** The plan of an ECU that has nothing: tests add what they are about. */
export function emptyPlan(ecu: string): RtePlan {
  return {
    ecu,
    types: [],
    components: [],
    instances: [],
    tasks: [],
    counters: [],
    alarms: [],
    interrupts: [],
    comCallbacks: [],
    vfbTrace: [],
    bsw: {
      com: {
        assumed: true,
        txTimeBaseNs: 1_000_000,
        rxTimeBaseNs: 1_000_000,
        iPdus: [],
        signals: [],
        signalGroups: [],
      },
      pduR: { transmit: [], receive: [] },
      canIf: { txPdus: [], rxPdus: [] },
      can: { controllers: [] },
      adc: { groups: [] },
      dio: { channels: [] },
      pwm: { channels: [] },
      schedulableEntities: [],
      modules: [],
    },
  };
}

/** A component type with runnables and nothing else. */
export function plannedComponent(
  name: string,
  runnables: readonly { readonly name: string; readonly symbol: string }[],
): ComponentPlan {
  return {
    name,
    path: `/Swc/${name}`,
    kind: 'application',
    supportsMultipleInstantiation: false,
    usesIoDrivers: false,
    calls: [],
    runnables: runnables.map((runnable) => ({
      ...runnable,
      path: `/Swc/${name}/${runnable.name}`,
      canBeInvokedConcurrently: false,
      parameters: [],
      returnsStatus: false,
    })),
    types: [],
    enumerations: [],
    limits: [],
    initValues: [],
    applicationErrors: [],
  };
}
