/** Times as people write them ("10ms", "1.5s") ↔ the integer nanoseconds everything runs on. */

const digitsOfUnit: ReadonlyMap<string, number> = new Map([
  ['ns', 0],
  ['us', 3],
  ['ms', 6],
  ['s', 9],
]);
const secondsOfUnit: ReadonlyMap<string, number> = new Map([
  ['min', 60],
  ['h', 3600],
]);

export type TimeResult =
  | { readonly kind: 'time'; readonly ns: number }
  | { readonly kind: 'wrong'; readonly reason: string };

/**
 * Nanoseconds of a text such as "10ms". The arithmetic is decimal, so "0.1s" is 100 ms exactly;
 * a part of a nanosecond, or more than 104 days (2^53 ns), is refused and says so.
 */
export function parseTime(text: string): TimeResult {
  const match = /^(\d+)(?:\.(\d+))?\s*(ns|us|µs|ms|s|min|h)$/.exec(text.trim());
  if (match === null) {
    return wrong(`"${text}" is not a time: write a number and a unit, such as 10ms, 1.5s or 200us`);
  }
  const [, whole = '', fraction = '', written = ''] = match;
  const unit = written === 'µs' ? 'us' : written;
  const digits = digitsOfUnit.get(unit) ?? 9;
  const seconds = BigInt(secondsOfUnit.get(unit) ?? 1);
  const significant = fraction.replace(/0+$/, '');
  const scale = digits - significant.length;
  const mantissa = BigInt(whole + significant) * seconds;
  const divisor = scale < 0 ? 10n ** BigInt(-scale) : 1n;
  if (mantissa % divisor !== 0n) return wrong(`"${text}" is not a whole number of nanoseconds`);
  const ns = scale < 0 ? mantissa / divisor : mantissa * 10n ** BigInt(scale);
  if (ns > BigInt(Number.MAX_SAFE_INTEGER)) {
    return wrong(`"${text}" is more than 104 days, the longest time there is`);
  }
  return { kind: 'time', ns: Number(ns) };
}

function wrong(reason: string): TimeResult {
  return { kind: 'wrong', reason };
}

/** For scripts: a number is nanoseconds already. Throws a RangeError that says what is wrong. */
export function toNs(time: string | number): number {
  if (typeof time === 'number') {
    if (!Number.isSafeInteger(time) || time < 0) throw new RangeError(`a time of ${time} ns`);
    return time;
  }
  const result = parseTime(time);
  switch (result.kind) {
    case 'time':
      return result.ns;
    case 'wrong':
      throw new RangeError(result.reason);
  }
}

const units = [
  { name: 's', ns: 1e9 },
  { name: 'ms', ns: 1e6 },
  { name: 'us', ns: 1e3 },
] as const;

/** In the greatest unit that leaves a number of at least 1, at most three decimals: "1.5 ms". */
export function formatTime(ns: number): string {
  const rounded = Math.round(ns);
  for (const unit of units) {
    if (rounded >= unit.ns) return `${trimZeros((rounded / unit.ns).toFixed(3))} ${unit.name}`;
  }
  return rounded === 0 ? '0' : `${rounded} ns`;
}

function trimZeros(decimal: string): string {
  return decimal.replace(/\.?0+$/, '');
}
