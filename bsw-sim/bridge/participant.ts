/** What all who take part in a run over a line have in common. */
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import type { LineStatistics } from './line-statistics.ts';
import type { SerialLine } from './serial-line.ts';
import type { BoardIdentity } from './slcan-handshake.ts';

export interface LineParticipant {
  /** That of its line. */
  readonly name: string;
  readonly line: SerialLine;
  readonly statistics: LineStatistics;
  readonly status: LineStatus;
  /** What is there, or was last; undefined for who does not say. */
  readonly board: BoardIdentity | undefined;
  /** Puts its nodes on their buses. */
  attach(): void;
  /** The run begins, and everybody is attached. */
  start(): void;
  /** Frames in either direction of which nobody knows yet whether they arrive. */
  readonly underwayFrames: number;
  /** The run is over; before the port is closed. */
  end(): void;
  /** The last bytes it has to say. */
  readonly farewell: string;
  transfer(tape: StateTape): void;
}

/** Whether somebody is there, for the trace and the report. Gone means without having said so. */
export class LineStatus {
  private readonly trace: Trace;
  private readonly queue: EventQueue;
  private readonly source: string;
  private readonly line: string;
  private readonly kinds: Readonly<Record<'online' | 'offline' | 'lost' | 'flags', number>>;
  private online = false;
  private gone = false;
  private goneAtNs = 0;
  private wasOnline = false;
  private firstOnlineNs = 0;
  private lastReason = '';

  /** `source`: as the trace names the participant. */
  constructor(options: {
    readonly trace: Trace;
    readonly queue: EventQueue;
    readonly source: string;
    readonly line: string;
  }) {
    const { trace } = options;
    this.trace = trace;
    this.queue = options.queue;
    this.source = options.source;
    this.line = options.line;
    this.kinds = {
      online: trace.kind('line-online'),
      offline: trace.kind('line-offline'),
      lost: trace.kind('frame-lost'),
      flags: trace.kind('line-flags'),
    };
  }

  get isOnline(): boolean {
    return this.online;
  }

  /** When the other side went, where it was there and has not come back; undefined if it has not gone. */
  get goneSinceNs(): number | undefined {
    return this.gone ? this.goneAtNs : undefined;
  }

  /** When somebody was there first; undefined if nobody ever was. */
  get onlineAtNs(): number | undefined {
    return this.wasOnline ? this.firstOnlineNs : undefined;
  }

  /** Why nobody is there, or was not the last time. */
  get reason(): string {
    return this.lastReason;
  }

  goOnline(): void {
    if (!this.wasOnline) this.firstOnlineNs = this.queue.nowNs;
    this.wasOnline = true;
    this.online = true;
    this.gone = false;
    this.record(this.kinds.online, this.line);
  }

  goOffline(reason: string): void {
    if (this.online) {
      this.gone = true;
      this.goneAtNs = this.queue.nowNs;
    }
    this.leave();
    this.lastReason = reason;
  }

  /** Offline, of its own will. */
  leave(): void {
    if (this.online) this.record(this.kinds.offline, this.line);
    this.online = false;
  }

  /** It could be there again, and whether it is, is up to it. */
  forgive(): void {
    this.gone = false;
  }

  lost(frame: string): void {
    this.record(this.kinds.lost, frame);
  }

  flags(flags: number): void {
    const subject = this.trace.subject(this.source, this.line);
    this.trace.recordNumber(this.queue.nowNs, this.kinds.flags, subject, flags);
  }

  transfer(tape: StateTape): void {
    this.online = tape.boolean(this.online);
    this.gone = tape.boolean(this.gone);
    this.goneAtNs = tape.number(this.goneAtNs);
    this.wasOnline = tape.boolean(this.wasOnline);
    this.firstOnlineNs = tape.number(this.firstOnlineNs);
    this.lastReason = tape.data(this.lastReason);
  }

  private record(kind: number, name: string): void {
    this.trace.record(this.queue.nowNs, kind, this.trace.subject(this.source, name));
  }
}
