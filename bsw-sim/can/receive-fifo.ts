/** The receive FIFO of a polled controller: like most hardware, it refuses what finds it full. */
import {
  type CanFrame,
  type CanFrameBuffer,
  copyFrame,
  createFrameBuffer,
  transferFrame,
} from '../bus/can-frame.ts';
import type { StateTape } from '../sim/state-tape.ts';

export class ReceiveFifo {
  private readonly frames: CanFrameBuffer[];
  private first = 0;
  private count = 0;

  /** `depth` is an integer from 1 on, else throws. */
  constructor(depth: number) {
    if (!Number.isInteger(depth) || depth < 1) throw new RangeError(`receive FIFO of ${depth}`);
    this.frames = Array.from({ length: depth }, createFrameBuffer);
  }

  /** Copies the frame; false when there is no room for it. */
  push(frame: CanFrame): boolean {
    if (this.count === this.frames.length) return false;
    const slot = this.frames[(this.first + this.count) % this.frames.length];
    copyFrame(frame, slot as CanFrameBuffer);
    this.count++;
    return true;
  }

  /** Takes the oldest frame out; it is valid until the next `push`. */
  shift(): CanFrame | undefined {
    if (this.count === 0) return undefined;
    const frame = this.frames[this.first];
    this.first = (this.first + 1) % this.frames.length;
    this.count--;
    return frame;
  }

  transfer(tape: StateTape): void {
    this.first = tape.number(this.first);
    this.count = tape.number(this.count);
    for (const frame of this.frames) transferFrame(frame, tape);
  }

  clear(): void {
    this.count = 0;
  }
}
