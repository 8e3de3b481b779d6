/** The words after `vfb monitor` → rates, frames to send and how long. */
import { bitRateCommand, parseFrame, type SlcanFrame } from '../bsw-sim/bridge/slcan-frames.ts';
import { durationOf } from './simulate-arguments.ts';
import { UsageError } from './terminal.ts';

export interface MonitorArguments {
  readonly baud: number;
  readonly bitRateCommand: string;
  readonly transmit: readonly { readonly frame: SlcanFrame; readonly text: string }[];
  /** Undefined ends are the end of time: Ctrl-C. */
  readonly durationNs: number;
}

const usualBaud = 500_000;
const usualBitRate = '500k';

export function monitorArguments(options: {
  readonly baud?: string;
  readonly bitrate?: string;
  readonly transmit?: readonly string[];
  readonly for?: string;
}): MonitorArguments {
  return {
    baud: options.baud === undefined ? usualBaud : baudOf(options.baud),
    bitRateCommand: commandOf(options.bitrate ?? usualBitRate),
    transmit: (options.transmit ?? []).map((text) => ({ frame: frameOf(text), text })),
    durationNs: options.for === undefined ? Number.MAX_SAFE_INTEGER : durationOf(options.for),
  };
}

function baudOf(text: string): number {
  const baud = Number(text);
  if (/^\d+$/.test(text) && baud >= 1200 && baud <= 4_000_000) return baud;
  throw new UsageError(`--baud ${text}: a number of bit/s from 1200 to 4000000`);
}

/** 500k, 1M or 500000. Who says 750k has an adapter whose S7 means that. */
function commandOf(text: string): string {
  const [, digits, unit = ''] = /^(\d+)([kM]?)$/.exec(text) ?? [];
  const rate = Number(digits) * { '': 1, k: 1000, M: 1_000_000 }[unit as '' | 'k' | 'M'];
  const command = bitRateCommand(rate, rate === 750_000 ? rate : undefined);
  if (command !== undefined) return command;
  const known = '10k, 20k, 50k, 100k, 125k, 250k, 500k, 750k, 800k or 1M';
  throw new UsageError(`--bitrate ${text}: one of ${known}`);
}

/** As candump writes it: 123#AABB, 1ABCDEF0#, 123#R, 123#R4. */
export function frameOf(text: string): SlcanFrame {
  const [, id = '', remote, data = ''] =
    /^([0-9A-Fa-f]{3}|[0-9A-Fa-f]{8})#(?:R([0-8]?)|((?:[0-9A-Fa-f]{2}){0,8}))$/.exec(text) ?? [];
  const extended = id.length === 8;
  const line =
    remote === undefined
      ? `${extended ? 'T' : 't'}${id}${data.length / 2}${data}`
      : `${extended ? 'R' : 'r'}${id}${remote || '0'}`;
  const frame = id === '' ? undefined : parseFrame(line);
  if (frame !== undefined) return frame;
  throw new UsageError(`--transmit ${text}: write 123#AABB, 18FF1000# or 123#R4`);
}
