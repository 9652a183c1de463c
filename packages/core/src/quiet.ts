import type { Host } from "./host.ts";
import { seen, sleep } from "./within.ts";

/** Listens for how long no new request has come. */
export class Quiet {
  readonly #host: Host;
  #lastRequestAt: number;

  constructor(host: Host) {
    this.#host = host;
    this.#lastRequestAt = host.now();
  }

  /** A request has come that counts as traffic. */
  noteRequest(): void {
    this.#lastRequestAt = this.#host.now();
  }

  /** Resolves when no request has come for `ms` milliseconds, or when `over` fires. */
  async lasted(ms: number, over: AbortSignal): Promise<void> {
    do {
      await sleep(this.#host, this.#remaining(ms), over);
      // After a blocked event loop a timer fires before the requests are read that came in the meantime.
      await seen(this.#host);
    } while (!over.aborted && this.#remaining(ms) > 0);
  }

  #remaining(ms: number): number {
    return this.#lastRequestAt + ms - this.#host.now();
  }
}
