import { Agenda } from "./agenda.ts";
import type { DrainTime } from "./drainable.ts";
import type { Host } from "./host.ts";

/**
 * Long-lived clients, each of whom is told to leave at a moment of its own once draining has begun: newcomers are refused
 * then, so that whoever comes back finds another server, and they do not all come back at once.
 */
export class Farewells<T> {
  readonly #host: Host;
  readonly #agenda: Agenda<T>;
  readonly #items = new Set<T>();
  #until: number | undefined;
  #empty: () => void = () => {};

  constructor(host: Host, tell: (item: T) => void) {
    this.#host = host;
    this.#agenda = new Agenda(host, tell);
  }

  add(item: T): void {
    this.#items.add(item);
    if (this.#until === undefined) return;
    const now = this.#host.now();
    this.#agenda.set(item, now + this.#host.random() * Math.max(0, this.#until - now));
  }

  delete(item: T): void {
    this.#items.delete(item);
    this.#agenda.delete(item);
    if (this.#items.size === 0) this.#empty();
  }

  /** Gives everyone a moment; at once when `unless` fires. Resolves when nobody is left. */
  async begin({ spreadMs, unless }: DrainTime): Promise<void> {
    this.#until = this.#host.now() + spreadMs;
    this.#agenda.spread([...this.#items], spreadMs);
    const hurry = (): void => {
      this.#until = this.#host.now();
      this.#agenda.hasten(this.#until);
    };
    // Who comes when everyone has left is hurried, too.
    unless.addEventListener("abort", hurry, { once: true });
    if (unless.aborted) hurry();
    if (this.#items.size > 0) await new Promise<void>((resolve) => (this.#empty = resolve));
  }

  /** Tells nobody any more. */
  stop(): void {
    this.#agenda.clear();
  }
}
