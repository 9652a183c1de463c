import type { Host } from "./host.ts";
import { seen, sleep } from "./within.ts";

/** Listens for how long no new request has come, and for the moment when nobody is connected any more. */
export class Quiet {
  readonly #host: Host;
  readonly #connectionCount: () => number;
  #lastRequestAt: number;
  #alone: () => void = () => {};

  constructor(host: Host, connectionCount: () => number) {
    this.#host = host;
    this.#connectionCount = connectionCount;
    this.#lastRequestAt = host.now();
  }

  /** A request has come that counts as traffic. */
  noteRequest(): void {
    this.#lastRequestAt = this.#host.now();
  }

  noteConnectionGone(): void {
    if (this.#connectionCount() === 0) this.#alone();
  }

  /** Resolves when no request has come for `ms` milliseconds, or when `over` fires. */
  async lasted(ms: number, over: AbortSignal): Promise<void> {
    do {
      await sleep(this.#host, this.#remaining(ms), over);
      // After a blocked event loop a timer fires before the requests are read that came in the meantime.
      await seen(this.#host);
    } while (!over.aborted && this.#remaining(ms) > 0);
  }

  /** Resolves when nobody is connected. */
  alone(): Promise<void> {
    return new Promise((resolve) => {
      this.#alone = resolve;
      this.noteConnectionGone();
    });
  }

  #remaining(ms: number): number {
    return this.#lastRequestAt + ms - this.#host.now();
  }
}
