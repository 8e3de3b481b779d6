/**
 * The state of a run, written down and put back. Every part passes its fields through one method,
 * `transfer`, in a fixed order: a recording tape notes each value and returns it, a playing tape
 * returns what was noted. So the two directions cannot drift, and a field is one line:
 *
 *     this.pending = tape.number(this.pending);
 */

/** What a tape holds: plain data that a structured clone, such as `v8.serialize`, keeps as it is. */
export interface RecordedState {
  readonly numbers: Float64Array;
  readonly bytes: Uint8Array;
  /** Whatever is neither: trees of plain data. */
  readonly data: readonly unknown[];
}

/** Arrays whose length never changes. */
type NumberArray = Float64Array | Int32Array | number[];

export interface StateTape {
  readonly recording: boolean;
  number(value: number): number;
  boolean(value: boolean): boolean;
  /** One of a list of words. */
  word<T extends string>(words: readonly T[], value: T): T;
  /** Plain data without a fixed shape; immutable, or not used any more. */
  data<T>(value: T): T;
  /** The elements, in place. */
  numbers(values: NumberArray): void;
  bytes(values: Uint8Array): void;
}

export class RecordingTape implements StateTape {
  readonly recording = true;
  readonly #numbers: number[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #data: unknown[] = [];

  number(value: number): number {
    this.#numbers.push(value);
    return value;
  }

  boolean(value: boolean): boolean {
    this.#numbers.push(value ? 1 : 0);
    return value;
  }

  word<T extends string>(words: readonly T[], value: T): T {
    this.#numbers.push(words.indexOf(value));
    return value;
  }

  data<T>(value: T): T {
    this.#data.push(value);
    return value;
  }

  numbers(values: NumberArray): void {
    for (const value of values) this.#numbers.push(value);
  }

  bytes(values: Uint8Array): void {
    this.#bytes.push(values.slice());
  }

  end(): RecordedState {
    const length = this.#bytes.reduce((sum, { length }) => sum + length, 0);
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const part of this.#bytes) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return { numbers: Float64Array.from(this.#numbers), bytes, data: this.#data };
  }
}

export class PlayingTape implements StateTape {
  readonly recording = false;
  readonly #state: RecordedState;
  #number = 0;
  #byte = 0;
  #datum = 0;

  constructor(state: RecordedState) {
    this.#state = state;
  }

  number(_value: number): number {
    if (this.#number >= this.#state.numbers.length) throw new RangeError('no number left');
    return this.#state.numbers[this.#number++] as number;
  }

  boolean(_value: boolean): boolean {
    return this.number(0) !== 0;
  }

  word<T extends string>(words: readonly T[], _value: T): T {
    const index = this.number(0);
    const word = words[index];
    if (word === undefined) throw new RangeError(`word ${index} of ${words.join(', ')}`);
    return word;
  }

  data<T>(_value: T): T {
    if (this.#datum >= this.#state.data.length) throw new RangeError('no data left');
    return this.#state.data[this.#datum++] as T;
  }

  numbers(values: NumberArray): void {
    for (let i = 0; i < values.length; i++) values[i] = this.number(0);
  }

  bytes(values: Uint8Array): void {
    const end = this.#byte + values.length;
    if (end > this.#state.bytes.length) throw new RangeError('no bytes left');
    values.set(this.#state.bytes.subarray(this.#byte, end));
    this.#byte = end;
  }

  /** Throws when something was recorded that nobody asked for. */
  end(): void {
    const { numbers, bytes, data } = this.#state;
    const left = [
      numbers.length - this.#number,
      bytes.length - this.#byte,
      data.length - this.#datum,
    ];
    if (left.some((count) => count !== 0)) {
      throw new RangeError(`state left over: ${left.join(', ')} numbers, bytes, data`);
    }
  }
}
