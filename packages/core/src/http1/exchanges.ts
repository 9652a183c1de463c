import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Host } from "../host.ts";
import type { Connections } from "../server/connections.ts";
import type { Connection, Exchange } from "./exchange.ts";
import type { NodeInternals } from "../server/node-internals.ts";

interface Watcher {
  /** A connection shows itself; `isNew` if it came after the shutdown began. */
  onConnection(connection: Connection, isNew: boolean): void;
  onExchange(exchange: Exchange): void;
  onIdle(connection: Connection): void;
}

/**
 * Follows every request by events, exactly. That costs some 2 % of a server's CPU, so it begins with the shutdown, when
 * a walk over Node's private fields finds what is under way; without those fields it begins when a server is attached.
 */
export class Exchanges {
  readonly byConnection: Map<Socket, Connection> = new Map();
  finishedCount = 0;

  readonly #connections: Connections;
  readonly #host: Host;
  readonly #internals: NodeInternals;
  readonly #firstSeen = new WeakMap<ServerResponse, number>();
  #watcher: Watcher | undefined;

  constructor(connections: Connections, host: Host, internals: NodeInternals) {
    this.#connections = connections;
    this.#host = host;
    this.#internals = internals;
    connections.onGone = (socket) => this.#forget(socket);
  }

  /** Takes up everyone who is connected and everything under way, and reports all that follows to the watcher. */
  follow(watcher: Watcher): void {
    this.finishedCount = 0;
    for (const socket of this.#connections.sockets) this.#takeUpResponse(this.connectionOf(socket));
    this.#watcher = watcher;
    for (const connection of this.byConnection.values()) {
      connection.idleSince = Number.NEGATIVE_INFINITY;
      watcher.onConnection(connection, false);
      for (const exchange of connection.open) watcher.onExchange(exchange);
    }
  }

  /** True while this response is followed. */
  has(res: ServerResponse): boolean {
    const open = this.byConnection.get(res.req.socket)?.open;
    return open !== undefined && isOpen(open, res);
  }

  /** Notes a request that has come; undefined if it must not be served, since its connection was told to close. */
  begin(req: IncomingMessage, res: ServerResponse): Exchange | undefined {
    this.#connections.adopt(req.socket);
    const connection = this.connectionOf(req.socket);
    // RFC 9112 section 9.6: nothing behind a close is processed, so that the client may safely send it again.
    if (connection.toldBy !== undefined) return undefined;
    return this.#open(connection, req, res, true);
  }

  /** What is under way now, whether followed or found by a walk (2 ms for 10,000 connections). */
  *underWay(): Generator<Pick<Exchange, "req" | "since">> {
    for (const socket of this.#connections.sockets) {
      const found = [...this.#openOn(socket)];
      yield* found;
      // Of pipelined requests the first and the newest show; what is queued between them does not.
      const newest = found.length > 0 ? this.#internals.newestRequest(socket) : undefined;
      const isAnother = newest !== undefined && !found.some(({ req }) => req === newest);
      if (isAnother) yield { req: newest, since: this.#host.now() };
    }
  }

  #openOn(socket: Socket): Iterable<Pick<Exchange, "req" | "since">> {
    const connection = this.byConnection.get(socket);
    if (connection !== undefined) return connection.open;
    // Frameworks give an upgrade a response of its own, which stays on the connection.
    if (this.#internals.isUpgraded(socket)) return [];
    const res = this.#internals.currentResponse(socket);
    return res === undefined ? [] : [{ req: res.req, since: this.#sinceOf(res) }];
  }

  isUpgraded(connection: Connection): boolean {
    return connection.isUpgraded || this.#internals.isUpgraded(connection.socket);
  }

  connectionOf(socket: Socket): Connection {
    const known = this.byConnection.get(socket);
    if (known !== undefined) return known;
    const connection: Connection = {
      socket,
      open: new Set(),
      newest: undefined,
      tellAt: 0,
      toldBy: undefined,
      idleSince: Number.NEGATIVE_INFINITY,
      // What had been read before is taken for whole requests only where Node itself can tell half ones.
      bytesWhenIdle: this.#watcher === undefined && this.#internals.areKnown ? socket.bytesRead : 0,
      isUpgraded: false,
    };
    this.byConnection.set(socket, connection);
    this.#watcher?.onConnection(connection, true);
    return connection;
  }

  #sinceOf(res: ServerResponse): number {
    const since = this.#firstSeen.get(res) ?? this.#host.now();
    this.#firstSeen.set(res, since);
    return since;
  }

  /** Finds the response that is being written; one that is queued behind it shows itself only in its turn. */
  #takeUpResponse(connection: Connection): void {
    const { socket, open } = connection;
    if (this.isUpgraded(connection)) return;
    const res = this.#internals.currentResponse(socket);
    if (res === undefined || isOpen(open, res)) return;
    const newest = this.#internals.newestRequest(socket);
    this.#open(connection, res.req, res, newest === undefined || newest === res.req);
  }

  #open(connection: Connection, req: IncomingMessage, res: ServerResponse, isNewest: boolean): Exchange {
    const exchange: Exchange = { connection, req, res, since: this.#sinceOf(res) };
    connection.open.add(exchange);
    connection.newest = isNewest ? exchange : undefined;
    // Node has the next response in line by now, and that may be over before this one's `close`.
    res.on("finish", () => this.#takeUpResponse(connection));
    res.on("close", () => this.#end(exchange));
    this.#watcher?.onExchange(exchange);
    return exchange;
  }

  #end(exchange: Exchange): void {
    const { connection, req, res } = exchange;
    if (!connection.open.delete(exchange)) return;
    if (connection.newest === exchange) connection.newest = undefined;
    if (res.writableFinished) this.finishedCount += 1;
    if (!connection.socket.destroyed) this.#takeUpResponse(connection);
    if (connection.open.size > 0) return;
    this.#becomeIdle(connection);
    if (!req.complete) req.once("end", () => this.#becomeIdle(connection));
  }

  #becomeIdle(connection: Connection): void {
    connection.idleSince = this.#host.now();
    connection.bytesWhenIdle = connection.socket.bytesRead;
    this.#watcher?.onIdle(connection);
  }

  /** Node 22 never closes the responses queued on a connection that dies, so they end with it here. */
  #forget(socket: Socket): void {
    this.byConnection.get(socket)?.open.clear();
    this.byConnection.delete(socket);
  }
}

function isOpen(open: ReadonlySet<Exchange>, res: ServerResponse): boolean {
  return [...open].some((exchange) => exchange.res === res);
}
