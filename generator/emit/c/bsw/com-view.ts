/** Com_Cfg: tables of I-PDUs, signals and groups, the code that packs signals, calls of notifications. */
import type {
  ComIPduPlan,
  ComPlan,
  ComSignalGroupPlan,
  ComSignalPlan,
  RtePlan,
  TxModePlan,
} from '../../../plan/rte-plan.ts';
import { symbol } from '../names.ts';
import { commented } from '../words.ts';
import { iPdusOf } from './can-view.ts';
import { deadlinesView } from './com-deadlines.ts';
import { coverOf, hex, packLines, packValue, unpackLines } from './com-packing.ts';
import { flag, rowsOf } from './rows.ts';

/** Bytes of an I-PDU in a row of a table. */
const iPduBytes = 8;

export function comView(plan: RtePlan) {
  const { com } = plan.bsw;
  const sent = iPdusOf(plan, 'SEND');
  const received = iPdusOf(plan, 'RECEIVE');
  const places = placesOf(com);
  const latches = new Places();
  for (const iPdu of received) {
    if (iPdu.signalProcessing === 'DEFERRED') latches.add(iPdu.name, iPdu.lengthBytes);
  }
  const iPduOf = (name: string): ComIPduPlan => {
    const found = com.iPdus.find((iPdu) => iPdu.name === name);
    if (found === undefined) throw new Error(`no I-PDU ${name}`);
    return found;
  };
  const indexOf = (iPdu: ComIPduPlan) =>
    (iPdu.direction === 'SEND' ? sent : received).findIndex(({ name }) => name === iPdu.name);
  const modes = sent.map((iPdu) => modeOf(iPdu.txMode ?? { mode: 'NONE' }, com.txTimeBaseNs));
  const deadlines = deadlinesView(com, sent, received, (name) => places.of(name));
  const mostCalls = Math.max(deadlines.most, ...modes.map(({ most }) => most));
  const isSent = ({ iPdu }: ComSignalPlan) => iPduOf(iPdu).direction === 'SEND';
  const codeOf = (signals: readonly ComSignalPlan[], lines: typeof packLines) => ({
    cases: signals.map((signal) => ({
      name: symbol.signal(signal.name),
      source: commented(signal.source),
      lines: lines(signal),
    })),
    unused: signals.length === 0 ? ['data', 'value'] : [],
  });
  return {
    counts: {
      txIPdus: sent.length,
      rxIPdus: received.length,
      signals: com.signals.length,
      groups: com.signalGroups.length,
      dataBytes: places.bytes,
      latchBytes: latches.bytes,
      ...deadlines.counts,
    },
    callsType: mostCalls > 0xffff ? 'uint32' : 'uint16',
    deadlines,
    signals: com.signals.map(({ name }, id) => ({ name: symbol.signal(name), id })),
    groups: com.signalGroups.map(({ name }, id) => ({ name: symbol.signalGroup(name), id })),
    txRows: rowsOf(
      sent.map((iPdu, i) => ({
        row: `{${places.of(iPdu.name)}U, ${iPdu.lengthBytes}U, ${flag(iPdu.signalProcessing === 'DEFERRED')}, ${deadlines.rowOf(iPdu)}, ${modes[i]?.row}}`,
        comment: commented(iPdu.name),
      })),
    ),
    rxRows: rowsOf(
      received.map((iPdu) => {
        const isDeferred = iPdu.signalProcessing === 'DEFERRED';
        return {
          row: `{${places.of(iPdu.name)}U, ${isDeferred ? latches.of(iPdu.name) : 0}U, ${iPdu.lengthBytes}U, ${flag(isDeferred)}, ${deadlines.rowOf(iPdu)}}`,
          comment: commented(iPdu.name),
        };
      }),
    ),
    signalRows: rowsOf(
      com.signals.map((signal) => {
        const iPdu = iPduOf(signal.iPdu);
        const { signalGroup } = signal;
        const place =
          signalGroup === undefined ? places.of(iPdu.name) : places.of(shadowOf(signalGroup));
        const flags =
          signalGroup === undefined
            ? writingFlags(iPdu, signal.transferProperty)
            : [...writingFlags(iPdu, 'PENDING'), 'COM_IN_GROUP'];
        return {
          row: `{${place}U, ${indexOf(iPdu)}U, ${sum(flags)}}`,
          comment: commented(signal.name),
        };
      }),
    ),
    groupRows: rowsOf(
      com.signalGroups.map((group) => {
        const iPdu = iPduOf(group.iPdu);
        const flags = writingFlags(iPdu, group.transferProperty);
        const { bits, observed } = coversOf(group, com);
        return {
          row: `{${places.of(shadowOf(group.name))}U, ${indexOf(iPdu)}U, ${sum(flags)}, ${byteList(bits)}, ${byteList(observed)}}`,
          comment: commented(group.name),
        };
      }),
    ),
    initialData: [...initialData(com, places)].map(hex).join(', ') || '0U',
    pack: codeOf(com.signals.filter(isSent), packLines),
    unpack: codeOf(
      com.signals.filter((signal) => !isSent(signal)),
      unpackLines,
    ),
    receptions: notifications(received, (iPdu) => receptionCalls(iPdu, com)),
    confirmations: notifications(sent, (iPdu) => writtenCalls(iPdu, com, 'ackNotification')),
    errors: notifications(sent, (iPdu) => writtenCalls(iPdu, com, 'errorNotification')),
  };
}

