/** C identifiers that stay unique in one scope: the short one if it is free, else a longer one. */
export class CIdentifiers {
  readonly #taken: Set<string>;
  readonly #keyOf: (name: string) => string;

  /** `taken`: names of the scope that are somebody else's. */
  constructor(taken: Iterable<string> = [], keyOf: (name: string) => string = (name) => name) {
    this.#taken = new Set(taken);
    this.#keyOf = keyOf;
  }

  /** Identifiers that become file names, which some file systems do not tell apart by case. */
  static forFiles(taken: readonly string[]): CIdentifiers {
    const keyOf = (name: string) => name.toLowerCase();
    return new CIdentifiers(taken.map(keyOf), keyOf);
  }

  /** `preferred`, or `longer`, or `longer` with a number: whichever is free first. */
  unique(preferred: string, longer: string = preferred): string {
    const isTaken = (candidate: string) => this.#taken.has(this.#keyOf(candidate));
    let name = isTaken(preferred) ? longer : preferred;
    for (let n = 2; isTaken(name); n += 1) name = `${longer}_${n}`;
    this.#taken.add(this.#keyOf(name));
    return name;
  }
}
