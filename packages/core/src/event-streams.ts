import type { Socket } from "node:net";
import type { Attached, DrainTime } from "./drainable.ts";
import { expected, expectKeys, expectMs } from "./expectations.ts";
import { Farewells } from "./farewells.ts";
import type { Host } from "./host.ts";
import { shadow } from "./shadow.ts";

export interface EventStreamOptions {
  /** How long the client shall wait before it comes back, in milliseconds; default 1_000. */
  readonly retryMs?: number;
}

/** What is used of a response: one of node:http, of the compatibility API of node:http2, or a stream of node:http2. */
export interface EventStream {
  write(chunk: string | Uint8Array): boolean;
  end(): unknown;
  once(event: string, listener: () => void): unknown;
  on(event: string, listener: () => void): unknown;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
}

interface Known {
  readonly retryMs: number;
  readonly restore: () => void;
  /** How what has been written ends. */
  tail: string;
  /** `due` from its moment on, `said` once we have ended it. */
  farewell: "to come" | "due" | "said";
}

/** Lines may end with CR, LF or both, and a blank one ends an event (HTML standard, "Server-sent events"). */
const betweenEvents = /(^|(\r\n|\n|\r(?!\n))(\r\n|\n|\r))$/;
/** The same standard advises to keep connections alive by single lines like these, which belong to no event. */
const comments = /^(:[^\r\n]*(\r\n|\n|\r))+$/;

/**
 * Streams of server-sent events that the application does not end by itself. All through the lame duck they go on; then
 * each ends at a moment of its own, between two events, cleanly, and an application that writes to it afterwards is not
 * harmed. A stream that is in the middle of an event ends behind it; one that stays there is cut off with its server.
 */
export class EventStreams implements Attached {
  readonly #streams = new Map<EventStream, Known>();
  readonly #farewells: Farewells<EventStream>;

  constructor(host: Host) {
    this.#farewells = new Farewells(host, (stream) => this.#endBetweenEvents(stream));
  }

  /** @throws TypeError for what is no response, and for a wrong option */
  add(stream: EventStream, options: EventStreamOptions): void {
    const { write, end, on } = (stream ?? {}) as Partial<EventStream>;
    if ([write, end, on].some((method) => typeof method !== "function")) {
      throw expected("res", "a response, or a stream of node:http2", stream);
    }
    expectKeys("options", options, ["retryMs"]);
    expectMs("retryMs", options.retryMs);
    if (this.#streams.has(stream) || isGone(stream)) return;
    const known: Known = {
      retryMs: Math.round(options.retryMs ?? 1_000),
      restore: shadow(stream, "write", (pass, ...args) => {
        // The compatibility API of node:http2 would reset the stream, and what is on its way would be lost.
        if (known.farewell === "said") return false;
        known.tail = tailBehind(known.tail, args[0]);
        const isRoomLeft = pass(...args);
        if (known.farewell === "due") this.#endBetweenEvents(stream);
        return isRoomLeft;
      }),
      tail: "",
      farewell: "to come",
    };
    this.#streams.set(stream, known);
    this.#farewells.add(stream);
    stream.once("close", () => this.#forget(stream));
  }

  discourage(): void {}

  async drain(time: DrainTime): Promise<void> {
    await this.#farewells.begin(time);
  }

  /** Its server names the request. */
  cutOff(): readonly [] {
    this.release();
    return [];
  }

  release(): void {
    this.#farewells.stop();
    for (const stream of [...this.#streams.keys()]) this.#forget(stream);
  }

  #forget(stream: EventStream): void {
    this.#streams.get(stream)?.restore();
    this.#streams.delete(stream);
    this.#farewells.delete(stream);
  }

  #endBetweenEvents(stream: EventStream): void {
    const known = this.#streams.get(stream);
    if (known === undefined || known.farewell === "said" || stream.writableEnded) return;
    known.farewell = "due";
    // Whatever has no head yet may become an answer of another kind.
    if (!stream.headersSent || !betweenEvents.test(known.tail)) return;
    this.#farewells.delete(stream);
    known.farewell = "to come";
    try {
      // What the application does to it from now on fails, and without a listener that would end the process.
      stream.on("error", () => {});
      closeBehind(stream);
      stream.write(`retry: ${known.retryMs}\n\n`);
      stream.end();
    } catch {
      // Somebody has wrapped it, and threw: its server cuts it off at the deadline, and names it.
    }
    known.farewell = "said";
  }
}

/** How a stream ends once this is written behind `tail`. */
function tailBehind(tail: string, chunk: unknown): string {
  const text = textOf(chunk);
  if (betweenEvents.test(tail) && comments.test(text)) return tail;
  return (tail + text.slice(-4)).slice(-4);
}

function textOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  return chunk instanceof Uint8Array ? Buffer.from(chunk).toString("latin1") : "";
}

/** One that is gone does not say so again, and would be waited for in vain. */
function isGone(
  stream: EventStream & { readonly destroyed?: boolean; readonly stream?: { readonly destroyed: boolean } },
): boolean {
  // A response of the compatibility API of node:http2 leaves it to its stream to tell.
  return (stream.stream ?? stream).destroyed === true;
}

/** The head of the stream has promised an HTTP/1 client that it may use its connection again: to come back to us. */
function closeBehind(
  stream: EventStream & { readonly req?: { httpVersionMajor: number; socket: Socket } },
): void {
  if (stream.req?.httpVersionMajor !== 1) return;
  const { socket } = stream.req;
  stream.once("finish", () => socket.end());
}
