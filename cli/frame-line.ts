/** A frame for people, as candump shows it, or for programs, with what the matrix knows of it. */
import type { SlcanFrame } from '../bsw-sim/bridge/slcan-frames.ts';
import type { DecodedFrame, DecodedSignal } from '../vehicle/frame-decoder.ts';
import type { Paint } from './terminal.ts';

export interface SeenFrame {
  readonly atNs: number;
  readonly frame: SlcanFrame;
  readonly decoded: DecodedFrame | undefined;
}

/** ` (1.234567)  ttyACM0  123  [2]  AA BB  PedalStatus PedalPosition=170 (17)` */
export function formatFrameLine(
  { atNs, frame, decoded }: SeenFrame,
  from: string,
  paint: Paint,
): string {
  const { remote, lengthBytes } = frame;
  const bytes = remote ? 'remote request' : pairs(frame).join(' ');
  const head = `(${(atNs / 1e9).toFixed(6).padStart(11)})  ${from}  ${idText(frame).padStart(8)}`;
  const plain = `${head}  [${lengthBytes}]  ${bytes.padEnd(decoded === undefined ? 0 : 23)}`;
  if (decoded === undefined) return plain.trimEnd();
  const signals = decoded.signals.map(signalText).join(' ');
  return `${plain}  ${paint('bold', decoded.name)} ${signals}`.trimEnd();
}

function signalText({ name, raw, physical, text }: DecodedSignal): string {
  const value = Array.isArray(raw) ? `[${raw.join(' ')}]` : String(raw);
  const meaning = text ?? physical;
  return meaning === undefined ? `${name}=${value}` : `${name}=${value} (${meaning})`;
}

export function frameJson({ atNs, frame, decoded }: SeenFrame): object {
  const { extended, remote, lengthBytes } = frame;
  return {
    atNs,
    id: idText(frame),
    extended,
    remote,
    lengthBytes,
    data: remote ? undefined : pairs(frame).join(''),
    pdu: decoded?.name,
    signals: decoded?.signals,
  };
}

function idText({ id, extended }: SlcanFrame): string {
  return id
    .toString(16)
    .toUpperCase()
    .padStart(extended ? 8 : 3, '0');
}

function pairs({ data, lengthBytes }: SlcanFrame): string[] {
  return Array.from(data.subarray(0, lengthBytes), (byte) =>
    byte.toString(16).toUpperCase().padStart(2, '0'),
  );
}
