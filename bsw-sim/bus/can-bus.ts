/**
 * The CAN wire: one frame at a time, the most urgent first, for exactly as long as its bits take.
 *
 * When the bus is free and somebody has a frame, arbitration happens in the last phase of that
 * instant, among all that is pending by then. At the last bit of the end of frame the receivers get
 * the frame and its sender the confirmation; three bits later the bus is free again.
 */
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { BitClock, durationNs } from './bit-clock.ts';
import { type CanBusStatistics, FrameEntries, type FrameEntry, noFrame } from './bus-statistics.ts';
import {
  arbitrationField,
  type CanFrame,
  copyFrame,
  createFrameBuffer,
  transferFrame,
} from './can-frame.ts';
import { bitsAfterAckSlot, frameLengthBits, intermissionBits } from './frame-length.ts';

/** A controller on the wire. */
export interface CanBusNode {
  /** Unique on the bus; nodes are attached in the order of their names. */
  readonly name: string;
  /** Whether it takes part: sends, receives and acknowledges. */
  readonly online: boolean;
  /**
   * The frame this node offers now: of those pending, the one that arbitration would prefer. Asked
   * whenever the bus becomes free; the bus copies the winner.
   */
  pending(): CanFrame | undefined;
  /** The frame offered last was sent and acknowledged, even if the node went offline meanwhile. */
  frameTransmitted(): void;
  /** Somebody else's frame was received. It belongs to the bus and is valid during the call. */
  frameReceived(frame: CanFrame): void;
  /** Somebody else's frame went by while the node was offline, or came online only during it. */
  frameMissed?(frame: CanFrame): void;
}

export interface CanBusOptions {
  readonly name: string;
  /** In bit/s: 1 to 1,000,000. */
  readonly bitRate: number;
  readonly queue: EventQueue;
  readonly trace: Trace;
}

const states = ['free', 'arbitration-planned', 'busy'] as const;

const arbitration = 0;
const endOfFrame = 1;
const missingAcknowledgement = 2;

/** Sent by the transmitter right after an ACK slot that stayed recessive. */
const errorFlagBits = 6;
const errorDelimiterBits = 8;

export class CanBus implements EventTarget {
  readonly name: string;
  readonly bitRate: number;

  private readonly queue: EventQueue;
  private readonly trace: Trace;
  private readonly id: number;
  private readonly kinds: Readonly<
    Record<'frame' | 'remoteFrame' | 'unacknowledged' | 'collision', number>
  >;
  private readonly clock: BitClock;
  private readonly createdAtNs: number;
  private readonly entries: FrameEntries;
  private readonly nodes: CanBusNode[] = [];

  private state: (typeof states)[number] = 'free';
  /** The frame on the wire, its entry, who sends it and who, by index, listened from its start. */
  private readonly frame = createFrameBuffer();
  private entry: FrameEntry = noFrame;
  private sender = -1;
  private readonly listening: boolean[] = [];
  /** From start of frame to the end of the intermission. */
  private attemptBits = 0;
  /** Whether somebody will acknowledge it. */
  private heard = false;

  private busyBits = 0;
  private frameCount = 0;
  private unacknowledgedFrames = 0;
  private unacknowledgedAttempts = 0;
  private collisions = 0;
  /** Whose frame was the last attempt without acknowledgement; a row of them is one event. */
  private unacknowledgedSender = -1;
  private unacknowledgedEntry: FrameEntry = noFrame;

  constructor(options: CanBusOptions) {
    const { name, bitRate, queue, trace } = options;
    this.name = name;
    this.clock = new BitClock(bitRate);
    this.bitRate = bitRate;
    this.queue = queue;
    this.trace = trace;
    this.id = queue.register(this);
    this.createdAtNs = queue.nowNs;
    this.entries = new FrameEntries(name, trace);
    this.kinds = {
      frame: trace.kind('frame'),
      remoteFrame: trace.kind('remote-frame'),
      unacknowledged: trace.kind('frame-unacknowledged'),
      collision: trace.kind('collision'),
    };
  }

  /** Connects a node for good. The order is that of receptions, and of senders of one identifier. */
  attach(node: CanBusNode): void {
    this.nodes.push(node);
    this.listening.push(false);
  }

  /** To be called by a node when it has a new frame pending. */
  requestTransmission(): void {
    // While the bus is busy, the arbitration at its end is planned already and asks every node.
    if (this.state !== 'free') return;
    this.state = 'arbitration-planned';
    this.queue.schedule(this.queue.nowNs, Phase.arbitration, this.id, arbitration);
  }

  /** Whether a frame of the node is on the wire and will be acknowledged, whatever happens to the node. */
  isDelivering(node: CanBusNode): boolean {
    return this.state === 'busy' && this.heard && this.nodes[this.sender] === node;
  }

  statistics(): CanBusStatistics {
    const elapsedNs = this.queue.nowNs - this.createdAtNs;
    const busyNs = durationNs(this.busyBits, this.bitRate);
    return {
      bus: this.name,
      bitRate: this.bitRate,
      elapsedNs,
      busyNs,
      load: elapsedNs === 0 ? 0 : busyNs / elapsedNs,
      frameCount: this.frameCount,
      unacknowledgedFrames: this.unacknowledgedFrames,
      unacknowledgedAttempts: this.unacknowledgedAttempts,
      collisions: this.collisions,
      frames: this.entries.list(),
    };
  }

