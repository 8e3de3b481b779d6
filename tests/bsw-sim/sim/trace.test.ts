/** The native trace: what is recorded is what is read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRecord, Trace, type TraceRecord } from '../../../bsw-sim/sim/trace.ts';

const value = fc.oneof(
  fc.constant(undefined),
  fc.double({ noNaN: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.uint8Array({ maxLength: 300 }),
);
const records: fc.Arbitrary<TraceRecord[]> = fc.array(
  fc.record({
    atNs: fc.nat(),
    kind: fc.constantFrom('task-start', 'frame', 'signal-send'),
    source: fc.constantFrom('Front', 'Rear'),
    name: fc.constantFrom('Task_10ms', '0x100', 'Speed'),
    value,
  }),
  { maxLength: 200 },
);

function record(trace: Trace, wanted: TraceRecord): void {
  const { atNs } = wanted;
  const kind = trace.kind(wanted.kind);
  const subject = trace.subject(wanted.source, wanted.name);
  if (wanted.value === undefined) trace.record(atNs, kind, subject);
  else if (typeof wanted.value === 'number') trace.recordNumber(atNs, kind, subject, wanted.value);
  else if (typeof wanted.value === 'bigint') trace.recordBigint(atNs, kind, subject, wanted.value);
  else trace.recordBytes(atNs, kind, subject, wanted.value, wanted.value.length);
}

function all(trace: Trace): TraceRecord[] {
  return Array.from({ length: trace.length }, (_, i) => trace.at(i));
}

describe('trace', () => {
  it('gives back every record as it was made, also after it was cleared', () => {
    fc.assert(
      fc.property(records, records, (before, after) => {
        const trace = new Trace();
        for (const wanted of before) record(trace, wanted);
        expect(all(trace)).toEqual(before);
        trace.clear();
        expect(trace.length).toBe(0);
        for (const wanted of after) record(trace, wanted);
        expect(all(trace)).toEqual(after);
      }),
    );
  });

  it('grows past its first capacity', () => {
    const trace = new Trace();
    const kind = trace.kind('frame');
    const subject = trace.subject('Bus', '0x1');
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    for (let i = 0; i < 20_000; i++) {
      data[0] = i & 0xff;
      trace.recordBytes(i, kind, subject, data, 8);
    }
    expect(trace.length).toBe(20_000);
    expect(trace.at(12_345)).toEqual({
      atNs: 12_345,
      kind: 'frame',
      source: 'Bus',
      name: '0x1',
      value: Uint8Array.of(12_345 & 0xff, 2, 3, 4, 5, 6, 7, 8),
    });
  });

  it('records nothing while it is off', () => {
    const trace = new Trace();
    trace.enabled = false;
    record(trace, { atNs: 1, kind: 'a', source: 'b', name: 'c', value: Uint8Array.of(1) });
    record(trace, { atNs: 1, kind: 'a', source: 'b', name: 'c', value: undefined });
    expect(trace.length).toBe(0);
  });

  it('gives one id to one name', () => {
    const trace = new Trace();
    expect(trace.kind('frame')).toBe(trace.kind('frame'));
    expect(trace.kind('frame')).not.toBe(trace.kind('task-start'));
    expect(trace.subject('Front', 'x')).toBe(trace.subject('Front', 'x'));
    expect(trace.subject('Front', 'x')).not.toBe(trace.subject('Rear', 'x'));
  });

  it('refuses to read what is not there and to copy more bytes than given', () => {
    const trace = new Trace();
    expect(() => trace.at(0)).toThrow('record 0 of 0');
    expect(() => trace.recordBytes(0, 0, 0, new Uint8Array(2), 3)).toThrow('3 bytes out of 2');
  });

  it('prints a line for each record', () => {
    const line = (kind: string, name: string, value: TraceRecord['value']): string =>
      formatRecord({ atNs: 12_000_000, kind, source: 'Front', name, value });
    expect(line('task-start', 'Task_10ms', undefined)).toBe('12000000 Front task-start Task_10ms');
    expect(line('signal-send', 'Speed', 42.5)).toBe('12000000 Front signal-send Speed 42.5');
    expect(line('signal-send', 'Odo', 2n ** 60n)).toBe(
      '12000000 Front signal-send Odo 1152921504606846976',
    );
    expect(line('frame', '0x100', Uint8Array.of(0, 10, 255))).toBe(
      '12000000 Front frame 0x100 00 0a ff',
    );
    expect(line('frame', '0x100', new Uint8Array(0))).toBe('12000000 Front frame 0x100');
  });
});
