/** Named random streams. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../bsw-sim/sim/random.ts';

function first(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.next());
}

describe('random stream', () => {
  it('gives the same numbers for the same seed and name, on every machine', () => {
    expect(first(new RandomStream(1, 'noise'), 50)).toEqual(
      first(new RandomStream(1, 'noise'), 50),
    );
    const stream = new RandomStream(1, 'noise');
    expect(Array.from({ length: 5 }, () => stream.integer(1000))).toEqual([144, 698, 660, 9, 143]);
  });

  it('gives other numbers for another seed or another name', () => {
    const reference = first(new RandomStream(1, 'noise'), 4);
    expect(first(new RandomStream(2, 'noise'), 4)).not.toEqual(reference);
    expect(first(new RandomStream(-1, 'noise'), 4)).not.toEqual(reference);
    expect(first(new RandomStream(1, 'noise2'), 4)).not.toEqual(reference);
  });

  it('is uniform enough to be called random', () => {
    const stream = new RandomStream(42, 'dice');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const digit = stream.integer(10);
      counts[digit] = (counts[digit] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('refuses a seed or a bound that is no safe integer', () => {
    expect(() => new RandomStream(0.5, 'x')).toThrow('0.5');
    expect(() => new RandomStream(1, 'x').integer(0)).toThrow('below 0');
    expect(() => new RandomStream(1, 'x').integer(2 ** 53)).toThrow('below');
  });
});
