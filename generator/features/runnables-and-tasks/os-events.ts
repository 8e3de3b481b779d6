/**
 * Extended tasks: which OS event starts which entry, and the bits of these events. What the ECU
 * configuration does not say is derived; `generate --ecuc` writes it out.
 */
import type { OsEventPlan } from '../../plan/rte-plan.ts';
import type { EcucContainer } from '../../system/ecuc-values.ts';
import { CIdentifiers } from '../../system/identifiers.ts';
import type { PlanDraft } from '../draft.ts';
import { pacingAlarm } from './alarms.ts';
import { type ConfiguredAlarm, type MappedWork, starterOf, type TaskDraft } from './tasks.ts';

/** Work of an extended task. */
export interface EventWork extends MappedWork {
  readonly osEvent: string;
}

/** Bits of an OS event, as far as code on 32 bits goes. */
const mostBits = 32;

/** Activations of several kinds, or an OS event in the configuration, make a task an extended one. */
export function isExtended(
  task: TaskDraft,
  work: readonly MappedWork[],
  alarms: readonly ConfiguredAlarm[],
): boolean {
  const starters = new Set(work.map(({ trigger }) => starterOf(trigger)));
  return starters.size > 1 || work.some((w) => configuredEvent(w, task, alarms) !== undefined);
}

/** Of its mapping, or of the alarm that paces it. */
function configuredEvent(
  work: MappedWork,
  task: TaskDraft,
  alarms: readonly ConfiguredAlarm[],
): string | undefined {
  if (work.osEvent !== undefined || starterOf(work.trigger) !== 'alarm') return work.osEvent;
  const alarm = pacingAlarm(task, [work], alarms);
  return alarm?.task === task.name ? alarm.osEvent : undefined;
}

export class OsEvents {
  readonly #draft: PlanDraft;
  readonly #configured: ReadonlyMap<string, EcucContainer>;
  readonly #names: CIdentifiers;
  readonly #planned = new Map<string, OsEventPlan>();

  constructor(draft: PlanDraft) {
    this.#draft = draft;
    const containers = draft.system.ecuc.containers('Os', 'OsEvent');
    this.#configured = new Map(containers.map((container) => [container.name, container]));
    this.#names = new CIdentifiers(this.#configured.keys());
  }

  /** Every entry with its event: its own for data, one for all of an alarm, one for all of Rte_Start. */
  assign(
    task: TaskDraft,
    work: readonly MappedWork[],
    alarms: readonly ConfiguredAlarm[],
  ): readonly EventWork[] {
    const derived = new Map<string, string>();
    return work.map((w) => {
      const osEvent = configuredEvent(w, task, alarms);
      if (osEvent !== undefined) {
        if (w.osEvent !== undefined) this.#checkConfigured(w.osEvent, task, w);
        return { ...w, osEvent };
      }
      const preferred = derivedName(w, task);
      // As `generate --ecuc` wrote it.
      const isWritten = this.#configured.has(preferred) && task.osEventRefs.includes(preferred);
      if (isWritten) return { ...w, osEvent: preferred };
      const isShared = starterOf(w.trigger) !== 'data';
      const name = (isShared && derived.get(preferred)) || this.#names.unique(preferred);
      derived.set(preferred, name);
      return { ...w, osEvent: name };
    });
  }

  /** What the task waits for: events of one starter each, with bits of their own. */
  plan(task: TaskDraft, work: readonly EventWork[]): readonly OsEventPlan[] {
    const names = [...new Set(work.map(({ osEvent }) => osEvent))].sort();
    for (const name of names) this.#checkStarters(name, task, work);
    // Events of the task that the RTE does not use keep their bits all the same.
    const all = new Set([...names, ...task.osEventRefs]);
    const fixed = new Map([...all].map((name) => [name, this.#fixedMask(name)]));
    let taken = 0;
    for (const [name, mask] of fixed) {
      if ((taken & mask) !== 0) {
        const at = this.#configured.get(name)?.at('OsEventMask') ?? task.at;
        this.#draft.diagnostics.report('os-event-mask-overlap', at, {
          event: name,
          task: task.name,
        });
      }
      taken |= mask;
    }
    return names.map((name) => {
      const mask = fixed.get(name) || freeBit(taken);
      taken |= mask;
      if (mask === 0) {
        const of = { task: task.name, count: names.length };
        this.#draft.diagnostics.report('os-events-too-many', task.at, of);
      }
      const container = this.#configured.get(name);
      const plan: OsEventPlan = {
        name,
        path: container?.path ?? this.#draft.ecucPath('Os', name),
        assumed: container === undefined,
        mask,
      };
      this.#planned.set(name, plan);
      return plan;
    });
  }

  /** 0 where any free bit will do. Another task may have chosen one for an event that they share. */
  #fixedMask(name: string): number {
    const container = this.#configured.get(name);
    const mask = container?.number('OsEventMask');
    if (container === undefined || mask === undefined) return this.#planned.get(name)?.mask ?? 0;
    if (Number.isInteger(mask) && mask > 0 && mask < 2 ** mostBits) return mask;
    const data = { event: container.path, mask: String(mask) };
    this.#draft.diagnostics.report('os-event-mask-wrong', container.at('OsEventMask'), data);
    return 0;
  }

  #checkConfigured(name: string, task: TaskDraft, work: MappedWork): void {
    const { diagnostics } = this.#draft;
    if (!this.#configured.has(name)) {
      diagnostics.report('os-event-missing', work.at, { event: name, task: task.name });
    } else if (!task.osEventRefs.includes(name)) {
      diagnostics.report('os-event-not-of-task', task.at, { event: name, task: task.name });
    }
  }

  /** An event that both data and an alarm set would count data as time. */
  #checkStarters(name: string, task: TaskDraft, work: readonly EventWork[]): void {
    const of = work.filter(({ osEvent }) => osEvent === name);
    const [first, ...others] = new Set(of.map(({ trigger }) => starterOf(trigger)));
    if (first === undefined || others.length === 0) return;
    const other = of.find(({ trigger }) => starterOf(trigger) !== first);
    this.#draft.diagnostics.report('os-event-shared', other?.at, {
      event: name,
      task: task.name,
      starters: [first, ...others].sort().join(' and '),
    });
  }
}

function derivedName({ work, trigger, alarm }: MappedWork, task: TaskDraft): string {
  switch (starterOf(trigger)) {
    case 'alarm':
      return alarm === undefined ? `Rte_Ev_Cyclic_${task.name}` : `Rte_Ev_Cyclic_${alarm}`;
    case 'data': {
      const instance = work.kind === 'runnable' ? work.component.name : work.module;
      return `Rte_Ev_Run_${instance}_${work.event.shortName}`;
    }
    case 'Rte_Start':
      return `Rte_Ev_Init_${task.name}`;
  }
}

function freeBit(taken: number): number {
  for (let bit = 0; bit < mostBits; bit++) {
    const mask = 2 ** bit;
    if ((taken & mask) === 0) return mask;
  }
  return 0;
}
