/** CAN frames as SLCAN writes them, `t1232AABB`, and the bit rates that its commands know. */
import { type CanFrame, isCanId, maxDataBytes } from '../bus/can-frame.ts';

/** What a frame line says; the instant of its arrival is no part of it. */
export type SlcanFrame = Omit<CanFrame, 'queuedAtNs'>;

/** Digits of a time stamp at the end of a line, where the other side sends them. */
const timestampDigits = 4;

/** The line without its end. */
export function formatFrame(frame: SlcanFrame): string {
  const { id, extended, remote, lengthBytes, data } = frame;
  const kind = remote ? (extended ? 'R' : 'r') : extended ? 'T' : 't';
  let text = kind + hex(id, extended ? 8 : 3) + lengthBytes;
  if (remote) return text;
  for (let i = 0; i < lengthBytes; i++) text += hex(data[i] as number, 2);
  return text;
}

/**
 * Reads `t`, `T`, `r` or `R` and what belongs to it. Undefined for anything else: a letter too many, an
 * identifier out of range, more than eight bytes. A time stamp is one of these too, unless it
 * `mayBeStamped`: a line that has lost digits of its length and data looks as if it had one.
 */
export function parseFrame(line: string, mayBeStamped = false): SlcanFrame | undefined {
  const kind = line[0];
  if (kind !== 't' && kind !== 'T' && kind !== 'r' && kind !== 'R') return undefined;
  if (!/^[0-9A-Fa-f]+$/.test(line.slice(1))) return undefined;
  const extended = kind === 'T' || kind === 'R';
  const remote = kind === 'r' || kind === 'R';
  const idDigits = extended ? 8 : 3;
  const id = Number.parseInt(line.slice(1, 1 + idDigits), 16);
  const lengthBytes = Number.parseInt(line[1 + idDigits] ?? '', 16);
  if (!(lengthBytes <= maxDataBytes) || !isCanId(id, extended)) return undefined;
  const dataAt = 2 + idDigits;
  const end = dataAt + (remote ? 0 : 2 * lengthBytes);
  const isStamped = mayBeStamped && line.length === end + timestampDigits;
  if (line.length !== end && !isStamped) return undefined;
  const data = new Uint8Array(maxDataBytes);
  for (let at = dataAt; at < end; at += 2) {
    data[(at - dataAt) / 2] = Number.parseInt(line.slice(at, at + 2), 16);
  }
  return { id, extended, remote, lengthBytes, data };
}

/** Upper-case digits. */
export function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

const ratesOfCommands = [
  10_000,
  20_000,
  50_000,
  100_000,
  125_000,
  250_000,
  500_000,
  undefined,
  1_000_000,
];

/** LAWICEL and Linux say 800 kbit/s; CANable and python-can, 750 kbit/s. */
export const usualS7 = 800_000;

/** `S6` for 500,000 bit/s; undefined where no command sets that rate. `s7`: what S7 means there. */
export function bitRateCommand(bitRate: number, s7: number = usualS7): string | undefined {
  if (bitRate === s7) return 'S7';
  const index = ratesOfCommands.indexOf(bitRate);
  return index < 0 ? undefined : `S${index}`;
}

/** Whether the command sets that rate, for one of the meanings of S7; undefined for no command. */
export function setsBitRate(command: string, bitRate: number): boolean | undefined {
  if (!/^S[0-8]$/.test(command)) return undefined;
  if (command === 'S7') return bitRate === 800_000 || bitRate === 750_000;
  return ratesOfCommands[Number(command[1])] === bitRate;
}
