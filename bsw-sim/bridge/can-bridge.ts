/**
 * A simulated bus and the other side of an SLCAN line, joined: a board that is an ECU of the vehicle,
 * or an adapter to a real bus.
 */
import type { CanBus } from '../bus/can-bus.ts';
import { type CanFrame, frameName } from '../bus/can-frame.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { BridgeNode } from './bridge-node.ts';
import type { LineStatistics } from './line-statistics.ts';
import { type LineParticipant, LineStatus } from './participant.ts';
import type { SerialLine } from './serial-line.ts';
import { SlcanDriver, type SlcanUser } from './slcan-driver.ts';
import type { SlcanFrame } from './slcan-frames.ts';
import type { BoardIdentity } from './slcan-handshake.ts';

export type BridgeKind =
  /** The board is this ECU: it hears its bus, and what it sends is confirmed to it. */
  | { readonly is: 'ecu'; readonly ecu: string; readonly controller: string }
  /** Frames come from a real bus, and go there only if `transmits`. */
  | { readonly is: 'adapter'; readonly transmits: boolean };

export interface CanBridgeOptions {
  readonly kind: BridgeKind;
  readonly bus: CanBus;
  readonly line: SerialLine;
  /** Of the serial line, in bit/s. */
  readonly baud: number;
  /** Sets the bit rate of the bus, such as S6. */
  readonly bitRateCommand: string;
  readonly queue: EventQueue;
  readonly trace: Trace;
}

export class CanBridge implements LineParticipant, SlcanUser {
  readonly name: string;
  readonly line: SerialLine;
  readonly status: LineStatus;
  private readonly node: BridgeNode;
  private readonly driver: SlcanDriver;

  constructor(options: CanBridgeOptions) {
    const { kind, bus, line, baud, queue, trace } = options;
    this.name = line.name;
    this.line = line;
    const isEcu = kind.is === 'ecu';
    const source = isEcu ? kind.ecu : line.name;
    const isSending = isEcu || kind.transmits;
    this.status = new LineStatus({ trace, queue, source, line: line.name });
    this.node = new BridgeNode({
      name: isEcu ? `${kind.ecu}.${kind.controller}` : line.name,
      bus,
      queue,
      onReceived: isSending ? (frame) => this.toLine(frame) : () => {},
      onMissed: isSending ? (frame) => this.missed(frame) : () => {},
      onTransmitted: (mailbox) => {
        if (mailbox !== undefined) this.driver.mailboxSent(mailbox);
      },
    });
    this.driver = new SlcanDriver({
      line,
      queue,
      baud,
      role: isEcu ? 'e' : 'a',
      setup: [options.bitRateCommand],
      open: isSending ? 'O' : 'L',
      user: this,
    });
  }

  get statistics(): LineStatistics {
    return this.driver.statistics;
  }

  get board(): BoardIdentity {
    return this.driver.board;
  }

  get underwayFrames(): number {
    return this.driver.underwayFrames + this.node.waitingFrames;
  }

  end(): void {
    this.driver.end();
  }

  get farewell(): string {
    return this.driver.farewell;
  }

  attach(): void {
    this.node.attach();
  }

  start(): void {
    this.driver.start();
  }

  transfer(tape: StateTape): void {
    this.line.transfer(tape);
    this.driver.transfer(tape);
    this.node.transfer(tape);
    this.status.transfer(tape);
  }

  // ---- what the driver calls ------------------------------------------------------------------------

  online(): void {
    this.status.goOnline();
    this.node.goOnline();
  }

  offline(reason: string): void {
    this.status.goOffline(reason);
    for (const name of this.node.goOffline()) this.dropped(name);
  }

  frame(frame: SlcanFrame): void {
    if (!this.node.enqueue(frame)) this.dropped(frameName(frame.id, frame.extended));
  }

  mailbox(mailbox: number, frame: SlcanFrame): void {
    const lost = this.node.fill(mailbox, frame);
    if (lost !== undefined) this.dropped(lost);
  }

  extension(): boolean {
    return false;
  }

  lost(frame: string): void {
    this.status.lost(frame);
  }

  flags(flags: number): void {
    this.status.flags(flags);
  }

  private toLine(frame: CanFrame): void {
    this.driver.sendFrame(frame, frameName(frame.id, frame.extended));
  }

  private missed({ id, extended }: CanFrame): void {
    this.statistics.framesMissed++;
    this.status.lost(frameName(id, extended));
  }

  private dropped(name: string): void {
    this.statistics.framesDropped++;
    this.status.lost(name);
  }
}
