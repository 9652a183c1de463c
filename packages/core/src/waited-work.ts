import type { Attached } from "./drainable.ts";
import { expected, expectName } from "./expectations.ts";
import type { Host } from "./host.ts";
import type { CutOff } from "./outcome.ts";

/** Work outside of a request that the shutdown waits for. */
export class WaitedWork implements Pick<Attached, "drain" | "cutOff"> {
  readonly #host: Host;
  readonly #running = new Set<{ readonly name: string; readonly since: number }>();
  #empty: () => void = () => {};

  constructor(host: Host) {
    this.#host = host;
  }

  add(work: Promise<unknown>, name: string): void {
    if (typeof (work as Promise<unknown> | undefined)?.then !== "function") {
      throw expected("work", "a promise", work, "Call the function and give its promise");
    }
    expectName("name", name);
    const entry = { name, since: this.#host.now() };
    this.#running.add(entry);
    const ended = (): void => {
      this.#running.delete(entry);
      if (this.#running.size === 0) this.#empty();
    };
    work.then(ended, ended);
  }

  async drain(): Promise<void> {
    // Work that ends may leave other work behind.
    while (this.#running.size > 0) await new Promise<void>((resolve) => (this.#empty = resolve));
  }

  /** What has not ended yet. */
  running(): readonly CutOff[] {
    const now = this.#host.now();
    return [...this.#running].map(({ name, since }) => ({ kind: "work", name, atLeastMs: now - since }));
  }

  cutOff(): readonly CutOff[] {
    const cutOff = this.running();
    this.#running.clear();
    this.#empty();
    return cutOff;
  }
}
