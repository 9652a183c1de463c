import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Host } from "../host.ts";
import { inBatches } from "../batches.ts";
import type { Connections } from "../server/connections.ts";
import type { Connection } from "./exchange.ts";
import type { Exchanges } from "./exchanges.ts";
import type { NodeInternals } from "../server/node-internals.ts";

/** A request head that has begun to arrive is waited for this much longer than an idle connection. */
const partialHeadMs = 2_000;
/** A connection that becomes idle when the linger is over still gets this long for one more request. */
const lastChanceMs = 1_000;

const never = Number.POSITIVE_INFINITY;

/**
 * Leaves idle connections to their clients for a while, then closes them. Whoever closes a connection may lose the
 * request that is on its way (Node issue 60617); a client that closes it has sent none.
 */
export class IdleConnections {
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #exchanges: Exchanges;
  readonly #host: Host;
  readonly #internals: NodeInternals;
  /** How many were ended while a request was half begun: it was none yet, so it counts as no cut. */
  partialHeadCount = 0;
  #courtesy = { partialHeadMs, lastChanceMs };
  /** When the linger is over; before it nothing idle is closed. */
  #lingersUntil = never;
  #nextSweepAt = never;
  #cancelNext: () => void = () => {};
  #isSweeping = false;

  constructor(
    server: Server,
    connections: Connections,
    exchanges: Exchanges,
    host: Host,
    internals: NodeInternals,
  ) {
    this.#server = server;
    this.#connections = connections;
    this.#exchanges = exchanges;
    this.#host = host;
    this.#internals = internals;
  }

  /** Begins the linger; `unless` ends it at once, and with it every other courtesy. */
  linger(until: number, unless: AbortSignal): void {
    this.#lingersUntil = until;
    unless.addEventListener("abort", () => this.#hurry(), { once: true });
    if (unless.aborted) this.#hurry();
    else this.#sweepAt(this.#lingersUntil);
  }

  /** A connection has become idle: it may have to go soon. */
  noteIdle(connection: Connection): void {
    if (this.#lingersUntil < never) this.#sweepAt(this.#closesAt(connection, new Set()));
  }

  /** Ends these connections, and those that never finished their handshake. */
  async end(
    connections: readonly Connection[],
    isDue: (connection: Connection) => boolean = () => true,
  ): Promise<void> {
    await inBatches(this.#host, [...this.#connections.handshaking], (socket) => socket.destroy());
    const receiving = this.#internals.socketsReceiving(this.#server);
    await inBatches(this.#host, connections, (connection) => {
      if (!isDue(connection)) return;
      if (isReceiving(connection, receiving)) this.partialHeadCount += 1;
      connection.socket.destroy();
    });
  }

  stop(): void {
    this.#lingersUntil = never;
    this.#cancelNext();
  }

  #hurry(): void {
    if (this.#lingersUntil === never) return;
    this.#courtesy = { partialHeadMs: 0, lastChanceMs: 0 };
    this.#lingersUntil = Math.min(this.#lingersUntil, this.#host.now());
    this.#sweepAt(this.#lingersUntil);
  }

  #sweepAt(at: number): void {
    if (at >= this.#nextSweepAt) return;
    this.#cancelNext();
    this.#nextSweepAt = at;
    this.#cancelNext = this.#host.after(Math.max(0, at - this.#host.now()), () => {
      this.#nextSweepAt = never;
      void this.#sweep();
    });
  }

  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    // Looked at again in each batch: what has arrived since makes a connection wait for its request.
    const receiving = this.#internals.socketsReceiving(this.#server);
    await this.end(
      this.#due(receiving),
      (connection) => this.#closesAt(connection, receiving) <= this.#host.now(),
    );
    this.#isSweeping = false;
    if (this.#lingersUntil < never) this.#sweepAt(this.#earliest());
  }

  #due(receiving: ReadonlySet<Socket>): Connection[] {
    const now = this.#host.now();
    return this.#all()
      .filter((connection) => this.#closesAt(connection, receiving) <= now)
      .toSorted((one, other) => one.idleSince - other.idleSince);
  }

  #earliest(): number {
    const receiving = this.#internals.socketsReceiving(this.#server);
    return this.#all().reduce((at, connection) => Math.min(at, this.#closesAt(connection, receiving)), never);
  }

  #all(): Connection[] {
    return [...this.#connections.sockets].map((socket) => this.#exchanges.connectionOf(socket));
  }

  /** When a connection may be closed: never while it is at work, closes by itself, or speaks another protocol. */
  #closesAt(connection: Connection, receiving: ReadonlySet<Socket>): number {
    const { socket, open, toldBy, idleSince } = connection;
    const isAtWork = open.size > 0 || socket.writableLength > 0;
    if (isAtWork || toldBy !== undefined || socket.destroyed || this.#exchanges.isUpgraded(connection))
      return never;
    const at = Math.max(this.#lingersUntil, idleSince + this.#courtesy.lastChanceMs);
    return isReceiving(connection, receiving) ? at + this.#courtesy.partialHeadMs : at;
  }
}

/** True when a request has begun to arrive on a connection that has none at work. */
function isReceiving({ socket, bytesWhenIdle }: Connection, receiving: ReadonlySet<Socket>): boolean {
  return socket.bytesRead > 0 && (receiving.has(socket) || socket.bytesRead !== bytesWhenIdle);
}
