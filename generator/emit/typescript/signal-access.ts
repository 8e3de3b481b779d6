/** Statements that move values between RTE data and COM signals. */
import type { BaseTypeName, SignalGroupPlan } from '../../plan/rte-plan.ts';
import { symbol } from './names.ts';
import { type Words, wrap } from './words.ts';

export type Carrier =
  | { readonly kind: 'com-signal'; readonly signal: string }
  | ({ readonly kind: 'com-signal-group' } & SignalGroupPlan);

/** Whether COM hands the value of a type over as bigint. */
function isBigint(base: BaseTypeName | undefined): boolean {
  return base === 'uint64' || base === 'sint64';
}

/** The argument of Com_SendSignal for an expression of a type. */
export function sent(expression: string, type: string, words: Words): string {
  const base = words.base(type);
  if (base === 'boolean') return `${expression} ? 1 : 0`;
  return base === undefined ? expression : wrap(expression, base);
}

/** Statements that store what COM received in `target`. */
export function receiveInto(
  target: string,
  type: string,
  from: Carrier,
  words: Words,
): readonly string[] {
  if (from.kind === 'com-signal') {
    return receiveLines(target, type, from.signal, words);
  }
  const group = `services.Com_ReceiveSignalGroup(${symbol.signalGroup(from.signalGroup)})`;
  return [`${group};`, ...receiveMembers(target, from, words)];
}

/** Statements that store the group signals, once COM has copied the group, in the record `target`. */
export function receiveMembers(
  target: string,
  group: SignalGroupPlan,
  words: Words,
): readonly string[] {
  return group.members.flatMap(({ member, type, signal }) =>
    receiveLines(`${target}.${member}`, type, signal, words),
  );
}

function receiveLines(
  target: string,
  type: string,
  signal: string,
  words: Words,
): readonly string[] {
  const { before, call, store } = receiveSignal(target, type, signal, words);
  return [...before, `${call};`, ...store];
}

/** The call that fetches a signal, with what must precede it and what brings the value into `target`. */
export function receiveSignal(
  target: string,
  type: string,
  signal: string,
  words: Words,
): {
  readonly before: readonly string[];
  readonly call: string;
  readonly store: readonly string[];
} {
  const id = symbol.signal(signal);
  const base = words.base(type);
  if (base === undefined) {
    // Com fills the bytes of the holder in place.
    return {
      before: [`Rte_Bytes.value = ${target};`],
      call: `services.Com_ReceiveSignal(${id}, Rte_Bytes)`,
      store: [],
    };
  }
  const holder = isBigint(base) ? 'Rte_Bigint' : 'Rte_Number';
  const value = base === 'boolean' ? `${holder}.value !== 0` : wrap(`${holder}.value`, base);
  return {
    before: [],
    call: `services.Com_ReceiveSignal(${id}, ${holder})`,
    store: [`${target} = ${value};`],
  };
}
