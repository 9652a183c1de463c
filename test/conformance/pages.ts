import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";

class Page {
  readonly text: string;
  /** A client has asked for it. */
  readonly asked: Promise<void>;
  ask: () => void = () => {};
  /** The test has released it. */
  readonly released: Promise<string>;
  release: () => void = () => {};

  constructor(name: string) {
    this.text = `this is ${name}`;
    this.asked = new Promise((resolve) => (this.ask = resolve));
    this.released = new Promise((resolve) => (this.release = () => resolve(this.text)));
  }
}

/** More than the kernel's buffers between a server and a client that does not read. */
const largeBytes = 8 << 20;

/** What the applications under test serve. A test names a page, hears when it is asked for, and releases it by hand. */
export class Pages {
  /** Every request that was executed, in its order. */
  readonly executed: string[] = [];
  /** A body in which a missing or misplaced byte shows. */
  static readonly large: Buffer = Buffer.alloc(largeBytes, "0123456789abcdefghijklmnopqrstuvwxyz\n");
  readonly #pages = new Map<string, Page>();

  /** For the application: the page's text, at once. */
  now(name: string): string {
    const page = this.#page(name);
    this.executed.push(name);
    page.ask();
    return page.text;
  }

  /** For the application: the page's text, when the test releases it. */
  released(name: string): Promise<string> {
    this.now(name);
    return this.#page(name).released;
  }

  /** For the test: resolves when a client has asked for the page. */
  asked(name: string): Promise<void> {
    return this.#page(name).asked;
  }

  /** For the test. */
  release(name: string): void {
    this.#page(name).release();
  }

  releaseAll(): void {
    for (const page of this.#pages.values()) page.release();
  }

  #page(name: string): Page {
    const page = this.#pages.get(name) ?? new Page(name);
    this.#pages.set(name, page);
    return page;
  }
}

/** Reads a body to its end, or until its client is gone, and tells how long it was. */
export async function bytesOf(body: Readable): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) bytes += chunk.length;
  } catch {
    // Nobody is there to be answered.
  }
  return bytes;
}

/** Writes one event in two parts, the second when the test releases the page, and leaves the stream open. */
export async function oneEvent(
  stream: { write(text: string): unknown },
  pages: Pages,
  name: string,
): Promise<void> {
  stream.write("data: begun\n");
  stream.write(`data: ${await pages.released(name)}\n\n`);
}

/** Resolves with `text` when the signal fires. */
export function whenFired(signal: AbortSignal, text: string): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(text);
    signal.addEventListener("abort", () => resolve(text), { once: true });
  });
}

/** The ways in which an application can write a Connection header of its own, past every framework. */
export const ownConnection: Readonly<Record<string, (res: ServerResponse) => void>> = {
  setHeader: (res) => res.setHeader("Connection", "keep-alive"),
  "setHeader in capitals": (res) => res.setHeader("CONNECTION", "Keep-Alive"),
  removeHeader: (res) => res.removeHeader("connection"),
  "writeHead with an object": (res) => res.writeHead(200, { "x-page": "own", connection: "keep-alive" }),
  "writeHead with a reason and an object": (res) =>
    res.writeHead(200, "Fine", { "X-Page": "own", Connection: "keep-alive", "Keep-Alive": "timeout=60" }),
  "writeHead with a flat array": (res) =>
    res.writeHead(200, [
      "X-Page",
      "own",
      "Connection",
      "keep-alive",
      "Set-Cookie",
      "a=1",
      "Set-Cookie",
      "b=2",
    ]),
  "writeHead with an array of pairs": (res) =>
    res.writeHead(200, [
      ["X-Page", "own"],
      ["Connection", "keep-alive"],
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ] as never),
};
