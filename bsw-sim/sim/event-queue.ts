/**
 * The one clock of a simulation: events in the total order (instant, phase, order of scheduling).
 *
 * Events are data — a target, `what` happens to it and two numbers — so that a run can be counted,
 * printed and repeated. There is no cancelling: a target whose plans changed ignores the stale
 * event, which it recognises by a generation that it put into one of the two numbers.
 */

import type { StateTape } from './state-tape.ts';

/**
 * What belongs together at one instant. First what comes from outside, then what the hardware
 * reports, then what the processors do about it, and last the wires: whatever was handed to a wire
 * at the instant it becomes free takes part.
 */
export const Phase = { outside: 0, hardware: 1, processing: 2, arbitration: 3 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

export interface EventTarget {
  /** Handles event `what` with its two numeric arguments. */
  handle(what: number, a: number, b: number): void;
}

/** Around targets that belong together: what one of them throws may be an affair of theirs. */
export interface EventBoundary {
  /** No event passes any more; those that are on the way are lost. */
  readonly closed: boolean;
  /** Gets what a target threw, and throws it on if it concerns others. */
  caught(error: unknown): void;
}

/** More events than this without time moving on can only be a circle. */
const maxEventsPerInstant = 1_000_000;

/** Phase and order of scheduling in one exact number: 2^50 events of four phases stay below 2^53. */
const phaseUnit = 2 ** 50;

const initialCapacity = 1024;

export class EventQueue {
  // A 4-ary heap. Its keys sit in heap order, so that sifting touches two arrays; the rest of an
  // event stays where it was put, in its slot.
  private heapAtNs = new Float64Array(initialCapacity);
  private heapOrder = new Float64Array(initialCapacity);
  private heapSlot = new Int32Array(initialCapacity);
  private slotTarget = new Int32Array(initialCapacity);
  private slotWhat = new Int32Array(initialCapacity);
  private slotA = new Float64Array(initialCapacity);
  private slotB = new Float64Array(initialCapacity);
  private freeSlots = new Int32Array(initialCapacity);
  private freeCount = 0;
  private usedSlots = 0;
  private length = 0;

  private readonly targets: EventTarget[] = [];
  /** By target. */
  private readonly boundaries: (EventBoundary | undefined)[] = [];
  private scheduled = 0;
  private currentNs = 0;
  private eventsThisInstant = 0;

  /** The current instant, in ns since the start of the simulation. */
  get nowNs(): number {
    return this.currentNs;
  }

  /** Number of events waiting, stale ones included. */
  get size(): number {
    return this.length;
  }

  /** Ids are given in the order of registration, from 0. */
  register(target: EventTarget, boundary?: EventBoundary): number {
    this.boundaries.push(boundary);
    return this.targets.push(target) - 1;
  }

  /**
   * Plans an event. `atNs` is an integer not before the current instant, else this throws. At the
   * current instant a phase earlier than the running one is allowed: the event runs next.
   */
  schedule(atNs: number, phase: Phase, target: number, what: number, a = 0, b = 0): void {
    if (!(atNs >= this.currentNs) || !Number.isSafeInteger(atNs)) {
      throw new RangeError(
        `event ${what} of target ${target} at ${atNs} ns: not an integer instant from ${this.currentNs} ns on`,
      );
    }
    if (target < 0 || target >= this.targets.length) {
      throw new RangeError(`event ${what} for target ${target}, which is not registered`);
    }
    let slot: number;
    if (this.freeCount > 0) {
      slot = this.freeSlots[--this.freeCount] as number;
    } else {
      if (this.usedSlots === this.slotTarget.length) this.grow();
      slot = this.usedSlots++;
    }
    this.slotTarget[slot] = target;
    this.slotWhat[slot] = what;
    this.slotA[slot] = a;
    this.slotB[slot] = b;
    this.siftUp(atNs, phase * phaseUnit + this.scheduled++, slot);
  }

  /** Instant of the next event, or undefined when none is waiting. */
  nextAtNs(): number | undefined {
    return this.length === 0 ? undefined : this.heapAtNs[0];
  }

  /**
   * Runs every event up to and including `atNs`; then `nowNs` is `atNs`. False when `maximumEvents`
   * have run and that instant is not reached.
   */
  runUntil(atNs: number, maximumEvents = Number.POSITIVE_INFINITY): boolean {
    if (!(atNs >= this.currentNs) || !Number.isSafeInteger(atNs)) {
      throw new RangeError(
        `cannot run until ${atNs} ns: not an integer instant from ${this.currentNs} ns on`,
      );
    }
    for (let left = maximumEvents; this.step(atNs); ) if (--left <= 0) return false;
    if (atNs > this.currentNs) this.moveTo(atNs);
    return true;
  }

  /** Runs one event; false when there is none at or before `limitNs`. */
  step(limitNs: number): boolean {
    if (this.length === 0) return false;
    const atNs = this.heapAtNs[0] as number;
    if (atNs > limitNs) return false;
    const slot = this.heapSlot[0] as number;
    const target = this.slotTarget[slot] as number;
    const what = this.slotWhat[slot] as number;
    const a = this.slotA[slot] as number;
    const b = this.slotB[slot] as number;
    this.removeFirst();
    this.freeSlots[this.freeCount++] = slot;

    if (atNs > this.currentNs) this.moveTo(atNs);
    if (++this.eventsThisInstant > maxEventsPerInstant) {
      throw new Error(
        `${maxEventsPerInstant} events at ${atNs} ns without time moving on; the last is event ${what} of target ${target} (${this.describe(target)})`,
      );
    }
    const boundary = this.boundaries[target];
    if (boundary?.closed) return true;
    try {
      (this.targets[target] as EventTarget).handle(what, a, b);
    } catch (error) {
      if (boundary === undefined) throw error;
      boundary.caught(error);
    }
    return true;
  }

  /** The instant, and the events that wait; targets are those registered now, by their ids. */
  transfer(tape: StateTape): void {
    this.currentNs = tape.number(this.currentNs);
    this.eventsThisInstant = tape.number(this.eventsThisInstant);
    this.scheduled = tape.number(this.scheduled);
    this.length = tape.number(this.length);
    while (this.slotTarget.length < this.length) this.grow();
    for (let i = 0; i < this.length; i++) {
      this.heapAtNs[i] = tape.number(this.heapAtNs[i] as number);
      this.heapOrder[i] = tape.number(this.heapOrder[i] as number);
      const from = this.heapSlot[i] as number;
      const target = tape.number(this.slotTarget[from] as number);
      const what = tape.number(this.slotWhat[from] as number);
      const a = tape.number(this.slotA[from] as number);
      const b = tape.number(this.slotB[from] as number);
      if (tape.recording) continue;
      // Played into slots of their own: those in use have no meaning any more.
      this.heapSlot[i] = i;
      this.slotTarget[i] = target;
      this.slotWhat[i] = what;
      this.slotA[i] = a;
      this.slotB[i] = b;
    }
    if (tape.recording) return;
    this.usedSlots = this.length;
    this.freeCount = 0;
  }

  private moveTo(atNs: number): void {
    this.currentNs = atNs;
    this.eventsThisInstant = 0;
  }

  private describe(target: number): string {
    const object = this.targets[target] as EventTarget & { readonly name?: unknown };
    const kind = object.constructor.name;
    return typeof object.name === 'string' ? `${kind} ${object.name}` : kind;
  }

  private siftUp(atNs: number, order: number, slot: number): void {
    const { heapAtNs, heapOrder, heapSlot } = this;
    let hole = this.length++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentAtNs = heapAtNs[parent] as number;
      if (parentAtNs < atNs) break;
      if (parentAtNs === atNs && (heapOrder[parent] as number) < order) break;
      heapAtNs[hole] = parentAtNs;
      heapOrder[hole] = heapOrder[parent] as number;
      heapSlot[hole] = heapSlot[parent] as number;
      hole = parent;
    }
    heapAtNs[hole] = atNs;
    heapOrder[hole] = order;
    heapSlot[hole] = slot;
  }

  private removeFirst(): void {
    const { heapAtNs, heapOrder, heapSlot } = this;
    const last = --this.length;
    if (last === 0) return;
    const atNs = heapAtNs[last] as number;
    const order = heapOrder[last] as number;
    let hole = 0;
    for (;;) {
      const first = (hole << 2) + 1;
      if (first >= last) break;
      const end = Math.min(first + 4, last);
      let least = first;
      let leastAtNs = heapAtNs[first] as number;
      for (let child = first + 1; child < end; child++) {
        const childAtNs = heapAtNs[child] as number;
        if (
          childAtNs < leastAtNs ||
          (childAtNs === leastAtNs && (heapOrder[child] as number) < (heapOrder[least] as number))
        ) {
          least = child;
          leastAtNs = childAtNs;
        }
      }
      if (leastAtNs > atNs) break;
      if (leastAtNs === atNs && (heapOrder[least] as number) > order) break;
      heapAtNs[hole] = leastAtNs;
      heapOrder[hole] = heapOrder[least] as number;
      heapSlot[hole] = heapSlot[least] as number;
      hole = least;
    }
    heapAtNs[hole] = atNs;
    heapOrder[hole] = order;
    heapSlot[hole] = heapSlot[last] as number;
  }

  private grow(): void {
    const capacity = this.slotTarget.length * 2;
    this.heapAtNs = enlarged(this.heapAtNs, new Float64Array(capacity));
    this.heapOrder = enlarged(this.heapOrder, new Float64Array(capacity));
    this.heapSlot = enlarged(this.heapSlot, new Int32Array(capacity));
    this.slotTarget = enlarged(this.slotTarget, new Int32Array(capacity));
    this.slotWhat = enlarged(this.slotWhat, new Int32Array(capacity));
    this.slotA = enlarged(this.slotA, new Float64Array(capacity));
    this.slotB = enlarged(this.slotB, new Float64Array(capacity));
    this.freeSlots = enlarged(this.freeSlots, new Int32Array(capacity));
  }
}

function enlarged<T extends Float64Array | Int32Array>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}
