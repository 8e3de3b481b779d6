import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime, toNs } from '../../vehicle/time.ts';

describe('times', () => {
  it.each([
    ['10ms', 10_000_000],
    ['1.5s', 1_500_000_000],
    ['200us', 200_000],
    ['200µs', 200_000],
    ['100ns', 100],
    ['2min', 120_000_000_000],
    ['0.25h', 900_000_000_000],
    ['0.1s', 100_000_000],
    ['1.10s', 1_100_000_000],
    ['0.000000001s', 1],
    ['0ns', 0],
  ])('%s is %i ns', (text, ns) => {
    expect(parseTime(text)).toEqual({ kind: 'time', ns });
    expect(toNs(text)).toBe(ns);
  });

  it.each([
    ['10', 'is not a time'],
    ['ms', 'is not a time'],
    ['-1s', 'is not a time'],
    ['1,5s', 'is not a time'],
    ['1e3ns', 'is not a time'],
    ['1 minute', 'is not a time'],
    ['0.5ns', 'is not a whole number of nanoseconds'],
    ['1.0000000001s', 'is not a whole number of nanoseconds'],
    ['2503h', 'is more than 104 days'],
  ])('refuses %s and says why', (text, reason) => {
    const result = parseTime(text);
    expect(result.kind === 'wrong' && result.reason).toContain(reason);
    expect(() => toNs(text)).toThrow(RangeError);
  });

  it('take integer nanoseconds from scripts, and nothing else that is a number', () => {
    expect(toNs(1_000)).toBe(1_000);
    expect(() => toNs(0.5)).toThrow('a time of 0.5 ns');
    expect(() => toNs(-1)).toThrow('a time of -1 ns');
  });

  it('are exact: no decimal fraction is rounded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000 }), fc.nat(999_999_999), (s, ns) => {
        const text = `${s}.${String(ns).padStart(9, '0')}s`;
        expect(toNs(text)).toBe(s * 1_000_000_000 + ns);
      }),
    );
  });

  it.each([
    [0, '0'],
    [7, '7 ns'],
    [1_500, '1.5 us'],
    [9_998_000, '9.998 ms'],
    [2_000_000_000, '2 s'],
    [123.4, '123 ns'],
  ])('%d ns prints as %s', (ns, text) => {
    expect(formatTime(ns)).toBe(text);
  });
});
