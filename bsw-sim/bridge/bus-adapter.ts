/**
 * The other side of SLCAN: the simulated bus behind an adapter, for programs that speak to one, such as
 * python-can and slcand. When the bus has no room, reading pauses: no frame is lost on the way in.
 */
import type { CanBus } from '../bus/can-bus.ts';
import { type CanFrame, frameName } from '../bus/can-frame.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { BridgeNode } from './bridge-node.ts';
import {
  type LineStatistics,
  type LossCause,
  lineStatistics,
  transferStatistics,
} from './line-statistics.ts';
import { type LineParticipant, LineStatus } from './participant.ts';
import type { LineUser, SerialLine } from './serial-line.ts';
import { formatFrame, hex, parseFrame, setsBitRate } from './slcan-frames.ts';
import { type SlcanToken, SlcanTokens } from './slcan-tokens.ts';
import { Timers } from './timers.ts';

const done = '\r';
const refused = '\u0007';

const versions = 'V1001\r';
const extensions = 'vvfb1 board=simulation roles=a\r';
const serialNumber = 'NVFB0\r';

/** Bits of the answer to F. */
const receiveQueueFull = 0x01;

/** How long closing waits for frames that are on their way to the bus. */
const lingerNs = 1_000_000_000;

const channelStates = ['closed', 'listening', 'open'] as const;

export interface BusAdapterOptions {
  readonly bus: CanBus;
  readonly line: SerialLine;
  readonly queue: EventQueue;
  readonly trace: Trace;
}

export class BusAdapter implements LineParticipant, LineUser {
  readonly name: string;
  readonly line: SerialLine;
  readonly statistics: LineStatistics = lineStatistics();
  readonly status: LineStatus;
  readonly board = undefined;
  readonly farewell = '';
  private readonly bus: CanBus;
  private readonly queue: EventQueue;
  private readonly node: BridgeNode;
  private readonly tokens = new SlcanTokens();
  /** Understood, and not yet obeyed: the bus has no room. */
  private waiting: SlcanToken[] = [];
  private readonly timers: Timers<'linger'>;
  /** Closing has waited long enough: nobody acknowledges what waits. */
  private isImpatient = false;
  private channel: (typeof channelStates)[number] = 'closed';
  private isOtherBitRate = false;
  private hasTimestamps = false;
  private flags = 0;

  constructor(options: BusAdapterOptions) {
    const { bus, line, queue, trace } = options;
    this.name = line.name;
    this.line = line;
    this.bus = bus;
    this.queue = queue;
    this.timers = new Timers({
      name: line.name,
      names: ['linger'],
      queue,
      expired: () => {
        this.isImpatient = true;
        this.obeyWaiting();
      },
    });
    this.status = new LineStatus({ trace, queue, source: line.name, line: line.name });
    this.node = new BridgeNode({
      name: line.name,
      bus,
      queue,
      onReceived: (frame) => this.fromBus(frame),
      onMissed: ({ id, extended }) => this.lost('framesMissed', frameName(id, extended)),
      onTransmitted: () => this.obeyWaiting(),
    });
  }

  get underwayFrames(): number {
    return this.node.waitingFrames + this.waitingFrames.length;
  }

  /** Frames that the program has not read may be read still. */
  end(): void {}

  attach(): void {
    this.node.attach();
  }

  start(): void {
    this.line.start(this);
  }

  transfer(tape: StateTape): void {
    this.line.transfer(tape);
    this.node.transfer(tape);
    this.tokens.transfer(tape);
    this.status.transfer(tape);
    transferStatistics(this.statistics, tape);
    this.waiting = [...tape.data([...this.waiting])];
    this.timers.transfer(tape);
    this.isImpatient = tape.boolean(this.isImpatient);
    this.channel = tape.word(channelStates, this.channel);
    this.isOtherBitRate = tape.boolean(this.isOtherBitRate);
    this.hasTimestamps = tape.boolean(this.hasTimestamps);
    this.flags = tape.number(this.flags);
  }

  // ---- the line -----------------------------------------------------------------------------------

  lineUp(): void {
    this.tokens.clear();
    this.status.forgive();
  }

  /** A program that has the channel open wants what it does not get any more, until it opens it again. */
  lineDown(reason: string, unsentFrames: readonly string[]): void {
    if (this.waiting.length > 0) this.line.end.hold(false);
    const { waitingFrames, statistics, status } = this;
    this.waiting = [];
    if (this.channel === 'closed') return;
    statistics.losses++;
    statistics.framesReceived += waitingFrames.length;
    statistics.framesSent -= unsentFrames.length;
    for (const name of unsentFrames) this.lost('framesNotSent', name);
    const dropped = [...this.node.goOffline(), ...waitingFrames];
    for (const name of dropped) this.lost('framesDropped', name);
    status.goOffline(reason);
    this.closed();
  }

