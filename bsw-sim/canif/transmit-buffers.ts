/**
 * Transmit buffers: one instance of each buffered PDU, the newest, until a mailbox takes it. Those
 * of one controller leave in the order in which they would win arbitration.
 */
import type { CanIfTxPdu } from '../../rte/typescript/index.ts';
import { arbitrationField, maxDataBytes } from '../bus/can-frame.ts';
import type { StateTape } from '../sim/state-tape.ts';

interface TransmitBuffer {
  readonly controller: number;
  readonly data: Uint8Array;
  length: number;
  isWaiting: boolean;
}

export class TransmitBuffers {
  /** By transmit PDU. */
  private readonly buffers: readonly TransmitBuffer[];
  /** By controller: its transmit PDUs that are buffered, the most urgent first. */
  private readonly byUrgency: number[][] = [];
  /** By controller: how many wait, so that the usual answer is quick. */
  private readonly waiting: number[] = [];

  constructor(txPdus: readonly CanIfTxPdu[]) {
    this.buffers = txPdus.map(({ controller }) => ({
      controller,
      data: new Uint8Array(maxDataBytes),
      length: 0,
      isWaiting: false,
    }));
    const order = txPdus
      .map(({ canId, extended, controller, buffered }, txPdu) => ({
        txPdu,
        controller,
        buffered,
        field: arbitrationField(canId, extended, false),
      }))
      .filter(({ buffered }) => buffered)
      .sort((a, b) => a.field - b.field || a.txPdu - b.txPdu);
    for (const { txPdu, controller } of order) {
      while (this.byUrgency.length <= controller) {
        this.byUrgency.push([]);
        this.waiting.push(0);
      }
      this.byUrgency[controller]?.push(txPdu);
    }
  }

  /** Copies at most 8 bytes; what waited of this PDU is replaced. */
  store(txPdu: number, data: Uint8Array, length: number): void {
    const buffer = this.of(txPdu);
    for (let i = 0; i < length; i++) buffer.data[i] = data[i] as number;
    buffer.length = length;
    if (!buffer.isWaiting) this.count(buffer, 1);
    buffer.isWaiting = true;
  }

  release(txPdu: number): void {
    const buffer = this.of(txPdu);
    if (buffer.isWaiting) this.count(buffer, -1);
    buffer.isWaiting = false;
  }

  /** The waiting PDU of a controller that goes first, if any waits. */
  mostUrgent(controller: number): number | undefined {
    if ((this.waiting[controller] ?? 0) === 0) return undefined;
    for (const txPdu of this.byUrgency[controller] ?? []) {
      if (this.of(txPdu).isWaiting) return txPdu;
    }
    return undefined;
  }

  /** Valid until the PDU is stored again. */
  data(txPdu: number): Uint8Array {
    return this.of(txPdu).data;
  }

  length(txPdu: number): number {
    return this.of(txPdu).length;
  }

  clearController(controller: number): void {
    for (const txPdu of this.byUrgency[controller] ?? []) this.release(txPdu);
  }

  clear(): void {
    this.byUrgency.forEach((_, controller) => {
      this.clearController(controller);
    });
  }

  transfer(tape: StateTape): void {
    for (const buffer of this.buffers) {
      tape.bytes(buffer.data);
      buffer.length = tape.number(buffer.length);
      buffer.isWaiting = tape.boolean(buffer.isWaiting);
    }
    tape.numbers(this.waiting);
  }

  private count({ controller }: TransmitBuffer, change: number): void {
    this.waiting[controller] = (this.waiting[controller] ?? 0) + change;
  }

  private of(txPdu: number): TransmitBuffer {
    const buffer = this.buffers[txPdu];
    if (buffer === undefined) throw new RangeError(`transmit PDU ${txPdu}`);
    return buffer;
  }
}
