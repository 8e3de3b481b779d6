/** Names from the input, moved out of the way of names that the generated code needs. */

/** `name`, with as many `_` appended as it takes to be none of `taken`; it is taken from then on. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free)) free = `${free}_`;
  taken.add(free);
  return free;
}

/** Names for a list of things in one scope: those that are free keep theirs, whatever the order. */
export function freeNames(names: readonly string[], reserved: Iterable<string>): readonly string[] {
  const taken = new Set(reserved);
  const kept = names.map((name, i) => names.indexOf(name) === i && !taken.has(name));
  for (const [i, name] of names.entries()) if (kept[i]) taken.add(name);
  return names.map((name, i) => (kept[i] ? name : freeName(name, taken)));
}
