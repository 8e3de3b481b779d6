/**
 * Export of a bus's frames as a log of can-utils (`candump -l`), which log2asc, canplayer and most
 * other CAN tools read: `(0000000001.234567) can0 100#DEADBEEF`.
 */
import type { TraceRecord } from '../sim/trace.ts';

/**
 * Lines, without their end, of the frames among `records`, in their order; everything else is left
 * out. `interfaces` says which interface stands for which bus; frames of other buses are left out.
 * Instants are cut to microseconds. Throws for an interface name that the format cannot hold: empty,
 * over 15 characters, or with white space.
 */
export function* formatCandump(
  records: Iterable<TraceRecord>,
  interfaces: ReadonlyMap<string, string>,
): Generator<string, void, undefined> {
  for (const name of interfaces.values()) {
    if (!/^\S{1,15}$/.test(name)) throw new RangeError(`interface name '${name}' in a candump log`);
  }
  for (const record of records) {
    const frame = frameText(record);
    if (frame === undefined) continue;
    const name = interfaces.get(record.source);
    if (name !== undefined) yield `(${timestamp(record.atNs)}) ${name} ${frame}`;
  }
}

function frameText({ kind, name, value }: TraceRecord): string | undefined {
  switch (kind) {
    case 'frame':
      return value instanceof Uint8Array ? `${identifier(name)}#${hexadecimal(value)}` : undefined;
    case 'remote-frame':
      return `${identifier(name)}#R${value}`;
    default:
      return undefined;
  }
}

/** can-utils tells an extended identifier by its eight digits, and so do the names of the trace. */
function identifier(frameName: string): string {
  return frameName.replace(/^0x|x$/g, '').toUpperCase();
}

function hexadecimal(data: Uint8Array): string {
  let text = '';
  for (const byte of data) text += byte.toString(16).padStart(2, '0');
  return text.toUpperCase();
}

function timestamp(atNs: number): string {
  const us = Math.floor(atNs / 1000);
  const seconds = Math.floor(us / 1_000_000);
  return `${String(seconds).padStart(10, '0')}.${String(us % 1_000_000).padStart(6, '0')}`;
}
