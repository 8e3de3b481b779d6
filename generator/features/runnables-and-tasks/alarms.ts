/** The alarms that pace tasks: configured ones as they are configured, else ones that the RTE starts. */
import type { AlarmPlan } from '../../plan/rte-plan.ts';
import { CIdentifiers } from '../../system/identifiers.ts';
import { gcd } from '../../system/numbers.ts';
import type { PlanDraft } from '../draft.ts';
import { assumedBackgroundNs } from './assume.ts';
import type { ConfiguredAlarm, MappedWork, TaskDraft } from './tasks.ts';

/** The alarm of all that one starts: it activates the task, or sets an OS event of an extended one. */
export function planAlarm(
  task: TaskDraft,
  work: readonly MappedWork[],
  configured: readonly ConfiguredAlarm[],
  draft: PlanDraft,
  osEvent?: string,
): AlarmPlan {
  const needed = neededGrid(work);
  const found = pacingAlarm(task, work, configured, osEvent);
  const named = namedAlarm(work);
  if (named !== undefined && found?.name !== named) {
    const at = work.find((w) => w.alarm === named)?.at;
    draft.diagnostics.report('alarm-missing', at, { alarm: named, task: task.name });
  }
  const startedByOs = found?.autostart === true && (found.cycleNs ?? 0) > 0;
  const grid = startedByOs
    ? { offsetNs: found.offsetNs ?? 0, cycleNs: found.cycleNs ?? needed.cycleNs }
    : needed;
  const name = found?.name ?? freeName(derivedName(task, osEvent), configured, draft);
  const alarm: AlarmPlan = {
    name,
    path: found?.path ?? draft.ecucPath('Os', name),
    assumed: found === undefined,
    counter: counterFor(found, grid, draft),
    task: task.name,
    ...(osEvent === undefined ? {} : { osEvent }),
    startedBy: startedByOs ? 'os' : 'rte',
    ...grid,
  };
  if (found !== undefined) checkAction(alarm, found, draft);
  draft.alarms.push(alarm);
  return alarm;
}

/** The configured alarm that is meant: by name, by the OS event that it sets, or since the OS starts it. */
export function pacingAlarm(
  task: TaskDraft,
  work: readonly MappedWork[],
  configured: readonly ConfiguredAlarm[],
  osEvent?: string,
): ConfiguredAlarm | undefined {
  const named = namedAlarm(work);
  const own = configured.filter((alarm) => alarm.task === task.name);
  // One that starts an extended task, once, paces nothing.
  const paces = ({ osEvent: sets, cycleNs }: ConfiguredAlarm) =>
    osEvent === undefined || (sets === undefined && (cycleNs ?? 0) > 0);
  return (
    configured.find((alarm) => alarm.name === named) ??
    own.find((alarm) => osEvent !== undefined && alarm.osEvent === osEvent) ??
    own.find((alarm) => alarm.autostart && paces(alarm)) ??
    // As `generate --ecuc` wrote it.
    own.find((alarm) => alarm.name === derivedName(task, osEvent))
  );
}

function derivedName(task: TaskDraft, osEvent: string | undefined): string {
  const isOnly = osEvent === undefined || osEvent === `Rte_Ev_Cyclic_${task.name}`;
  return `Rte_Alarm_${isOnly ? task.name : osEvent}`;
}

/** Tasks may share an OS event, but each of them needs an alarm of its own that sets it. */
function freeName(
  preferred: string,
  configured: readonly ConfiguredAlarm[],
  draft: PlanDraft,
): string {
  const taken = [...configured, ...draft.alarms].map(({ name }) => name);
  return new CIdentifiers(taken).unique(preferred);
}

function namedAlarm(work: readonly MappedWork[]): string | undefined {
  return work.map(({ alarm }) => alarm).find((name) => name !== undefined);
}

/** What the OS does at its expiry must be what the RTE relies on; silence is agreement. */
function checkAction(planned: AlarmPlan, found: ConfiguredAlarm, draft: PlanDraft): void {
  const other = draft.alarms.find(({ name }) => name === found.name) ?? found;
  const { task = planned.task, osEvent } = other;
  const isSilent = other.task === undefined;
  if (isSilent || (task === planned.task && osEvent === planned.osEvent)) return;
  draft.diagnostics.report('alarm-action', found.at, {
    alarm: found.path,
    does: spelledAction(task, osEvent),
    needed: spelledAction(planned.task, planned.osEvent),
  });
}

function spelledAction(task: string, osEvent: string | undefined): string {
  return osEvent === undefined ? `activates task ${task}` : `sets event ${osEvent} of task ${task}`;
}

/** From the earliest offset, at the greatest distance that meets every period and offset. */
function neededGrid(work: readonly MappedWork[]): { offsetNs: number; cycleNs: number } {
  const cyclic = work.flatMap((w) => (w.trigger.kind === 'cyclic' ? [w.trigger] : []));
  if (cyclic.length === 0) return { offsetNs: 0, cycleNs: assumedBackgroundNs };
  const offsetNs = Math.min(...cyclic.map((t) => t.offsetNs));
  const cycleNs = cyclic.reduce((sum, t) => gcd(gcd(sum, t.periodNs), t.offsetNs - offsetNs), 0);
  return { offsetNs, cycleNs };
}

/** The alarm's own counter, else one whose tick divides its times, else an assumed one. */
function counterFor(
  alarm: ConfiguredAlarm | undefined,
  grid: { offsetNs: number; cycleNs: number },
  draft: PlanDraft,
): string {
  const divides = (tickNs: number) => grid.offsetNs % tickNs === 0 && grid.cycleNs % tickNs === 0;
  const own = draft.counters.find((c) => c.name === alarm?.counter);
  if (own !== undefined) {
    if (!divides(own.tickNs)) {
      draft.diagnostics.report('alarm-off-counter', alarm?.at, {
        alarm: alarm?.name ?? '',
        counter: own.name,
        tick: own.tickNs / 1e9,
        cycle: grid.cycleNs / 1e9,
      });
    }
    return own.name;
  }
  const fitting = draft.counters.find((c) => divides(c.tickNs));
  if (fitting !== undefined) return fitting.name;
  const tickNs = [1_000_000, 1_000].find(divides) ?? 1;
  const name =
    tickNs === 1_000_000
      ? 'Rte_Counter_1ms'
      : tickNs === 1_000
        ? 'Rte_Counter_1us'
        : 'Rte_Counter_1ns';
  draft.counters.push({
    name,
    path: draft.ecucPath('Os', name),
    assumed: true,
    tickNs,
    maxAllowedValue: 0xffffffff,
    minCycle: 1,
  });
  return name;
}
