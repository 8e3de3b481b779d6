/** What the values of a run must be: whole, in order, announced once and not lost. */
import type { SharedDataSystem } from './shared-data.ts';

export class Violation extends Error {}

export class WholeValues {
  readonly #system: SharedDataSystem;
  /** How many values each writer has written. */
  readonly #written: number[];
  /** Newest value of each writer as each observer knows it. */
  readonly #newest = new Map<string, Map<number, number>>();
  /** What each reader read last. */
  readonly #last = new Map<number, number>();

  constructor(system: SharedDataSystem) {
    this.#system = system;
    this.#written = system.writers.map(() => 0);
  }

  /** The next value of a writer, 0 when it has no more: a byte counts no further. */
  next(writer: number): number {
    const { index, of } = this.#writer(writer);
    const count = (this.#written[writer] ?? 0) + 1;
    const value = count * of + index;
    if (value > 0xff) return 0;
    this.#written[writer] = count;
    return value;
  }

  /** The byte that all of a value are. */
  whole(value: Uint8Array | readonly number[], what: string): number {
    const [first = 0] = value;
    if (value.some((byte) => byte !== first)) {
      throw new Violation(`torn: ${what} is ${Array.from(value).join(' ')}`);
    }
    return first;
  }

  /** An observer in one context sees the values of each writer in the order in which they are written. */
  inOrder(observer: string, element: number, value: number): void {
    const known = this.#newest.get(observer) ?? new Map<number, number>();
    this.#newest.set(observer, known);
    if (value === 0) {
      if (known.size > 0) throw new Violation(`back to the initial value: ${observer}`);
      return;
    }
    const of = this.#system.writers.find((w) => w.element === element)?.of ?? 1;
    const before = known.get(value % of) ?? 0;
    if (value < before) {
      throw new Violation(`back in time: ${observer} sees ${value} after ${before}`);
    }
    known.set(value % of, value);
  }

  /** `updated`: what Rte_IsUpdated said before the read; undefined where nobody asks. */
  read(
    id: number,
    data: Uint8Array,
    updated: boolean | undefined,
    strict: { readonly notTwice: boolean; readonly notLost: boolean },
  ): void {
    const { element, instance, task } = this.#reader(id);
    const who = `${instance} in ${task}`;
    const value = this.whole(data, `what ${who} reads`);
    this.inOrder(`${who} (${id})`, element, value);
    const before = this.#last.get(id) ?? 0;
    if (updated === true && value === before && strict.notTwice) {
      throw new Violation(`seen twice: ${who} is told of ${value} again`);
    }
    if (updated === false && value !== before && strict.notLost) {
      throw new Violation(`lost: nobody told ${who} of ${value}`);
    }
    this.#last.set(id, value);
  }

  /** A reader started by the data, and another of its instance that has just read them. */
  sameAs(byEvent: number, other: number): void {
    const [own = 0, read = 0] = [this.#last.get(byEvent), this.#last.get(other)];
    if (own !== read) {
      const { instance } = this.#reader(byEvent);
      throw new Violation(`event lost: ${instance} was started for ${own}, not for ${read}`);
    }
  }

  #writer(id: number) {
    const found = this.#system.writers[id];
    if (found === undefined) throw new Error(`no writer ${id}`);
    return found;
  }

  #reader(id: number) {
    const found = this.#system.readers[id];
    if (found === undefined) throw new Error(`no reader ${id}`);
    return found;
  }
}
