/**
 * What the summary shows of a run, gathered while it runs: values over time in a fixed number of
 * columns, and the frames of each identifier. The memory needed does not grow with the run.
 */
import type { TraceRecord } from '../vehicle/index.ts';

export interface Series {
  readonly kind: string;
  readonly source: string;
  readonly name: string;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly last: number;
  /** The last value in each part of the run; undefined before the first. */
  readonly columns: readonly (number | undefined)[];
}

export interface FrameStatistics {
  readonly bus: string;
  /** As the trace names it: `0x100`. */
  readonly id: string;
  readonly count: number;
  /** Between the ends of two frames; undefined until there were two. */
  readonly periodNs:
    | { readonly minimum: number; readonly average: number; readonly maximum: number }
    | undefined;
}

/** Kinds of records that carry a value over time. */
const valueKinds: ReadonlySet<string> = new Set([
  'signal-send',
  'signal-receive',
  'adc-input',
  'dio-input',
  'dio-output',
  'pwm-output',
]);

export class SeriesCollector {
  readonly #columns: number;
  readonly #durationNs: number;
  readonly #series = new ByPlace<GrowingSeries>();
  readonly #frames = new ByPlace<GrowingFrames>();

  /** `durationNs`: of the whole run, so that each column is the same part of it. */
  constructor(options: { readonly columns: number; readonly durationNs: number }) {
    this.#columns = options.columns;
    this.#durationNs = Math.max(options.durationNs, 1);
  }

  add(record: TraceRecord): void {
    if (record.kind === 'frame') {
      const { kind, source, name } = record;
      let frames = this.#frames.get(kind, source, name);
      if (frames === undefined) {
        frames = new GrowingFrames(source, name);
        this.#frames.set(kind, source, name, frames);
      }
      frames.add(record.atNs);
    } else if (valueKinds.has(record.kind)) {
      this.#addValue(record);
    }
  }

  /** By source and name. */
  series(): Series[] {
    return this.#series
      .values()
      .map((series) => series.result(this.#columns))
      .sort((a, b) => compare(a.source, b.source) || compare(a.name, b.name));
  }

  /** By bus and identifier. */
  frames(): FrameStatistics[] {
    return this.#frames
      .values()
      .map((frames) => frames.result())
      .sort((a, b) => compare(a.bus, b.bus) || compare(a.id, b.id));
  }

  #addValue({ kind, source, name, value, atNs }: TraceRecord): void {
    if (value === undefined || typeof value === 'object') return;
    let series = this.#series.get(kind, source, name);
    if (series === undefined) {
      series = new GrowingSeries(kind, source, name);
      // A pin starts at 0 and is recorded when it changes; a signal has no value before the first.
      if (!kind.startsWith('signal-')) series.add(0, 0);
      this.#series.set(kind, source, name, series);
    }
    const column = Math.floor((atNs / this.#durationNs) * this.#columns);
    series.add(Number(value), Math.min(column, this.#columns - 1));
  }
}

/**
 * One of each kind of record, source and name. The maps lie in one another since they are asked for
 * every record, and a key put together anew costs more than three look-ups of strings that are there.
 */
class ByPlace<T> {
  readonly #kinds = new Map<string, Map<string, Map<string, T>>>();

  get(kind: string, source: string, name: string): T | undefined {
    return this.#kinds.get(kind)?.get(source)?.get(name);
  }

  set(kind: string, source: string, name: string, value: T): void {
    const sources = this.#kinds.get(kind) ?? new Map<string, Map<string, T>>();
    const names = sources.get(source) ?? new Map<string, T>();
    this.#kinds.set(kind, sources);
    sources.set(source, names);
    names.set(name, value);
  }

  values(): T[] {
    return [...this.#kinds.values()].flatMap((sources) =>
      [...sources.values()].flatMap((names) => [...names.values()]),
    );
  }
}

class GrowingSeries {
  readonly #kind: string;
  readonly #source: string;
  readonly #name: string;
  readonly #lastOfColumn = new Map<number, number>();
  #count = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  #last = 0;

  constructor(kind: string, source: string, name: string) {
    this.#kind = kind;
    this.#source = source;
    this.#name = name;
  }

  add(value: number, column: number): void {
    this.#count++;
    this.#minimum = Math.min(this.#minimum, value);
    this.#maximum = Math.max(this.#maximum, value);
    this.#last = value;
    this.#lastOfColumn.set(column, value);
  }

  result(columnCount: number): Series {
    const columns: (number | undefined)[] = [];
    let held: number | undefined;
    for (let column = 0; column < columnCount; column++) {
      held = this.#lastOfColumn.get(column) ?? held;
      columns.push(held);
    }
    return {
      kind: this.#kind,
      source: this.#source,
      name: this.#name,
      count: this.#count,
      minimum: this.#minimum,
      maximum: this.#maximum,
      last: this.#last,
      columns,
    };
  }
}

class GrowingFrames {
  readonly #bus: string;
  readonly #id: string;
  #count = 0;
  #firstNs = 0;
  #lastNs = 0;
  #minimumNs = Number.POSITIVE_INFINITY;
  #maximumNs = 0;

  constructor(bus: string, id: string) {
    this.#bus = bus;
    this.#id = id;
  }

  add(atNs: number): void {
    if (this.#count === 0) {
      this.#firstNs = atNs;
    } else {
      this.#minimumNs = Math.min(this.#minimumNs, atNs - this.#lastNs);
      this.#maximumNs = Math.max(this.#maximumNs, atNs - this.#lastNs);
    }
    this.#count++;
    this.#lastNs = atNs;
  }

  result(): FrameStatistics {
    const between = this.#count - 1;
    return {
      bus: this.#bus,
      id: this.#id,
      count: this.#count,
      periodNs:
        between < 1
          ? undefined
          : {
              minimum: this.#minimumNs,
              average: (this.#lastNs - this.#firstNs) / between,
              maximum: this.#maximumNs,
            },
    };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
