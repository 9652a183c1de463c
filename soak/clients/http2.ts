import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { buffer } from "node:stream/consumers";
import type { Ports } from "../program/messages.ts";
import { type Client, type Kind, reasonOf, repeat, type Target, timeoutMs } from "./client.ts";

const atATime = 4;

/** One session at a time by node:http2, which sends nothing twice by itself; one that was told to close is left. */
class Sessions {
  readonly #client: Client;
  readonly #port: keyof Ports;
  #session: ClientHttp2Session | undefined;
  #target: Target | undefined;

  constructor(client: Client, port: keyof Ports) {
    this.#client = client;
    this.#port = port;
  }

  open(path: string, method: string): { readonly stream: ClientHttp2Stream; readonly replica: string } {
    if (this.#session === undefined || this.#session.closed || this.#session.destroyed) this.#connect();
    const stream = this.#session!.request({ ":path": path, ":method": method });
    stream.setTimeout(timeoutMs, () => stream.close(constants.NGHTTP2_CANCEL));
    return { stream, replica: this.#target?.replica ?? "nobody" };
  }

  close(): void {
    this.#session?.close();
  }

  #connect(): void {
    this.#target = this.#client.target(this.#port);
    const { host, port } = this.#target;
    const scheme = this.#port === "h2c" ? "http" : "https";
    this.#session = connect(`${scheme}://${host}:${port}`, { rejectUnauthorized: false });
    // Its streams tell.
    this.#session.on("error", () => {});
  }
}

/** Posts, and posts again what was refused: it has not been processed (RFC 9113 section 8.7). */
async function post({ random, tally }: Client, sessions: Sessions): Promise<void> {
  const body = random.bytes(random.whole(10, 1_000));
  tally.sent += 1;
  for (;;) {
    const { stream, replica } = sessions.open("/echo", "POST");
    try {
      stream.end(body);
      const answer = await buffer(stream);
      if (answer.equals(body)) tally.answered += 1;
      else tally.lose(`another answer of ${answer.length} bytes`, replica);
      return;
    } catch (error) {
      if (stream.rstCode !== constants.NGHTTP2_REFUSED_STREAM) {
        return tally.lose(`${reasonOf(error)}, RST_STREAM ${stream.rstCode}`, replica);
      }
      tally.retried += 1;
    }
  }
}

function kind(name: string, port: keyof Ports): Kind {
  const run = async (client: Client): Promise<void> => {
    const sessions = new Sessions(client, port);
    const streams = Array.from({ length: atATime }, () => repeat(client, 250, () => post(client, sessions)));
    await Promise.all(streams);
    sessions.close();
  };
  return { name, clients: 6, run };
}

/** Several streams at a time in HTTP/2; what is refused is sent again. */
export const http2Kinds: readonly Kind[] = [
  kind("HTTP/2, TLS, node:http2", "https"),
  kind("HTTP/2, cleartext, node:http2", "h2c"),
];
