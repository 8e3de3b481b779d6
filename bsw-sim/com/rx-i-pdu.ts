/** An I-PDU that this ECU receives: short ones completed by what was known, deferred ones latched. */
import type { ComIPdu, ComSignal } from '../../rte/typescript/index.ts';
import type { SoftwareCode } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { IPdu } from './i-pdu.ts';

/** What is received as a whole: a signal, or a signal group with its signals. */
export interface Reception {
  /** Received bytes that make it complete [SWS_Com_00574, SWS_Com_00575]. */
  readonly endByte: number;
  /** Ids of the signals. */
  readonly signals: readonly number[];
  readonly notifications: readonly SoftwareCode[];
}

const nothing = -1;

export class RxIPdu extends IPdu {
  /** In the order of the configuration: signals, then groups. */
  receptions: readonly Reception[] = [];

  private readonly latch: Uint8Array;
  private latchedLength = nothing;
  private readonly known: Uint8Array;
  private readonly signals: readonly ComSignal[];

  constructor(configuration: ComIPdu, members: readonly ComSignal[], all: readonly ComSignal[]) {
    super(configuration, members);
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

  override transfer(tape: StateTape): void {
    super.transfer(tape);
    tape.bytes(this.latch);
    this.latchedLength = tape.number(this.latchedLength);
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
