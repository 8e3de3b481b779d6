/** Calls that move values between RTE data and COM signals. */
import { rteSignalHook } from '../../plan/api-names.ts';
import type { BaseTypeName } from '../../plan/rte-plan.ts';
import type { CContext } from './context.ts';
import { symbol } from './names.ts';
import { onlyIf } from './words.ts';

/** COM's own type of a signal where it is another than the data element's: then a copy converts. */
function foreignType(
  type: string,
  signal: string,
  { plan, words }: CContext,
): BaseTypeName | undefined {
  const base = words.base(type);
  const comType = plan.bsw.com.signals.find((s) => s.name === signal)?.type;
  return comType === undefined || comType === 'bytes' || comType === base ? undefined : comType;
}

/** Com_SendSignal of the object `value`, whose address is `address`. */
export function sendSignal(
  value: string,
  address: string,
  type: string,
  signal: string,
  context: CContext,
): { readonly before: readonly string[]; readonly send: string } {
  const id = symbol.signal(signal);
  const foreign = foreignType(type, signal, context);
  const data = foreign === undefined ? address : `&${signal}_value`;
  return {
    before: [
      ...(foreign === undefined
        ? []
        : [`const ${foreign} ${signal}_value = (${foreign})${value};`]),
      ...context.trace.lines(rteSignalHook(signal, 'SigTx'), data),
    ],
    send: `Com_SendSignal(${id}, ${data})`,
  };
}

/**
 * Com_ReceiveSignal into the object `target`, whose address is `address`: directly where the types are
 * the same, unless it is to be assigned.
 */
export function receiveSignal(
  target: string,
  address: string,
  type: string,
  signal: string,
  context: CContext,
  way: 'direct' | 'assigned' = 'direct',
): {
  readonly before: readonly string[];
  readonly receive: string;
  /** Only if it was received. */
  readonly traced: readonly string[];
  readonly after: readonly string[];
} {
  const id = symbol.signal(signal);
  const foreign = foreignType(type, signal, context);
  const { words } = context;
  const copied = foreign !== undefined || way === 'assigned';
  const data = copied ? `&${signal}_value` : address;
  const value =
    foreign === undefined ? `${signal}_value` : `(${words.typeName(type)})${signal}_value`;
  return {
    before: copied ? [`${foreign ?? words.typeName(type)} ${signal}_value;`] : [],
    receive: `Com_ReceiveSignal(${id}, ${data})`,
    traced: context.trace.lines(rteSignalHook(signal, 'SigRx'), data),
    after: copied ? [`${target} = ${value};`] : [],
  };
}

/** Com_ReceiveSignal where its status does not matter. */
export function receivedSignal(...parameters: Parameters<typeof receiveSignal>): readonly string[] {
  const { before, receive, traced, after } = receiveSignal(...parameters);
  return [
    ...before,
    ...(traced.length === 0 ? [`(void)${receive};`] : onlyIf(`${receive} == E_OK`, traced)),
    ...after,
  ];
}
