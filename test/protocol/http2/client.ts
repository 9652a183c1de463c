import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { text } from "node:stream/consumers";

/** What came of the requests of one client. */
export interface Tally {
  answered: number;
  /** Refused without having been processed: they may be sent again (RFC 9113 section 8.7). */
  refused: number;
  readonly lost: string[];
}

/**
 * One client with one session at a time, that posts by node:http2, which by itself sends nothing twice. Where its session
 * has been told to close, it connects anew.
 */
export class SessionClient {
  readonly tally: Tally = { answered: 0, refused: 0, lost: [] };
  readonly #port: number;
  readonly #retries: boolean;
  #session: ClientHttp2Session | undefined;
  #count = 0;

  constructor(port: number, retries: boolean) {
    this.#port = port;
    this.#retries = retries;
  }

  /** Posts, and posts again what was refused if this client does that. */
  async post(): Promise<void> {
    this.#count += 1;
    const body = `request ${this.#count}`;
    for (;;) {
      const result = await this.#try(body);
      if (result === body) return void (this.tally.answered += 1);
      if (result !== "refused") return void this.tally.lost.push(result);
      this.tally.refused += 1;
      if (!this.#retries) return;
    }
  }

  close(): void {
    this.#session?.close();
  }

  async #try(body: string): Promise<string> {
    const stream = this.#open();
    try {
      stream.end(body);
      return await text(stream);
    } catch (error) {
      const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
      return isRefused ? "refused" : String(error);
    }
  }

  #open(): ClientHttp2Stream {
    if (this.#session === undefined || this.#session.closed || this.#session.destroyed) {
      this.#session = connect(`http://127.0.0.1:${this.#port}`);
      // Its streams tell.
      this.#session.on("error", () => {});
    }
    return this.#session.request({ ":method": "POST", ":path": "/" });
  }
}
