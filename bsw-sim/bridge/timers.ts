/** Timers of a protocol as events of the run: each is off or waits for one instant. */
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';

export class Timers<Name extends string> implements EventTarget {
  readonly name: string;
  private readonly names: readonly Name[];
  private readonly queue: EventQueue;
  private readonly expired: (timer: Name) => void;
  private readonly id: number;
  /** The queue cannot cancel: an event of an older generation is stale. */
  private readonly generations: number[];
  private readonly armed: number[];

  constructor(options: {
    /** For messages. */
    readonly name: string;
    readonly names: readonly Name[];
    readonly queue: EventQueue;
    readonly expired: (timer: Name) => void;
  }) {
    this.name = options.name;
    this.names = options.names;
    this.queue = options.queue;
    this.expired = options.expired;
    this.id = this.queue.register(this);
    this.generations = this.names.map(() => 0);
    this.armed = this.names.map(() => 0);
  }

  /** Instead of what it waited for. */
  arm(timer: Name, atNs: number): void {
    this.disarm(timer);
    const index = this.names.indexOf(timer);
    this.armed[index] = 1;
    const generation = this.generations[index];
    this.queue.schedule(atNs, Phase.hardware, this.id, index, generation);
  }

  armIn(timer: Name, delayNs: number): void {
    this.arm(timer, this.queue.nowNs + delayNs);
  }

  isArmed(timer: Name): boolean {
    return this.armed[this.names.indexOf(timer)] === 1;
  }

  disarm(timer: Name): void {
    const index = this.names.indexOf(timer);
    this.generations[index] = (this.generations[index] as number) + 1;
    this.armed[index] = 0;
  }

  handle(index: number, generation: number): void {
    if (this.generations[index] !== generation) return;
    this.armed[index] = 0;
    this.expired(this.names[index] as Name);
  }

  transfer(tape: StateTape): void {
    tape.numbers(this.generations);
    tape.numbers(this.armed);
  }
}
