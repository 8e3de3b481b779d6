/** Small integer arithmetic on times. */

export function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : gcd(b, a % b);
}

/** The first k ≥ 0 with base + k × cycle ≡ offset (mod period), not before `offset`; undefined if none. */
export function firstActivation(
  at: { offsetNs: number; periodNs: number },
  grid: { baseNs: number; cycleNs: number },
): number | undefined {
  const { offsetNs, periodNs } = at;
  const { baseNs, cycleNs } = grid;
  const start = Math.max(0, Math.ceil((offsetNs - baseNs) / cycleNs));
  const tries = periodNs / gcd(periodNs, cycleNs);
  for (let k = start; k < start + tries; k += 1) {
    if ((baseNs + k * cycleNs - offsetNs) % periodNs === 0) return k;
  }
  return undefined;
}
