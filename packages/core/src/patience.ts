/** How long the shutdown may still wait, and for what. Impatience ends waits; it never skips a phase. */
export class Patience {
  readonly #forStrangers = new AbortController();
  readonly #forIdle = new AbortController();
  readonly #forWork = new AbortController();
  /** Fires when there is no point in serving newcomers any longer. */
  readonly forStrangers: AbortSignal = this.#forStrangers.signal;
  /** Fires when idle connections are not left to their clients any longer. */
  readonly forIdle: AbortSignal = this.#forIdle.signal;
  /** Fires when work in flight is given up. */
  readonly forWork: AbortSignal = this.#forWork.signal;

  /** Newcomers cannot reach us any more. */
  endLameDuck(): void {
    this.#forStrangers.abort();
  }

  /** Only what is in flight is worth waiting for. */
  endCourtesy(): void {
    this.#forStrangers.abort();
    this.#forIdle.abort();
  }

  /** Nothing is worth waiting for; close hooks keep their time. */
  hurry(): void {
    this.endCourtesy();
    this.#forWork.abort();
  }
}