// ---- where contents and shadows lie ----------------------------------------------------------------------

class Places {
  bytes = 0;
  readonly #places = new Map<string, number>();

  add(name: string, length: number): void {
    this.#places.set(name, this.bytes);
    this.bytes += length;
  }

  of(name: string): number {
    const place = this.#places.get(name);
    if (place === undefined) throw new Error(`no place for ${name}`);
    return place;
  }
}

/** No short name has a space. */
const shadowOf = (group: string) => `shadow of ${group}`;

function placesOf(com: ComPlan): Places {
  const places = new Places();
  for (const iPdu of com.iPdus) places.add(iPdu.name, iPdu.lengthBytes);
  for (const group of com.signalGroups) {
    const iPdu = com.iPdus.find(({ name }) => name === group.iPdu);
    places.add(shadowOf(group.name), iPdu?.lengthBytes ?? 0);
  }
  return places;
}

/** The default of unused areas byte by byte, then the initial values bit by bit [SWS_Com_00217]. */
function initialData(com: ComPlan, places: Places): Uint8Array {
  const data = new Uint8Array(places.bytes);
  for (const iPdu of com.iPdus) {
    const contents = new Uint8Array(iPdu.lengthBytes);
    contents.set(iPdu.initialData);
    for (const signal of com.signals) {
      if (signal.iPdu === iPdu.name) packValue(signal, signal.initValue, contents);
    }
    data.set(contents, places.of(iPdu.name));
    for (const group of com.signalGroups) {
      if (group.iPdu === iPdu.name) data.set(contents, places.of(shadowOf(group.name)));
    }
  }
  return data;
}

// ---- transmission -------------------------------------------------------------------------------------------

/** In calls of the main function; a time that is no multiple of the time base is rounded up. */
function modeOf(mode: TxModePlan, timeBaseNs: number): { row: string; most: number } {
  const calls = (ns: number, least: number) => Math.max(least, Math.ceil(ns / timeBaseNs));
  const isDirect = mode.mode === 'DIRECT' || mode.mode === 'MIXED';
  const isCyclic = mode.mode === 'PERIODIC' || mode.mode === 'MIXED';
  const repetitions = isDirect ? mode.repetitions : 0;
  const numbers = [
    repetitions > 0 && isDirect ? calls(mode.repetitionPeriodNs, 1) : 0,
    isCyclic ? calls(mode.periodNs, 1) : 0,
    isCyclic ? calls(mode.offsetNs, 0) : 0,
  ];
  return {
    row: `{${flag(isDirect)}, ${repetitions}U, ${numbers.map((n) => `${n}U`).join(', ')}}`,
    most: Math.max(...numbers),
  };
}

/** What writing does; nobody writes what is received. */
function writingFlags({ direction }: ComIPduPlan, property: string): readonly string[] {
  if (direction === 'RECEIVE') return [];
  if (property === 'PENDING') return ['COM_SENT'];
  return [
    'COM_SENT',
    'COM_TRIGGERS',
    ...(property.includes('ON_CHANGE') ? ['COM_ON_CHANGE'] : []),
    ...(property.includes('WITHOUT_REPETITION') ? [] : ['COM_REPEATS']),
  ];
}

function sum(flags: readonly string[]): string {
  return flags.length === 0 ? '0U' : flags.join(' | ');
}

/** Group signals that say TRIGGERED_ON_CHANGE decide for the group; when none does, all do. */
function coversOf(group: ComSignalGroupPlan, com: ComPlan) {
  const signals = com.signals.filter(({ name }) => group.signals.includes(name));
  const onChange = signals.filter(({ transferProperty }) => transferProperty.includes('ON_CHANGE'));
  return {
    bits: coverOf(signals, iPduBytes),
    observed: coverOf(onChange.length === 0 ? signals : onChange, iPduBytes),
  };
}

function byteList(bytes: Uint8Array): string {
  return `{${[...bytes].map(hex).join(', ')}}`;
}

// ---- notifications --------------------------------------------------------------------------------------------

function notifications(
  iPdus: readonly ComIPduPlan[],
  callsOf: (iPdu: ComIPduPlan) => readonly string[],
) {
  return iPdus
    .map((iPdu, index) => ({ index, comment: commented(iPdu.name), calls: callsOf(iPdu) }))
    .filter(({ calls }) => calls.length > 0);
}

/** Signals first, then groups, each after its members. */
function receptionCalls(iPdu: ComIPduPlan, com: ComPlan): readonly string[] {
  const own = com.signals.filter(
    (signal) => signal.iPdu === iPdu.name && signal.signalGroup === undefined,
  );
  const groups = com.signalGroups.filter((group) => group.iPdu === iPdu.name);
  const members = (group: ComSignalGroupPlan) =>
    group.signals.map((name) => com.signals.find((signal) => signal.name === name));
  return [...own, ...groups.flatMap((group) => [...members(group), group])].flatMap(
    (member) => member?.callbacks.notification ?? [],
  );
}

function writtenCalls(
  iPdu: ComIPduPlan,
  com: ComPlan,
  kind: 'ackNotification' | 'errorNotification',
): readonly string[] {
  return [...com.signals, ...com.signalGroups]
    .filter((member) => member.iPdu === iPdu.name)
    .flatMap((member) => member.callbacks[kind] ?? []);
}
