/** Classic CAN frames: what a node hands to the bus, how they are named, which of two goes first. */

import type { StateTape } from '../sim/state-tape.ts';

export interface CanFrame {
  /** 0..0x7ff, or 0..0x1fffffff for an extended frame. */
  readonly id: number;
  /** 29-bit identifier. */
  readonly extended: boolean;
  /** Asks for a frame instead of carrying one: there is a length but no data. */
  readonly remote: boolean;
  /** 0..8: number of data bytes; of a remote frame, the number asked for. */
  readonly lengthBytes: number;
  /** The first `lengthBytes` count. */
  readonly data: Uint8Array;
  /** When the frame was given to its controller: the start of its delay in the bus's statistics. */
  readonly queuedAtNs: number;
}

/** A frame that is written again and again, so that sending and receiving allocate nothing. */
export type CanFrameBuffer = { -readonly [K in keyof CanFrame]: CanFrame[K] };

export const maxStandardId = 0x7ff;
export const maxExtendedId = 0x1fff_ffff;
export const maxDataBytes = 8;

/** An empty frame of identifier 0 with room for 8 bytes. */
export function createFrameBuffer(): CanFrameBuffer {
  return {
    id: 0,
    extended: false,
    remote: false,
    lengthBytes: 0,
    data: new Uint8Array(maxDataBytes),
    queuedAtNs: 0,
  };
}

/** Copies a frame of at most 8 bytes; throws for any other length. */
export function copyFrame(from: CanFrame, to: CanFrameBuffer): void {
  const { lengthBytes } = from;
  if (!(lengthBytes >= 0 && lengthBytes <= maxDataBytes)) {
    throw new RangeError(`CAN frame ${frameName(from.id, from.extended)} of ${lengthBytes} bytes`);
  }
  to.id = from.id;
  to.extended = from.extended;
  to.remote = from.remote;
  to.lengthBytes = lengthBytes;
  to.queuedAtNs = from.queuedAtNs;
  if (from.remote) return;
  for (let i = 0; i < lengthBytes; i++) to.data[i] = from.data[i] as number;
}

export function transferFrame(frame: CanFrameBuffer, tape: StateTape): void {
  frame.id = tape.number(frame.id);
  frame.extended = tape.boolean(frame.extended);
  frame.remote = tape.boolean(frame.remote);
  frame.lengthBytes = tape.number(frame.lengthBytes);
  tape.bytes(frame.data);
  frame.queuedAtNs = tape.number(frame.queuedAtNs);
}

/** Whether `id` fits the 11 bits of a standard or the 29 bits of an extended identifier. */
export function isCanId(id: number, extended: boolean): boolean {
  return Number.isInteger(id) && id >= 0 && id <= (extended ? maxExtendedId : maxStandardId);
}

/**
 * The 32 bits that arbitration compares, as a number: of two frames, that with the lower one goes
 * first. Bits as on the wire: base identifier, RTR or SRR, IDE, identifier extension, RTR. So a
 * standard frame goes before an extended one with the same base, data before remote.
 */
export function arbitrationField(id: number, extended: boolean, remote: boolean): number {
  if (!extended) return id * 2 ** 21 + (remote ? 2 ** 20 : 0);
  const base = id >>> 18;
  const extension = id & 0x3ffff;
  return base * 2 ** 21 + 2 ** 20 + 2 ** 19 + extension * 2 + (remote ? 1 : 0);
}

/** `0x100`, or `0x00000100x` for an extended identifier: as traces and statistics name a frame. */
export function frameName(id: number, extended: boolean): string {
  const digits = id.toString(16).padStart(extended ? 8 : 3, '0');
  return extended ? `0x${digits}x` : `0x${digits}`;
}
