import type { ServerResponse } from "node:http";
import type { Host } from "../host.ts";
import type { Connection, Exchange } from "./exchange.ts";
import { readOnAfterAnswer } from "./lingering-close.ts";

/**
 * Tells every connection once, by `Connection: close` on a response, to go elsewhere. Not all at one moment, since that
 * would turn every request into a new connection to this same server.
 */
export class Goodbye {
  readonly #host: Host;
  #beganAt = 0;
  #minimumMs = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  begin(minimumMs: number): void {
    this.#beganAt = this.#host.now();
    this.#minimumMs = minimumMs;
  }

  /** From now on everyone is told with the next response. */
  hasten(connections: Iterable<Connection>): void {
    this.#minimumMs = 0;
    for (const connection of connections) connection.tellAt = 0;
  }

  /** Draws the connection's moment: in the first half of the minimum if it was there, otherwise in the second. */
  schedule(connection: Connection, isNew: boolean): void {
    const half = this.#minimumMs / 2;
    const end = this.#beganAt + (isNew ? this.#minimumMs : half);
    const start = isNew ? Math.max(this.#host.now(), this.#beganAt + half) : this.#beganAt;
    connection.tellAt = start + this.#host.random() * Math.max(0, end - start);
  }

  /**
   * Announces the close on this exchange's response if, when its head is written, the moment has come and no newer
   * request is waiting on the connection: behind a close nothing is answered (RFC 9112 section 9.6).
   */
  prepare(exchange: Exchange): void {
    const { res, connection } = exchange;
    if (res.headersSent) return;
    const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => ServerResponse;
    // The implicit head of `write` and `end` comes through here, too.
    res.writeHead = (...args: unknown[]): ServerResponse => {
      if (args[0] === 101 || !this.#isToBeTold(exchange)) return writeHead(...args);
      const written = writeHead(...withClose(res, args));
      connection.toldBy = exchange;
      readOnAfterAnswer(exchange, this.#host);
      return written;
    };
  }

  #isToBeTold(exchange: Exchange): boolean {
    const { newest, toldBy, tellAt } = exchange.connection;
    if (toldBy === exchange) return true;
    return newest === exchange && toldBy === undefined && this.#host.now() >= tellAt;
  }
}

const isOurs = (name: unknown): boolean => {
  const lowerCase = String(name).toLowerCase();
  return lowerCase === "connection" || lowerCase === "keep-alive";
};

/** The arguments of `writeHead` with the application's own Connection header replaced by ours. */
function withClose(res: ServerResponse, args: readonly unknown[]): unknown[] {
  res.shouldKeepAlive = false;
  const headers = args.at(-1);
  const before = args.slice(0, -1);
  if (isNested(headers)) {
    return [...before, [...headers.filter(([name]) => !isOurs(name)), ["Connection", "close"]]];
  }
  res.removeHeader("Keep-Alive");
  res.setHeader("Connection", "close");
  if (Array.isArray(headers)) return [...before, withoutOurs(headers)];
  if (typeof headers === "object" && headers !== null) {
    return [...before, Object.fromEntries(Object.entries(headers).filter(([name]) => !isOurs(name)))];
  }
  return [...args];
}

function isNested(headers: unknown): headers is readonly (readonly unknown[])[] {
  return Array.isArray(headers) && Array.isArray(headers[0]);
}

/** Drops pairs from Node's flat form: name, value, name, value, … */
function withoutOurs(flat: readonly unknown[]): unknown[] {
  return flat.filter((_, index) => !isOurs(flat[index - (index % 2)]));
}
