/** An I-PDU that this ECU receives: short ones completed by what was known, deferred ones latched. */
import type { ComIPdu, ComSignal, SignalValue } from '../../rte/typescript/index.ts';
import type { SoftwareCode } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { Deadline } from './deadline.ts';
import { IPdu } from './i-pdu.ts';
import type { RoundedPeriod } from './transmission.ts';

/** What is received as a whole: a signal, or a signal group with its signals. */
export interface Reception {
  /** Received bytes that make it complete [SWS_Com_00574, SWS_Com_00575]. */
  readonly endByte: number;
  /** Ids of the signals. */
  readonly signals: readonly number[];
  readonly notifications: readonly SoftwareCode[];
}

/** A monitored signal or signal group: what happens to it when the deadline passes. */
export interface Timeout {
  /** Signals that become their initial or substitution values [SWS_Com_00500, SWS_Com_00513]. */
  readonly replaced: readonly { readonly signal: ComSignal; readonly value: SignalValue }[];
  readonly notifications: readonly SoftwareCode[];
}

const nothing = -1;

export class RxIPdu extends IPdu {
  /** In the order of the configuration: signals, then groups. */
  receptions: readonly Reception[] = [];
  /** In the same order. */
  timeouts: readonly Timeout[] = [];
  /** Undefined: not monitored. */
  readonly deadline: Deadline | undefined;

  private readonly latch: Uint8Array;
  private latchedLength = nothing;
  private readonly known: Uint8Array;
  private readonly signals: readonly ComSignal[];

  constructor(options: {
    readonly configuration: ComIPdu;
    readonly members: readonly ComSignal[];
    readonly all: readonly ComSignal[];
    readonly timeBaseNs: number;
    readonly rounded: RoundedPeriod[];
  }) {
    const { configuration, members, all, timeBaseNs, rounded } = options;
    super(configuration, members);
    const { name: iPdu, deadline } = configuration;
    this.deadline = deadline && new Deadline({ iPdu, deadline, timeBaseNs, rounded });
    this.latch = new Uint8Array(this.data.length);
    this.known = new Uint8Array(this.data.length);
    this.signals = all;
  }

  /** Takes the received bytes over into the contents. */
  receive(received: Uint8Array, length: number): void {
    this.overlay(this.data, received, length);
  }

  /** Keeps the received bytes for the main function: the newest value of every signal. */
  latchReceived(received: Uint8Array, length: number): void {
    if (this.latchedLength === nothing) this.latch.set(this.data);
    this.overlay(this.latch, received, length);
    this.latchedLength = Math.max(this.latchedLength, length);
  }

  /** Takes what was latched over into the contents: the length received, or undefined for nothing. */
  takeLatched(): number | undefined {
    const length = this.latchedLength;
    if (length === nothing) return undefined;
    this.latchedLength = nothing;
    this.data.set(this.latch);
    return length;
  }

  discardLatched(): void {
    this.latchedLength = nothing;
  }

  /** One call of Com_MainFunctionRx: whether the deadline passes in it. Values are replaced then. */
  isLate(): boolean {
    if (!this.started || this.deadline?.advance() !== true) return false;
    for (const { replaced } of this.timeouts) {
      for (const { signal, value } of replaced) signal.pack(this.data, value as never);
    }
    return true;
  }

  override transfer(tape: StateTape): void {
    super.transfer(tape);
    tape.bytes(this.latch);
    this.latchedLength = tape.number(this.latchedLength);
    this.deadline?.transfer(tape);
  }

  /** Writes `received` over `contents`, but leaves what was received in part as it was. */
  private overlay(contents: Uint8Array, received: Uint8Array, length: number): void {
    const size = contents.length;
    if (length >= size) {
      for (let i = 0; i < size; i++) contents[i] = received[i] as number;
      return;
    }
    this.known.set(contents);
    for (let i = 0; i < length; i++) contents[i] = received[i] as number;
    for (const { endByte, signals } of this.receptions) {
      if (endByte <= length) continue;
      for (const id of signals) {
        const signal = this.signals[id];
        signal?.pack(contents, signal.unpack(this.known) as never);
      }
    }
  }
}
