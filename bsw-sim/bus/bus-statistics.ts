/** What a bus counts: its load, and for each identifier how often it came and how long it took. */
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { arbitrationField, type CanFrame, frameName, isCanId } from './can-frame.ts';

export interface CanBusStatistics {
  readonly bus: string;
  /** In bit/s. */
  readonly bitRate: number;
  /** Since the bus was created. */
  readonly elapsedNs: number;
  /** Frames, attempts without acknowledgement and the intermission after them, as far as ended. */
  readonly busyNs: number;
  /** Share of the time that the bus was busy, 0..1. */
  readonly load: number;
  /** Frames that were transmitted and acknowledged. */
  readonly frameCount: number;
  /** Frames nobody acknowledged; their repetitions do not count again. */
  readonly unacknowledgedFrames: number;
  /** The same, repetitions included. */
  readonly unacknowledgedAttempts: number;
  /** Arbitrations in which two nodes began a frame of the same identifier. */
  readonly collisions: number;
  /** In the order of arbitration, the most urgent first. */
  readonly frames: readonly FrameStatistics[];
}

export interface FrameStatistics {
  /** As in the trace: `0x100`, `0x00000100x`. */
  readonly name: string;
  readonly id: number;
  readonly extended: boolean;
  readonly remote: boolean;
  readonly count: number;
  /** Longest time from being given to the controller to the last bit of the end of frame. */
  readonly maxDelayNs: number;
}

/** What tells frames apart. */
type FrameIdentity = Pick<CanFrame, 'id' | 'extended' | 'remote'>;

/** The entry of one identifier, with its subject in the trace. */
export interface FrameEntry {
  readonly name: string;
  readonly id: number;
  readonly extended: boolean;
  readonly remote: boolean;
  readonly subject: number;
  count: number;
  maxDelayNs: number;
}

/** The entry while there has been no frame. */
export const noFrame: FrameEntry = {
  name: 'none',
  id: 0,
  extended: false,
  remote: false,
  subject: 0,
  count: 0,
  maxDelayNs: 0,
};

/** Entries by identifier, made at the first frame of each. */
export class FrameEntries {
  private readonly bus: string;
  private readonly trace: Trace;
  private readonly entries = new Map<number, FrameEntry>();

  constructor(bus: string, trace: Trace) {
    this.bus = bus;
    this.trace = trace;
  }

  /** Throws for an identifier that is out of range. */
  of(frame: FrameIdentity): FrameEntry {
    // A small integer for V8, which the arbitration field is not.
    const key = frame.id + (frame.extended ? 2 ** 29 : 0) + (frame.remote ? 2 ** 30 : 0);
    return this.entries.get(key) ?? this.add(key, frame);
  }

  transfer(tape: StateTape): void {
    const known = [...this.entries.values()];
    const count = tape.number(known.length);
    if (!tape.recording) this.entries.clear();
    for (let i = 0; i < count; i++) {
      const entry = this.transferEntry(known[i] ?? noFrame, tape);
      entry.count = tape.number(entry.count);
      entry.maxDelayNs = tape.number(entry.maxDelayNs);
    }
  }

  /** A reference to one of them, or to `noFrame`. */
  transferEntry(entry: FrameEntry, tape: StateTape): FrameEntry {
    if (!tape.boolean(entry !== noFrame)) return noFrame;
    const id = tape.number(entry.id);
    const extended = tape.boolean(entry.extended);
    const remote = tape.boolean(entry.remote);
    return this.of({ id, extended, remote });
  }

  list(): readonly FrameStatistics[] {
    const urgency = (of: FrameEntry): number => arbitrationField(of.id, of.extended, of.remote);
    return [...this.entries.values()]
      .filter(({ count }) => count > 0)
      .sort((a, b) => urgency(a) - urgency(b))
      .map(({ subject: _, ...statistics }) => statistics);
  }

  private add(key: number, frame: FrameIdentity): FrameEntry {
    const { id, extended, remote } = frame;
    if (!isCanId(id, extended)) {
      throw new RangeError(
        `${this.bus}: ${extended ? 'extended' : 'standard'} CAN identifier ${id} out of range`,
      );
    }
    const name = frameName(id, extended);
    const subject = this.trace.subject(this.bus, name);
    const entry: FrameEntry = { name, id, extended, remote, subject, count: 0, maxDelayNs: 0 };
    this.entries.set(key, entry);
    return entry;
  }
}
