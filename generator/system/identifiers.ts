/** C identifiers that stay unique in one scope: the short one if it is free, else a longer one. */
export class CIdentifiers {
  readonly #taken = new Set<string>();

  /** `preferred`, or `longer`, or `longer` with a number: whichever is free first. */
  unique(preferred: string, longer: string = preferred): string {
    let name = this.#taken.has(preferred) ? longer : preferred;
    for (let n = 2; this.#taken.has(name); n += 1) name = `${longer}_${n}`;
    this.#taken.add(name);
    return name;
  }
}
