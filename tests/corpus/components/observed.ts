/** What components saw, for a test that asks for it: nothing else leaves a component but its calls. */

declare global {
  /** Set by the test before the run; absent when nobody asks. */
  var observed: Record<string, (number | boolean)[][]> | undefined;
}

export function observe(component: string, ...seen: readonly (number | boolean)[]): void {
  const lists = globalThis.observed;
  if (lists === undefined) return;
  const list = lists[component] ?? [];
  lists[component] = list;
  list.push([...seen]);
}