  transfer(tape: StateTape): void {
    this.clock.transfer(tape);
    this.entries.transfer(tape);
    this.state = tape.word(states, this.state);
    transferFrame(this.frame, tape);
    this.entry = this.entries.transferEntry(this.entry, tape);
    this.sender = tape.number(this.sender);
    for (let i = 0; i < this.listening.length; i++) {
      this.listening[i] = tape.boolean(this.listening[i] as boolean);
    }
    this.attemptBits = tape.number(this.attemptBits);
    this.heard = tape.boolean(this.heard);
    this.busyBits = tape.number(this.busyBits);
    this.frameCount = tape.number(this.frameCount);
    this.unacknowledgedFrames = tape.number(this.unacknowledgedFrames);
    this.unacknowledgedAttempts = tape.number(this.unacknowledgedAttempts);
    this.collisions = tape.number(this.collisions);
    this.unacknowledgedSender = tape.number(this.unacknowledgedSender);
    this.unacknowledgedEntry = this.entries.transferEntry(this.unacknowledgedEntry, tape);
  }

  handle(what: number): void {
    switch (what) {
      case arbitration:
        this.arbitrate();
        break;
      case endOfFrame:
        this.endFrame();
        break;
      case missingAcknowledgement:
        this.failUnacknowledged();
        break;
      default:
        throw new Error(`${this.name}: unknown event ${what}`);
    }
  }

  private arbitrate(): void {
    if (this.state === 'busy') {
      this.clock.advance(this.attemptBits);
      this.busyBits += this.attemptBits;
    } else {
      this.clock.restart(this.queue.nowNs);
    }
    this.state = 'free';

    let winner: CanFrame | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    let rivals = 0;
    let online = 0;
    for (let i = 0; i < this.nodes.length; i++) {
      const node = this.nodes[i] as CanBusNode;
      // A node that comes online later has missed the start and waits for the next frame.
      this.listening[i] = node.online;
      if (!node.online) continue;
      online++;
      const frame = node.pending();
      if (frame === undefined) continue;
      const field = arbitrationField(frame.id, frame.extended, frame.remote);
      if (field < lowest) {
        lowest = field;
        winner = frame;
        this.sender = i;
        rivals = 0;
      } else if (field === lowest) {
        rivals++;
      }
    }
    if (winner === undefined) return;
    this.startFrame(winner, online > 1);
    if (rivals > 0) {
      this.collisions++;
      this.trace.record(this.queue.nowNs, this.kinds.collision, this.entry.subject);
    }
  }

  /** `heard`: some other node listens from the start, so that there will be an acknowledgement. */
  private startFrame(frame: CanFrame, heard: boolean): void {
    copyFrame(frame, this.frame);
    this.entry = this.entries.of(this.frame);
    this.state = 'busy';
    this.heard = heard;
    const frameBits = frameLengthBits(this.frame);
    const bitsToAckSlot = frameBits - bitsAfterAckSlot;
    this.attemptBits = heard
      ? frameBits + intermissionBits
      : bitsToAckSlot + errorFlagBits + errorDelimiterBits + intermissionBits;
    this.queue.schedule(
      this.clock.instantAfter(heard ? frameBits : bitsToAckSlot),
      Phase.hardware,
      this.id,
      heard ? endOfFrame : missingAcknowledgement,
    );
  }

  private endFrame(): void {
    const { frame, entry, nodes, listening, sender } = this;
    const nowNs = this.queue.nowNs;
    this.planArbitration();
    this.heard = false;
    this.unacknowledgedSender = -1;
    this.frameCount++;
    entry.count++;
    entry.maxDelayNs = Math.max(entry.maxDelayNs, nowNs - frame.queuedAtNs);
    if (frame.remote) {
      this.trace.recordNumber(nowNs, this.kinds.remoteFrame, entry.subject, frame.lengthBytes);
    } else {
      const { data, lengthBytes } = frame;
      this.trace.recordBytes(nowNs, this.kinds.frame, entry.subject, data, lengthBytes);
    }

    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as CanBusNode;
      if (i === sender) continue;
      if (listening[i] && node.online) node.frameReceived(frame);
      else node.frameMissed?.(frame);
    }
    (nodes[sender] as CanBusNode).frameTransmitted();
  }

  /** The sender signals the error and tries again; ISO 11898-1 sets no limit to that. */
  private failUnacknowledged(): void {
    const { frame, entry, sender } = this;
    this.planArbitration();
    this.unacknowledgedAttempts++;
    if (sender === this.unacknowledgedSender && entry === this.unacknowledgedEntry) return;
    this.unacknowledgedSender = sender;
    this.unacknowledgedEntry = entry;
    this.unacknowledgedFrames++;
    this.trace.recordBytes(
      this.queue.nowNs,
      this.kinds.unacknowledged,
      entry.subject,
      frame.data,
      frame.remote ? 0 : frame.lengthBytes,
    );
  }

  private planArbitration(): void {
    const atNs = this.clock.instantAfter(this.attemptBits);
    this.queue.schedule(atNs, Phase.arbitration, this.id, arbitration);
  }
}
