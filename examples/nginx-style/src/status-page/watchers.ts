import type { IncomingMessage, ServerResponse } from "node:http";
import type { LiveState } from "./live-state.ts";

/** So often the ages of the requests in flight are told. */
const EVERY_MS = 250;

/** Those who look at the status page: each gets the state as server-sent events, until the last one. */
export class Watchers {
  readonly #state: LiveState;
  readonly #watching = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;

  constructor(state: LiveState) {
    this.#state = state;
  }

  add(req: IncomingMessage, res: ServerResponse): void {
    res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    if (req.method === "HEAD") return void res.end();
    res.write("retry: 1000\n\n");
    if (this.#state.isLast) return void res.end(this.#event());
    res.write(this.#event());
    this.#watching.add(res);
    this.#timer ??= setInterval(() => this.tell(), EVERY_MS).unref();
    res.once("close", () => this.#forget(res));
    return undefined;
  }

  /** Tells everyone the state as it is now. */
  tell(): void {
    if (this.#watching.size === 0) return;
    const event = this.#event();
    for (const res of this.#watching) {
      // A write may wait for the next turn, and by then the process may be gone: an end does not.
      if (this.#state.isLast) res.end(event);
      // Who is slow gets the next one instead.
      else if (!res.writableNeedDrain) res.write(event);
    }
  }

  #event(): string {
    return `data: ${JSON.stringify(this.#state.now())}\n\n`;
  }

  /** A timer is there only while somebody looks. */
  #forget(res: ServerResponse): void {
    this.#watching.delete(res);
    if (this.#watching.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
