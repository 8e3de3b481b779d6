/** The total order of events: (instant, phase, order of scheduling). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue, Phase } from '../../../bsw-sim/sim/event-queue.ts';

interface Seen {
  readonly atNs: number;
  readonly what: number;
  readonly a: number;
  readonly b: number;
}

function recorder(queue: EventQueue): { readonly id: number; readonly seen: Seen[] } {
  const seen: Seen[] = [];
  const id = queue.register({
    handle: (what, a, b) => seen.push({ atNs: queue.nowNs, what, a, b }),
  });
  return { id, seen };
}

describe('event queue', () => {
  it('runs events by instant, then phase, then order of scheduling', () => {
    const queue = new EventQueue();
    const { id, seen } = recorder(queue);
    queue.schedule(20, Phase.outside, id, 6);
    queue.schedule(10, Phase.arbitration, id, 5);
    queue.schedule(10, Phase.processing, id, 3);
    queue.schedule(10, Phase.processing, id, 4);
    queue.schedule(10, Phase.hardware, id, 2);
    queue.schedule(10, Phase.outside, id, 1, 7, 8);
    queue.runUntil(10);
    expect(seen.map((event) => event.what)).toEqual([1, 2, 3, 4, 5]);
    expect(seen[0]).toEqual({ atNs: 10, what: 1, a: 7, b: 8 });
    expect(queue.nowNs).toBe(10);
    expect(queue.size).toBe(1);
    expect(queue.nextAtNs()).toBe(20);
  });

  it('runs an event of an earlier phase of the same instant next', () => {
    const queue = new EventQueue();
    const order: number[] = [];
    const id = queue.register({
      handle(what) {
        order.push(what);
        if (what === 1) queue.schedule(queue.nowNs, Phase.outside, id, 2);
      },
    });
    queue.schedule(5, Phase.arbitration, id, 1);
    queue.schedule(5, Phase.arbitration, id, 3);
    queue.runUntil(5);
    expect(order).toEqual([1, 2, 3]);
  });

  it('moves time to the end of the run even without an event there', () => {
    const queue = new EventQueue();
    queue.runUntil(1_000);
    expect(queue.nowNs).toBe(1_000);
    expect(queue.nextAtNs()).toBeUndefined();
    expect(queue.step(Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('refuses the past and fractions of a nanosecond', () => {
    const queue = new EventQueue();
    const { id } = recorder(queue);
    queue.runUntil(100);
    expect(() => queue.schedule(99, Phase.outside, id, 0)).toThrow('99 ns');
    expect(() => queue.schedule(100.5, Phase.outside, id, 0)).toThrow('100.5 ns');
    expect(() => queue.schedule(Number.NaN, Phase.outside, id, 0)).toThrow('NaN');
    expect(() => queue.schedule(100, Phase.outside, id + 1, 0)).toThrow('not registered');
    expect(() => queue.runUntil(99)).toThrow('99 ns');
  });

  it('ends a storm of events at one instant with an error that names its target', () => {
    class Restless {
      readonly name = 'Gateway';
      handle(): void {
        queue.schedule(queue.nowNs, Phase.hardware, id, 4);
      }
    }
    const queue = new EventQueue();
    const id = queue.register(new Restless());
    queue.schedule(3, Phase.hardware, id, 4);
    expect(() => queue.runUntil(10)).toThrow(/at 3 ns.*event 4 of target 0 \(Restless Gateway\)/);
  });

  it('runs as many events as it is given, and goes on where it stopped', () => {
    const queue = new EventQueue();
    const { id, seen } = recorder(queue);
    for (let what = 1; what <= 5; what++) queue.schedule(10, Phase.processing, id, what);
    expect(queue.runUntil(20, 3)).toBe(false);
    expect([seen.length, queue.nowNs]).toEqual([3, 10]);
    expect(queue.runUntil(20, 3)).toBe(true);
    expect([seen.length, queue.nowNs]).toEqual([5, 20]);
  });

  it('hands what a target throws to its boundary, and passes a closed one by', () => {
    const queue = new EventQueue();
    const caught: unknown[] = [];
    const boundary = {
      closed: false,
      caught(error: unknown): void {
        if (error === 'of others') throw error;
        caught.push(error);
        boundary.closed = true;
      },
    };
    let handled = 0;
    const throwing = {
      handle: (what: number) => {
        handled++;
        throw what === 1 ? 'its own' : 'of others';
      },
    };
    const id = queue.register(throwing, boundary);
    const bare = queue.register(throwing);
    queue.schedule(10, Phase.hardware, id, 2);
    expect(() => queue.runUntil(10)).toThrow('of others');
    queue.schedule(20, Phase.hardware, id, 1);
    queue.schedule(20, Phase.hardware, id, 1);
    expect(queue.runUntil(20)).toBe(true);
    expect([caught, handled]).toEqual([['its own'], 2]);
    queue.schedule(30, Phase.hardware, bare, 1);
    expect(() => queue.runUntil(30)).toThrow('its own');
  });

  it('keeps the total order whatever is scheduled, also from within events', () => {
    const plan = fc.array(
      fc.record({
        atNs: fc.nat(6),
        phase: fc.constantFrom(Phase.outside, Phase.hardware, Phase.processing, Phase.arbitration),
        /** Ns later, and phase, of an event that this one schedules when it runs. */
        followedBy: fc.option(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3)), {
          nil: undefined,
        }),
      }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(plan, (events) => {
        const queue = new EventQueue();
        // Every event is a row; the reference order is a stable sort of the rows.
        const rows: { atNs: number; phase: number; order: number }[] = [];
        const ran: number[] = [];
        const add = (atNs: number, phase: Phase): void => {
          const row = rows.push({ atNs, phase, order: rows.length }) - 1;
          queue.schedule(atNs, phase, id, row);
        };
        const id = queue.register({
          handle(what) {
            ran.push(what);
            const followedBy = events[what]?.followedBy;
            if (followedBy !== undefined) add(queue.nowNs + followedBy[0], followedBy[1] as Phase);
          },
        });
        for (const event of events) add(event.atNs, event.phase);
        queue.runUntil(100);
        const expected = rows
          .map((row, index) => ({ ...row, index }))
          .sort((x, y) => x.atNs - y.atNs || x.phase - y.phase || x.order - y.order)
          .map((row) => row.index);
        expect(ran).toEqual(expected);
        expect(queue.size).toBe(0);
      }),
    );
  });

  it('holds more events than its first capacity', () => {
    const queue = new EventQueue();
    const { id, seen } = recorder(queue);
    const count = 10_000;
    for (let i = 0; i < count; i++) {
      queue.schedule((i * 7919) % count, Phase.outside, id, 0, i);
    }
    queue.runUntil(count);
    expect(seen.map((event) => event.atNs)).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(seen.every((event) => (event.a * 7919) % count === event.atNs)).toBe(true);
  });
});
