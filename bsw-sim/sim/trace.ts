/**
 * The native trace: what happened, where and when, in columns. Recording costs a few stores and
 * allocates nothing but room; text is made only when somebody reads.
 */

import type { StateTape } from './state-tape.ts';

export interface TraceRecord {
  readonly atNs: number;
  /** What happened, such as `task-start`. */
  readonly kind: string;
  /** Where: the name of an ECU or a bus. */
  readonly source: string;
  /** To what: the name of a task, a signal, a frame... */
  readonly name: string;
  readonly value: undefined | number | bigint | Uint8Array;
}

const ValueType = { none: 0, number: 1, bigint: 2, bytes: 3 } as const;

const maxBytes = 0xffff;

export class Trace {
  /** While false, recording does nothing. */
  enabled = true;

  private readonly kinds: string[] = [];
  private readonly kindIds = new Map<string, number>();
  private readonly subjects: { readonly source: string; readonly name: string }[] = [];
  private readonly subjectIds = new Map<string, Map<string, number>>();

  private count = 0;
  /** Records that `clear` has forgotten. */
  private cleared = 0;
  private atNs = new Float64Array(4096);
  /** Kind and, in the lowest two bits, the type of the value. */
  private kindAndType = new Uint16Array(4096);
  private subjectOf = new Uint32Array(4096);
  /** The number itself, the index into `bigints`, or the offset in `bytes`. */
  private values = new Float64Array(4096);
  private bigints: bigint[] = [];
  /** Each entry is its length, two bytes, low one first, and the data. */
  private bytes = new Uint8Array(16_384);
  private bytesUsed = 0;

  /** Number of records. */
  get length(): number {
    return this.count;
  }

  /** Id of a kind of event, registered at its first use. */
  kind(name: string): number {
    let id = this.kindIds.get(name);
    if (id === undefined) {
      id = this.kinds.push(name) - 1;
      if (id > 0x3fff) throw new RangeError(`more than 16384 kinds of trace records: ${name}`);
      this.kindIds.set(name, id);
    }
    return id;
  }

  /** Id of a source and a name in it, such as ('Front', 'Task_10ms') or ('Powertrain', '0x100'). */
  subject(source: string, name: string): number {
    let ofSource = this.subjectIds.get(source);
    if (ofSource === undefined) {
      ofSource = new Map();
      this.subjectIds.set(source, ofSource);
    }
    let id = ofSource.get(name);
    if (id === undefined) {
      id = this.subjects.push({ source, name }) - 1;
      ofSource.set(name, id);
    }
    return id;
  }

  record(atNs: number, kind: number, subject: number): void {
    if (this.enabled) this.add(atNs, kind, ValueType.none, subject, 0);
  }

  recordNumber(atNs: number, kind: number, subject: number, value: number): void {
    if (this.enabled) this.add(atNs, kind, ValueType.number, subject, value);
  }

  recordBigint(atNs: number, kind: number, subject: number, value: bigint): void {
    if (this.enabled) {
      this.add(atNs, kind, ValueType.bigint, subject, this.bigints.push(value) - 1);
    }
  }

  /** Copies the first `length` bytes of `data`; at most 65,535. */
  recordBytes(atNs: number, kind: number, subject: number, data: Uint8Array, length: number): void {
    if (!this.enabled) return;
    if (length < 0 || length > data.length || length > maxBytes) {
      throw new RangeError(`trace of ${length} bytes out of ${data.length}`);
    }
    const offset = this.bytesUsed;
    while (offset + 2 + length > this.bytes.length) this.bytes = doubled(this.bytes, Uint8Array);
    const { bytes } = this;
    bytes[offset] = length & 0xff;
    bytes[offset + 1] = length >> 8;
    for (let i = 0; i < length; i++) bytes[offset + 2 + i] = data[i] as number;
    this.bytesUsed = offset + 2 + length;
    this.add(atNs, kind, ValueType.bytes, subject, offset);
  }

  /** Record `index`, 0 the oldest. Bytes are a copy. Throws when there is no such record. */
  at(index: number): TraceRecord {
    if (!(index >= 0 && index < this.count)) {
      throw new RangeError(`trace record ${index} of ${this.count}`);
    }
    const kindAndType = this.kindAndType[index] as number;
    const subject = this.subjects[this.subjectOf[index] as number];
    const kind = this.kinds[kindAndType >> 2];
    if (subject === undefined || kind === undefined) {
      throw new Error(`trace record ${index} has an unregistered kind or subject`);
    }
    return {
      atNs: this.atNs[index] as number,
      kind,
      source: subject.source,
      name: subject.name,
      value: this.valueAt(index, kindAndType & 3),
    };
  }

  /**
   * Records since the start of the run, cleared ones included. A played tape takes the trace back to
   * where it was: to the records still there, or, where they are not, to an empty trace.
   */
  transfer(tape: StateTape): void {
    const recorded = tape.number(this.cleared + this.count);
    if (tape.recording) return;
    const kept = recorded - this.cleared;
    if (kept >= 0 && kept <= this.count) {
      this.count = kept;
    } else {
      this.clear();
      this.cleared = recorded;
    }
  }

  /** Forgets the records but not the names, so that a long run can be written out in slices. */
  clear(): void {
    this.cleared += this.count;
    this.count = 0;
    this.bytesUsed = 0;
    this.bigints = [];
  }

  private valueAt(index: number, type: number): TraceRecord['value'] {
    const value = this.values[index] as number;
    switch (type) {
      case ValueType.number:
        return value;
      case ValueType.bigint:
        return this.bigints[value];
      case ValueType.bytes: {
        const length = (this.bytes[value] as number) | ((this.bytes[value + 1] as number) << 8);
        return this.bytes.slice(value + 2, value + 2 + length);
      }
      default:
        return undefined;
    }
  }

  private add(atNs: number, kind: number, type: number, subject: number, value: number): void {
    const index = this.count;
    if (index === this.atNs.length) {
      this.atNs = doubled(this.atNs, Float64Array);
      this.kindAndType = doubled(this.kindAndType, Uint16Array);
      this.subjectOf = doubled(this.subjectOf, Uint32Array);
      this.values = doubled(this.values, Float64Array);
    }
    this.atNs[index] = atNs;
    this.kindAndType[index] = (kind << 2) | type;
    this.subjectOf[index] = subject;
    this.values[index] = value;
    this.count = index + 1;
  }
}

/** `<ns> <source> <kind> <name>[ <value>]`; bytes as lowercase hex pairs separated by spaces. */
export function formatRecord(record: TraceRecord): string {
  const head = `${record.atNs} ${record.source} ${record.kind} ${record.name}`;
  const { value } = record;
  if (value === undefined) return head;
  if (!(value instanceof Uint8Array)) return `${head} ${value}`;
  let text = head;
  for (const byte of value) text += byte < 16 ? ` 0${byte.toString(16)}` : ` ${byte.toString(16)}`;
  return text;
}

function doubled<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(
  old: T,
  Column: new (length: number) => T,
): T {
  const bigger = new Column(old.length * 2);
  bigger.set(old);
  return bigger;
}
