/** Calls that move values between RTE data and COM signals. */
import type { BaseTypeName } from '../../plan/rte-plan.ts';
import type { CContext } from './call-view.ts';
import { symbol } from './names.ts';

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
  if (foreign === undefined) return { before: [], send: `Com_SendSignal(${id}, ${address})` };
  return {
    before: [`const ${foreign} ${signal}_value = (${foreign})${value};`],
    send: `Com_SendSignal(${id}, &${signal}_value)`,
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
  readonly after: readonly string[];
} {
  const id = symbol.signal(signal);
  const foreign = foreignType(type, signal, context);
  if (foreign === undefined && way === 'direct')
    return { before: [], receive: `Com_ReceiveSignal(${id}, ${address})`, after: [] };
  const { words } = context;
  return {
    before: [`${foreign ?? words.typeName(type)} ${signal}_value;`],
    receive: `Com_ReceiveSignal(${id}, &${signal}_value)`,
    after: [
      foreign === undefined
        ? `${target} = ${signal}_value;`
        : `${target} = (${words.typeName(type)})${signal}_value;`,
    ],
  };
}
