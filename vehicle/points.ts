/**
 * The points of a vehicle that scripts, stimuli and `--set` name: `Front.adc.Pedal`,
 * `Dashboard.pwm.Needle`, `DebugNode.signal.CounterIn`.
 */
import type { ComSignalPlan } from '../generator/plan/rte-plan.ts';
import type { SignalValue } from '../rte/typescript/configuration.ts';
import type { Member } from './members.ts';
import type { StimulusValue } from './vehicle-file.ts';

export type Point = InputPoint | ChannelPoint<'pwm'>;

/** A point that may take a value from outside. */
export type InputPoint = ChannelPoint<'adc' | 'dio'> | SignalPoint;

interface ChannelPoint<Kind> {
  readonly kind: Kind;
  readonly ecu: string;
  readonly channel: string;
}

interface SignalPoint {
  readonly kind: 'signal';
  readonly ecu: string;
  readonly signal: ComSignalPlan;
  /** Whether the ECU sends it; otherwise it receives it. */
  readonly sent: boolean;
  readonly restBus: boolean;
}

/** A name that means nothing, or a value that does not fit: the message says what would. */
export class PointError extends Error {}

/** The point of a name. Throws a PointError that lists what there is. */
export function findPoint(name: string, members: readonly Member[]): Point {
  const [ecu = '', kind = '', ...rest] = name.split('.');
  const item = rest.join('.');
  const member = members.find((one) => one.name === ecu);
  if (member === undefined)
    throw unknown(
      'ECU',
      ecu,
      members.map((one) => one.name),
    );
  switch (kind) {
    case 'adc':
      return channelPoint(kind, 'ADC group', member, item, member.plan.bsw.adc.groups);
    case 'dio':
      return channelPoint(kind, 'DIO channel', member, item, member.plan.bsw.dio.channels);
    case 'pwm':
      return channelPoint(kind, 'PWM channel', member, item, member.plan.bsw.pwm.channels);
    case 'signal': {
      const { signals, iPdus } = member.plan.bsw.com;
      const signal = signals.find((one) => one.name === item);
      if (signal === undefined) {
        throw unknown(
          `signal of ${ecu}`,
          item,
          signals.map((one) => one.name),
        );
      }
      const iPdu = iPdus.find((one) => one.name === signal.iPdu);
      return { kind, ecu, signal, sent: iPdu?.direction === 'SEND', restBus: member.restBus };
    }
    default:
      throw unknown(`kind of point`, kind, ['adc', 'dio', 'pwm', 'signal']);
  }
}

function channelPoint<Kind>(
  kind: Kind,
  what: string,
  member: Member,
  channel: string,
  channels: readonly { readonly name: string }[],
): ChannelPoint<Kind> {
  const names = channels.map((one) => one.name);
  if (!names.includes(channel)) throw unknown(`${what} of ${member.name}`, channel, names);
  return { kind, ecu: member.name, channel };
}

const longestList = 20;

function unknown(what: string, name: string, known: readonly string[]): PointError {
  const more = known.length > longestList ? ` and ${known.length - longestList} more` : '';
  const list = known.length === 0 ? 'none' : known.slice(0, longestList).join(', ') + more;
  return new PointError(`no ${what} "${name}"; there is ${list}`);
}

/** The same point if it takes a value from outside. Throws a PointError if not. */
export function inputPoint(point: Point): InputPoint {
  if (point.kind === 'pwm') throw new PointError('a PWM channel is an output');
  if (point.kind !== 'signal') return point;
  if (!point.restBus) {
    throw new PointError(`the software of ${point.ecu} writes its signals; set an input instead`);
  }
  if (!point.sent) throw new PointError(`${point.ecu} receives this signal`);
  return point;
}

/** The value as drivers and Com take it. Throws a PointError when it does not fit. */
export function pointValue(point: InputPoint, value: StimulusValue | bigint): SignalValue {
  switch (point.kind) {
    case 'adc':
      if (typeof value === 'number' && value >= 0 && value <= 1) return value;
      throw new PointError(`takes 0 to 1, not ${shown(value)}`);
    case 'dio':
      if (value === 0 || value === 1 || typeof value === 'boolean') return Number(value);
      throw new PointError(`takes 0 or 1, not ${shown(value)}`);
    case 'signal':
      return signalValue(point.signal, value);
  }
}

function signalValue(signal: ComSignalPlan, value: StimulusValue | bigint): SignalValue {
  const { type, lengthBits } = signal;
  if (type === 'bytes') {
    const lengthBytes = Math.ceil(lengthBits / 8);
    if (typeof value === 'object' && value.length === lengthBytes) return Uint8Array.from(value);
    throw new PointError(`takes ${lengthBytes} bytes, not ${shown(value)}`);
  }
  if (typeof value === 'object') throw new PointError(`takes a number, not ${shown(value)}`);
  if (type === 'float32' || type === 'float64') return Number(value);
  // The steps of a ramp fall between the integers.
  const integer = typeof value === 'number' ? Math.round(value) : value;
  if (typeof integer === 'number' && !Number.isSafeInteger(integer)) {
    throw new PointError(`takes a whole number, not ${shown(value)}`);
  }
  const exact = BigInt(integer);
  const signed = type.startsWith('sint');
  const bits = BigInt(lengthBits);
  const lowest = signed ? -(1n << (bits - 1n)) : 0n;
  const highest = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  if (exact < lowest || exact > highest) {
    throw new PointError(`takes ${lowest} to ${highest}, not ${exact}`);
  }
  return type.endsWith('64') ? exact : Number(exact);
}

function shown(value: StimulusValue | bigint): string {
  return typeof value === 'object' ? `${value.length} bytes` : String(value);
}
