import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { type Connection, Reading } from "./reading.ts";

/** A session of an HTTP/2 client. */
export class Http2Connection implements Connection {
  readonly #session: ClientHttp2Session;

  private constructor(session: ClientHttp2Session) {
    this.#session = session;
    session.on("error", () => {});
  }

  /** Rejects when the connection is refused. */
  static async to(port: number, isTls: boolean): Promise<Http2Connection> {
    // The certificate is a fixture that nobody signed.
    const session = connect(`${isTls ? "https" : "http"}://127.0.0.1:${port}`, { rejectUnauthorized: false });
    await once(session, "connect");
    return new Http2Connection(session);
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Reading {
    const reading = new Reading();
    const stream = this.#session.request({ ":path": path, ...headers });
    let hasEnded = false;
    reading.begin(stream);
    stream.on("end", () => (hasEnded = true));
    stream.on("error", () => {});
    stream.on("close", () => reading.end(hasEnded && stream.rstCode === 0 ? "whole" : "cut off"));
    return reading;
  }

  /** Until the server has said that it leaves, a client uses its session as ever. */
  async staysOpen(): Promise<boolean> {
    return !this.#session.closed && !this.#session.destroyed;
  }

  destroy(): void {
    this.#session.destroy();
  }
}
