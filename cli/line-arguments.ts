/** `--board Body=/dev/ttyACM0,baud=1000000` and its like → who takes part over a serial line. */
import { resolve } from 'node:path';
import type { LineDescriptions } from '../vehicle/line-descriptions.ts';
import type { BridgeDescription, PortDescription } from '../vehicle/vehicle-file.ts';
import { UsageError } from './terminal.ts';

export interface LineArguments {
  readonly board?: readonly string[];
  readonly io?: readonly string[];
  readonly bridge?: readonly string[];
  readonly adapter?: readonly string[];
  readonly record?: string;
  readonly replay?: string;
}

export function linesOf(options: LineArguments): LineDescriptions & {
  readonly record?: string;
  readonly replay?: string;
} {
  const { record, replay } = options;
  if (record !== undefined && replay !== undefined) {
    throw new UsageError('give either --record or --replay');
  }
  return {
    boards: portsOf('--board', options.board),
    io: portsOf('--io', options.io),
    adapters: portsOf('--adapter', options.adapter),
    bridges: byName('--bridge', options.bridge, bridgeOf),
    ...(record !== undefined && { record: resolve(record) }),
    ...(replay !== undefined && { replay: resolve(replay) }),
  };
}

function portsOf(
  option: string,
  texts: readonly string[] | undefined,
): Record<string, PortDescription> {
  return byName(option, texts, (port, words, wrong) => {
    if (words.size > 1 || (words.size === 1 && !words.has('baud'))) throw wrong;
    return { port, ...baudOf(words, wrong) };
  });
}

function bridgeOf(
  port: string,
  words: ReadonlyMap<string, string>,
  wrong: UsageError,
): BridgeDescription {
  const transmit = words.get('transmit');
  const s7 = words.get('s7');
  const isKnown = [...words.keys()].every((name) => ['baud', 's7', 'transmit'].includes(name));
  if (!isKnown || (transmit !== undefined && transmit !== '')) throw wrong;
  if (s7 !== undefined && s7 !== '750000' && s7 !== '800000') throw wrong;
  return {
    port,
    ...baudOf(words, wrong),
    ...(transmit !== undefined && { transmit: true }),
    ...(s7 !== undefined && { s7: Number(s7) }),
  };
}

function baudOf(words: ReadonlyMap<string, string>, wrong: UsageError): { baud?: number } {
  const text = words.get('baud');
  if (text === undefined) return {};
  if (!/^\d+$/.test(text)) throw wrong;
  return { baud: Number(text) };
}

function byName<T>(
  option: string,
  texts: readonly string[] = [],
  read: (port: string, words: ReadonlyMap<string, string>, wrong: UsageError) => T,
): Record<string, T> {
  const found = texts.map((text) => {
    const more = option === '--bridge' ? '[,transmit][,s7=750000]' : '';
    const wrong = new UsageError(
      `${option} ${text}: write ${option} NAME=PORT[,baud=500000]${more}`,
    );
    const [, name, rest = ''] = /^([A-Za-z_]\w*)=(.+)$/.exec(text) ?? [];
    const [port, ...words] = rest.split(',');
    if (name === undefined || port === undefined || port === '') throw wrong;
    const pairs = words.map((word) => {
      const [key = '', ...value] = word.split('=');
      return [key, value.join('=')] as const;
    });
    return [name, read(port, new Map(pairs), wrong)] as const;
  });
  const names = found.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`${option} ${twice} is given twice`);
  return Object.fromEntries(found);
}
