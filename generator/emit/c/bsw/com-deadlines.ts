/** Deadlines of Com_Cfg: rows of the monitored I-PDUs, calls of their notifications. */
import type { ComIPduPlan, ComPlan, ComSignalPlan, ValuePlan } from '../../../plan/rte-plan.ts';
import { commented } from '../words.ts';
import { coverOf, hex, packValue } from './com-packing.ts';
import { rowsOf } from './rows.ts';

type Deadline = NonNullable<ComIPduPlan['deadline']>;
type Monitored = ComIPduPlan & { readonly deadline: Deadline };

/** Bytes of an I-PDU in a row of a table. */
const iPduBytes = 8;

/** `sent` and `received` in the order of their ids; `placeOf`: of the contents of an I-PDU. */
export function deadlinesView(
  com: ComPlan,
  sent: readonly ComIPduPlan[],
  received: readonly ComIPduPlan[],
  placeOf: (iPdu: string) => number,
) {
  const tx = sent.filter(isMonitored);
  const rx = received.filter(isMonitored);
  const timesOf = (iPdus: readonly Monitored[], timeBaseNs: number) =>
    iPdus.map(({ deadline: { timeoutNs, firstTimeoutNs } }) => ({
      calls: calls(timeoutNs, timeBaseNs),
      firstCalls: calls(firstTimeoutNs, timeBaseNs),
    }));
  const txTimes = timesOf(tx, com.txTimeBaseNs);
  const rxTimes = timesOf(rx, com.rxTimeBaseNs);
  return {
    counts: { txDeadlines: tx.length, rxDeadlines: rx.length },
    most: Math.max(0, ...[...txTimes, ...rxTimes].flatMap((t) => [t.calls, t.firstCalls])),
    /** Row of an I-PDU's deadline, in C. */
    rowOf(iPdu: ComIPduPlan): string {
      const row = [tx, rx].map((list) => list.findIndex(({ name }) => name === iPdu.name));
      const found = row.find((index) => index >= 0);
      return found === undefined ? 'COM_NO_DEADLINE' : `${found}U`;
    },
    txRows: rowsOf(
      tx.map((iPdu, i) => ({
        row: `{${sent.indexOf(iPdu)}U, ${txTimes[i]?.calls}U}`,
        comment: commented(iPdu.name),
      })),
    ),
    rxRows: rowsOf(
      rx.map((iPdu, i) => ({
        row: `{${placeOf(iPdu.name)}U, ${iPdu.lengthBytes}U, ${rxTimes[i]?.calls}U, ${rxTimes[i]?.firstCalls}U, ${replacement(iPdu, com)}}`,
        comment: commented(iPdu.name),
      })),
    ),
    txTimeouts: notifications(tx, com),
    rxTimeouts: notifications(rx, com),
  };
}

function isMonitored(iPdu: ComIPduPlan): iPdu is Monitored {
  return iPdu.deadline !== undefined;
}

/** The call that follows an event is not yet a period after it, so there is one more. */
function calls(ns: number, timeBaseNs: number): number {
  return ns === 0 ? 0 : Math.ceil(ns / timeBaseNs) + 1;
}

/** Bits of the signals that become something else, and what they become. */
function replacement(iPdu: ComIPduPlan, com: ComPlan): string {
  const values = com.signals.flatMap((signal) => {
    const value = signal.iPdu === iPdu.name ? valueAfterTimeout(signal, com) : undefined;
    return value === undefined ? [] : { signal, value };
  });
  const bits = coverOf(
    values.map(({ signal }) => signal),
    iPduBytes,
  );
  const contents = new Uint8Array(iPduBytes);
  for (const { signal, value } of values) packValue(signal, value, contents);
  return [bits, contents].map((bytes) => `{${[...bytes].map(hex).join(', ')}}`).join(', ');
}

function valueAfterTimeout(signal: ComSignalPlan, com: ComPlan): ValuePlan | undefined {
  const group = com.signalGroups.find(({ name }) => name === signal.signalGroup);
  switch ((group ?? signal).deadline?.rxDataTimeoutAction) {
    case undefined:
    case 'NONE':
      return undefined;
    case 'REPLACE':
      return signal.initValue;
    case 'SUBSTITUTE':
      return signal.timeoutSubstitutionValue;
  }
}

/** Signals first, then groups. */
function notifications(iPdus: readonly ComIPduPlan[], com: ComPlan) {
  return iPdus
    .map((iPdu, index) => ({
      index,
      comment: commented(iPdu.name),
      calls: [...com.signals, ...com.signalGroups]
        .filter((member) => member.iPdu === iPdu.name)
        .flatMap(({ callbacks }) => callbacks.timeoutNotification ?? []),
    }))
    .filter(({ calls }) => calls.length > 0);
}
