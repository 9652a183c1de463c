import { inBatches } from "./batches.ts";
import type { Host } from "./host.ts";

const never = Number.POSITIVE_INFINITY;
/** Moments this close to each other share a look at all that is left. */
const grainMs = 5;

/** Does something with each item once, at a moment of its own, and with no more than a batch of them in a turn. */
export class Agenda<T> {
  readonly #host: Host;
  readonly #act: (item: T) => void;
  readonly #moments = new Map<T, number>();
  #nextAt = never;
  #cancelNext: () => void = () => {};

  constructor(host: Host, act: (item: T) => void) {
    this.#host = host;
    this.#act = act;
  }

  /** Gives an item its moment, on the host's clock; one that it had before is forgotten. */
  set(item: T, at: number): void {
    this.#moments.set(item, at);
    this.#wakeAt(at);
  }

  /** Gives each item a moment of its own within the next `ms` milliseconds, evenly spread. */
  spread(items: readonly T[], ms: number): void {
    const now = this.#host.now();
    const share = ms / items.length;
    for (const [index, item] of items.entries()) this.set(item, now + (index + this.#host.random()) * share);
  }

  delete(item: T): void {
    this.#moments.delete(item);
  }

  /** The moment of every item is `at` at the latest. */
  hasten(at: number): void {
    for (const [item, before] of this.#moments) this.set(item, Math.min(before, at));
  }

  clear(): void {
    this.#moments.clear();
    this.#cancelNext();
    this.#nextAt = never;
  }

  #wakeAt(at: number): void {
    if (at >= this.#nextAt) return;
    this.#cancelNext();
    this.#nextAt = at;
    this.#cancelNext = this.#host.after(Math.max(0, at - this.#host.now()), () => void this.#wake());
  }

  async #wake(): Promise<void> {
    const isDue = (at: number | undefined): boolean => at !== undefined && at <= this.#host.now();
    const due = [...this.#moments].filter(([, at]) => isDue(at)).map(([item]) => item);
    this.#nextAt = never;
    // Whoever was taken off the agenda in the meantime, or put off, is left alone.
    await inBatches(this.#host, due, (item) => {
      if (!isDue(this.#moments.get(item))) return;
      this.#moments.delete(item);
      this.#act(item);
    });
    if (this.#moments.size === 0) return;
    const earliest = [...this.#moments.values()].reduce((one, other) => Math.min(one, other));
    this.#wakeAt(Math.max(earliest, this.#host.now() + grainMs));
  }
}
