import { connect, type Socket } from "node:net";
import { type Client, type Kind, reasonOf, repeat, type Target, timeoutMs } from "./client.ts";

interface Answers {
  readonly bodies: readonly string[];
  readonly isClosing: boolean;
}

/** The whole answers in what has come, each with a Content-Length. */
function parse(text: string): Answers {
  const bodies: string[] = [];
  let isClosing = false;
  for (let rest = text; ;) {
    const end = rest.indexOf("\r\n\r\n");
    const head = rest.slice(0, end);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
    const body = rest.slice(end + 4, end + 4 + length);
    if (end === -1 || body.length < length) return { bodies, isClosing };
    bodies.push(body);
    isClosing ||= /^connection: close$/im.test(head);
    rest = rest.slice(end + 4 + length);
  }
}

/** A connection on which several requests are sent at once. */
class Pipeline {
  readonly target: Target;
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  #failure = "";

  constructor(target: Target) {
    this.target = target;
    this.#socket = connect(target).setEncoding("latin1");
    this.#socket.on("error", (error) => (this.#failure = reasonOf(error)));
    this.#socket.setTimeout(timeoutMs, () => this.#socket.destroy(new Error("no answer in time")));
    this.#closed = new Promise((resolve) => this.#socket.once("close", () => resolve()));
  }

  get isOpen(): boolean {
    return this.#socket.writable && !this.#socket.destroyed;
  }

  /** Sends all of them, and tells which answers came before the connection was closed, and whether that was announced. */
  async get(numbers: readonly number[]): Promise<Answers & { readonly failure: string }> {
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    let came = "";
    const hear = (chunk: string): void => {
      came += chunk;
      const { bodies, isClosing } = parse(came);
      // Behind a close nothing is answered (RFC 9112 section 9.6).
      if (isClosing) this.close();
      else if (bodies.length === numbers.length) resolve();
    };
    this.#socket.on("data", hear);
    this.#socket.write(numbers.map((n) => `GET /hello?n=${n} HTTP/1.1\r\nHost: soak\r\n\r\n`).join(""));
    await Promise.race([answered, this.#closed]);
    this.#socket.off("data", hear);
    return { ...parse(came), failure: this.#failure };
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function run(client: Client): Promise<void> {
  const { random, tally, target } = client;
  let pipeline: Pipeline | undefined;
  await repeat(client, 300, async () => {
    let left = Array.from({ length: random.whole(2, 6) }, () => random.whole(0, 1e6));
    tally.sent += left.length;
    while (left.length > 0) {
      if (pipeline === undefined || !pipeline.isOpen) pipeline = new Pipeline(target("http"));
      const { replica } = pipeline.target;
      const { bodies, isClosing, failure } = await pipeline.get(left);
      const wrong = bodies.filter((body, index) => body !== `hello ${left[index]}`);
      for (const body of wrong) tally.lose(`another answer: ${body}`, replica);
      tally.answered += bodies.length - wrong.length;
      left = left.slice(bodies.length);
      if (left.length > 0 && !isClosing) {
        for (const n of left) tally.lose(`closed before the answer to ${n} ${failure}`, replica);
        return;
      }
      tally.retried += left.length;
    }
  });
  pipeline?.close();
}

/** GETs sent at once on one connection; those behind a close are sent again. */
export const pipelineKind: Kind = { name: "pipelined GETs", clients: 8, run };
