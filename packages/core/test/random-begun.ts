/** What has begun in a random life and not ended, each by the names that the outcome has for it. */
export class Begun {
  readonly #open = new Set<readonly string[]>();
  /** How many have begun so far. */
  count = 0;

  /** Begins something and returns its end. */
  begin(...names: readonly string[]): () => void {
    this.count += 1;
    this.#open.add(names);
    return () => void this.#open.delete(names);
  }

  get unfinished(): readonly string[] {
    return [...this.#open].flat();
  }
}