  /** Says at last that frames were lost. */
  drained(): void {
    if (this.flags !== 0) this.line.write(refused);
  }

  received(bytes: Uint8Array): void {
    this.waiting.push(...this.tokens.push(bytes));
    this.obeyWaiting();
    if (this.waiting.length > 0) this.line.end.hold(true);
  }

  private fromBus(frame: CanFrame): void {
    const name = frameName(frame.id, frame.extended);
    if (this.line.isFull) {
      this.flags |= receiveQueueFull;
      this.lost('framesNotSent', name);
      return;
    }
    this.statistics.framesSent++;
    const timestamp = this.hasTimestamps
      ? hex(Math.floor(this.queue.nowNs / 1_000_000) % 60_000, 4)
      : '';
    this.line.writeFrame(`${formatFrame(frame)}${timestamp}\r`, name);
  }

  /** Everything up to what has to wait: a frame for which there is no room, or the end before all are sent. */
  private obeyWaiting(): void {
    const wasHeld = this.waiting.length > 0;
    let obeyed = 0;
    for (const token of this.waiting) {
      if (token.kind === 'line' && this.hasToWait(token.text)) break;
      this.line.write(this.answer(token));
      obeyed++;
    }
    this.waiting.splice(0, obeyed);
    if (wasHeld && this.waiting.length === 0) this.line.end.hold(false);
  }

  private hasToWait(line: string): boolean {
    if (line !== 'C') return /^[tTrR]/.test(line) && !this.node.hasRoom;
    if (this.node.isDrained || this.isImpatient) return false;
    if (!this.timers.isArmed('linger')) this.timers.armIn('linger', lingerNs);
    return true;
  }

  // ---- commands -------------------------------------------------------------------------------------

  private answer(token: SlcanToken): string {
    if (token.kind === 'bell') return '';
    if (token.kind === 'noise') {
      this.statistics.noise++;
      return refused;
    }
    const { text } = token;
    const isClosed = this.channel === 'closed';
    switch (text) {
      case '':
        return done;
      case 'V':
        return versions;
      case 'v':
        return extensions;
      case 'N':
        return serialNumber;
      case 'O':
      case 'L':
        return this.opened(text) ? done : refused;
      case 'C':
        this.close();
        return done;
      case 'F': {
        if (isClosed) return refused;
        const { flags } = this;
        this.flags = 0;
        return `F${hex(flags, 2)}\r`;
      }
      case 'Z0':
      case 'Z1':
        if (!isClosed) return refused;
        this.hasTimestamps = text === 'Z1';
        return done;
      case 'xa':
      // A filter that lets everything through is no filter; others are not known here.
      case 'W1':
      case 'M00000000':
      case 'mFFFFFFFF':
        return isClosed ? done : refused;
    }
    const isOurRate = setsBitRate(text, this.bus.bitRate);
    if (isOurRate !== undefined) {
      if (!isClosed) return refused;
      // At another bit rate every frame would be an error frame.
      this.isOtherBitRate = !isOurRate;
      return isOurRate ? done : refused;
    }
    return this.transmitted(text);
  }

  private opened(command: 'O' | 'L'): boolean {
    if (this.channel !== 'closed' || this.isOtherBitRate) return false;
    this.channel = command === 'O' ? 'open' : 'listening';
    this.statistics.connections++;
    this.flags = 0;
    this.node.goOnline();
    this.status.goOnline();
    return true;
  }

  private close(): void {
    for (const name of this.node.leave()) this.lost('framesDropped', name);
    this.status.leave();
    this.closed();
  }

  private lost(cause: LossCause, name: string): void {
    this.statistics[cause]++;
    this.status.lost(name);
  }

  /** Names of frames that are understood, and wait for room. */
  private get waitingFrames(): string[] {
    return this.waiting.flatMap((token) => {
      const frame = token.kind === 'line' ? parseFrame(token.text) : undefined;
      return frame === undefined ? [] : [frameName(frame.id, frame.extended)];
    });
  }

  private closed(): void {
    this.timers.disarm('linger');
    this.isImpatient = false;
    this.channel = 'closed';
  }

  private transmitted(text: string): string {
    const frame = parseFrame(text);
    if (frame === undefined) this.statistics.noise++;
    if (frame === undefined || this.channel !== 'open' || !this.node.enqueue(frame)) return refused;
    this.statistics.framesReceived++;
    return frame.extended ? `Z${done}` : `z${done}`;
  }
}
