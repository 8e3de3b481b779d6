/** What Rte_Start asks of the OS, in this order: what runs at once, and what runs later. */
import type { RtePlan } from './rte-plan.ts';

export type StartStep =
  | { readonly kind: 'activate'; readonly task: string }
  | { readonly kind: 'set-event'; readonly task: string; readonly osEvent: string }
  | {
      readonly kind: 'set-alarm';
      readonly alarm: string;
      readonly incrementTicks: number;
      readonly cycleTicks: number;
    };

export function startSteps(plan: RtePlan): readonly StartStep[] {
  return [
    ...plan.tasks.flatMap(({ name: task, autostart, osEvents, entries }): StartStep[] => {
      const init = entries.filter(({ trigger }) => trigger.kind === 'init');
      const isActivated = !autostart && (osEvents !== undefined || init.length > 0);
      const initEvents = new Set(init.flatMap(({ osEvent }) => osEvent ?? []));
      return [
        ...(isActivated ? [{ kind: 'activate', task } as const] : []),
        ...[...initEvents].map((osEvent) => ({ kind: 'set-event', task, osEvent }) as const),
      ];
    }),
    ...plan.alarms.flatMap((alarm): StartStep[] => {
      if (alarm.startedBy === 'os') return [];
      const { name, task, osEvent } = alarm;
      const tickNs = plan.counters.find((c) => c.name === alarm.counter)?.tickNs ?? 1;
      const cycleTicks = Math.round(alarm.cycleNs / tickNs);
      const offsetTicks = Math.round(alarm.offsetNs / tickNs);
      const incrementTicks = offsetTicks || cycleTicks;
      const later: StartStep = { kind: 'set-alarm', alarm: name, incrementTicks, cycleTicks };
      // Without an offset the alarm comes a cycle too late for the first time.
      if (offsetTicks !== 0) return [later];
      const now: StartStep =
        osEvent === undefined ? { kind: 'activate', task } : { kind: 'set-event', task, osEvent };
      return [now, later];
    }),
  ];
}
