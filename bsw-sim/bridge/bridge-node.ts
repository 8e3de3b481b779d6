/**
 * A node of a simulated bus whose frames come from elsewhere: from the mailboxes of a board's
 * controller, of which the most urgent goes first, or in an order that another bus has settled already.
 */
import type { CanBus, CanBusNode } from '../bus/can-bus.ts';
import {
  arbitrationField,
  type CanFrame,
  copyFrame,
  createFrameBuffer,
  frameName,
  transferFrame,
} from '../bus/can-frame.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { mailboxCount } from './mailbox-offers.ts';
import type { SlcanFrame } from './slcan-frames.ts';

/** Frames that wait for the bus in their order. */
export const queueLength = 64;

export interface BridgeNodeOptions {
  readonly name: string;
  readonly bus: CanBus;
  readonly queue: EventQueue;
  /** Somebody else's frame, valid during the call. */
  readonly onReceived: (frame: CanFrame) => void;
  /** Somebody else's frame that would have been received, had the other side not gone away. */
  readonly onMissed: (frame: CanFrame) => void;
  /** A frame has been sent and acknowledged: from that mailbox, or from the queue. */
  readonly onTransmitted: (mailbox: number | undefined) => void;
}

export class BridgeNode implements CanBusNode {
  readonly name: string;
  online = false;
  private readonly options: BridgeNodeOptions;
  private readonly mailboxes = Array.from({ length: mailboxCount }, () => ({
    frame: createFrameBuffer(),
    isPending: false,
  }));
  private readonly frames = Array.from({ length: queueLength }, createFrameBuffer);
  private firstFrame = 0;
  private frameCount = 0;
  /** What the bus was offered last: a mailbox, or the queue, unless it was withdrawn. */
  private offered: number = nothing;
  /** Whether frames of the bus are meant for it: from the first that began while it was there. */
  private isAudience = false;

  constructor(options: BridgeNodeOptions) {
    this.name = options.name;
    this.options = options;
  }

  attach(): void {
    this.options.bus.attach(this);
  }

  get hasRoom(): boolean {
    return this.frameCount < queueLength;
  }

  /** Whether nothing of the queue waits for the bus. */
  get isDrained(): boolean {
    return this.frameCount === 0;
  }

  /** Frames that wait for the bus. */
  get waitingFrames(): number {
    const filled = this.mailboxes.filter(({ isPending }) => isPending).length;
    return this.frameCount + filled;
  }

  goOnline(): void {
    this.online = true;
  }

  /** The other side has gone away. Whatever waits is forgotten; returns the names of those frames. */
  goOffline(): string[] {
    const forgotten = this.forgotten();
    if (this.online) this.isAudience = true;
    this.online = false;
    for (const mailbox of this.mailboxes) mailbox.isPending = false;
    this.frameCount = 0;
    this.offered = nothing;
    return forgotten;
  }

  /** As `goOffline`, of its own will: what goes by from now on is not meant for it. */
  leave(): string[] {
    const forgotten = this.goOffline();
    this.isAudience = false;
    return forgotten;
  }

  /** Behind the frames that wait. False, and nothing done, when there is no room. */
  enqueue(frame: SlcanFrame): boolean {
    if (!this.online || !this.hasRoom) return false;
    const slot = this.frames[(this.firstFrame + this.frameCount) % queueLength];
    if (slot === undefined) throw new Error(`${this.name}: no slot ${this.frameCount}`);
    copyFrame({ ...frame, queuedAtNs: this.options.queue.nowNs }, slot);
    this.frameCount++;
    this.options.bus.requestTransmission();
    return true;
  }

  /** Into a mailbox, 0 to 15, in the place of what it held: of a frame that is lost by that, the name. */
  fill(mailbox: number, frame: SlcanFrame): string | undefined {
    const filled = this.mailboxes[mailbox];
    if (filled === undefined) throw new RangeError(`${this.name} has no mailbox ${mailbox}`);
    if (!this.online) return undefined;
    const { id, extended } = filled.frame;
    const isOnWire = this.isDelivering && this.offered === mailbox;
    const lost = filled.isPending && !isOnWire ? frameName(id, extended) : undefined;
    copyFrame({ ...frame, queuedAtNs: this.options.queue.nowNs }, filled.frame);
    filled.isPending = true;
    // If the frame before is on the wire, its end says nothing about this one.
    if (this.offered === mailbox) this.offered = nothing;
    this.options.bus.requestTransmission();
    return lost;
  }

  pending(): CanFrame | undefined {
    this.isAudience = true;
    this.offered = nothing;
    let found: CanFrame | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    const offer = (frame: CanFrame, from: number): void => {
      const field = arbitrationField(frame.id, frame.extended, frame.remote);
      if (field >= lowest) return;
      lowest = field;
      found = frame;
      this.offered = from;
    };
    this.mailboxes.forEach(({ frame, isPending }, index) => {
      if (isPending) offer(frame, index);
    });
    const first = this.frames[this.firstFrame];
    if (this.frameCount > 0 && first !== undefined) offer(first, fromQueue);
    return found;
  }

  frameTransmitted(): void {
    const { offered } = this;
    this.offered = nothing;
    if (offered === nothing) return;
    if (offered === fromQueue) {
      this.firstFrame = (this.firstFrame + 1) % queueLength;
      this.frameCount--;
      this.options.onTransmitted(undefined);
      return;
    }
    const mailbox = this.mailboxes[offered];
    if (mailbox !== undefined) mailbox.isPending = false;
    this.options.onTransmitted(offered);
  }

  frameReceived(frame: CanFrame): void {
    this.options.onReceived(frame);
  }

  frameMissed(frame: CanFrame): void {
    if (this.isAudience) this.options.onMissed(frame);
  }

  transfer(tape: StateTape): void {
    this.online = tape.boolean(this.online);
    for (const mailbox of this.mailboxes) {
      transferFrame(mailbox.frame, tape);
      mailbox.isPending = tape.boolean(mailbox.isPending);
    }
    for (const frame of this.frames) transferFrame(frame, tape);
    this.firstFrame = tape.number(this.firstFrame);
    this.frameCount = tape.number(this.frameCount);
    this.offered = tape.number(this.offered);
    this.isAudience = tape.boolean(this.isAudience);
  }

  private get isDelivering(): boolean {
    return this.offered !== nothing && this.options.bus.isDelivering(this);
  }

  /** Of what waits, all but what is on the wire: that arrives all the same. */
  private forgotten(): string[] {
    const { offered, isDelivering } = this;
    const mailboxes = this.mailboxes.flatMap(({ frame, isPending }, index) =>
      isPending && !(isDelivering && offered === index) ? [frame] : [],
    );
    const first = isDelivering && offered === fromQueue ? 1 : 0;
    const queued = Array.from({ length: this.frameCount }, (_, index) =>
      this.frames.at((this.firstFrame + index) % queueLength),
    ).slice(first);
    return [...mailboxes, ...queued].flatMap((frame) =>
      frame === undefined ? [] : [frameName(frame.id, frame.extended)],
    );
  }
}

const nothing = -1;
const fromQueue = -2;
