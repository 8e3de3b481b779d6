/**
 * Timers of the start-up code: they call main functions that no OS task schedules, in the hardware
 * phase, every period of the ECU's clock, the first time at StartOS.
 */
import type { EcuClock } from '../os/ecu-clock.ts';
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import type { Software } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';

interface CyclicCall {
  readonly periodNs: number;
  readonly call: () => void;
  nextLocalNs: number;
}

export class CyclicCalls implements EventTarget {
  readonly name: string;
  private readonly queue: EventQueue;
  private readonly clock: EcuClock;
  private readonly id: number;
  private readonly calls: CyclicCall[] = [];

  constructor(options: {
    readonly ecu: string;
    readonly queue: EventQueue;
    readonly clock: EcuClock;
    readonly software: Software;
  }) {
    this.name = options.ecu;
    this.queue = options.queue;
    this.clock = options.clock;
    this.id = this.queue.register(this, options.software);
  }

  /** Calls that fall on one instant are made in the order of adding. `periodNs` > 0, else throws. */
  add(name: string, periodNs: number, call: () => void): void {
    if (!Number.isSafeInteger(periodNs) || periodNs <= 0) {
      throw new RangeError(`${this.name}: ${name} every ${periodNs} ns`);
    }
    this.calls.push({ periodNs, call, nextLocalNs: 0 });
  }

  /** To be called at StartOS. */
  start(): void {
    this.arm();
  }

  handle(): void {
    const localNs = this.clock.localNs(this.queue.nowNs);
    for (const cyclic of this.calls) {
      if (cyclic.nextLocalNs > localNs) continue;
      cyclic.nextLocalNs += cyclic.periodNs;
      cyclic.call();
    }
    this.arm();
  }

  transfer(tape: StateTape): void {
    for (const cyclic of this.calls) cyclic.nextLocalNs = tape.number(cyclic.nextLocalNs);
  }

  private arm(): void {
    let nextLocalNs = Number.POSITIVE_INFINITY;
    for (const cyclic of this.calls) nextLocalNs = Math.min(nextLocalNs, cyclic.nextLocalNs);
    if (nextLocalNs === Number.POSITIVE_INFINITY) return;
    const atNs = Math.max(this.clock.globalNs(nextLocalNs), this.queue.nowNs);
    this.queue.schedule(atNs, Phase.hardware, this.id, 0);
  }
}
