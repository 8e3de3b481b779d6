/** When an I-PDU of the system description is sent: transmission mode, transfer properties. */
import type { Elements } from '../../model/elements.ts';
import type { TxModePlan } from '../../plan/rte-plan.ts';
import type { Position } from '../../syntax/element.ts';
import type { IPduDraft } from '../com-draft.ts';
import type { PlanDraft } from '../draft.ts';

/** Without TRANSFER-PROPERTY a write triggers wherever the I-PDU's mode lets a trigger do anything. */
export function transferProperty(given: string | undefined, iPdu: IPduDraft): string {
  if (given !== undefined) return given.replaceAll('-', '_');
  const mode = iPdu.txMode?.mode;
  return mode === 'DIRECT' || mode === 'MIXED' ? 'TRIGGERED' : 'PENDING';
}

/** The mode of the I-PDU's timing; without one, every write of a triggering signal sends it. */
export function txModeOf(pdu: Elements['I-SIGNAL-I-PDU'], draft: PlanDraft): TxModePlan {
  const timing = pdu.timings[0];
  if (timing === undefined) return { mode: 'DIRECT', repetitions: 0, repetitionPeriodNs: 0 };
  const { diagnostics } = draft;
  const refuse = (at: Position, what: string) =>
    diagnostics.report('construct-unsupported', at, { where: pdu.path, what });
  if ((timing.minimumDelayNs ?? 0) > 0) refuse(timing, 'minimum delay time');
  for (const condition of timing.conditions) {
    if ((condition.filterType ?? 'ALWAYS') !== 'ALWAYS') {
      refuse(condition, `transmission mode condition ${condition.filterType}`);
    }
  }
  const source = timing.trueTiming ?? timing;
  return txMode(source.cyclic, source.eventControlled);
}

export function txMode(
  cyclic: Elements['CYCLIC-TIMING'] | undefined,
  event: Elements['EVENT-CONTROLLED-TIMING'] | undefined,
): TxModePlan {
  const direct = {
    repetitions: event?.repetitions ?? 0,
    repetitionPeriodNs: event?.repetitionPeriodNs ?? 0,
  };
  const periodic = { periodNs: cyclic?.periodNs ?? 0, offsetNs: cyclic?.offsetNs ?? 0 };
  if (periodic.periodNs > 0) {
    return event === undefined
      ? { mode: 'PERIODIC', ...periodic }
      : { mode: 'MIXED', ...direct, ...periodic };
  }
  return event === undefined ? { mode: 'NONE' } : { mode: 'DIRECT', ...direct };
}
