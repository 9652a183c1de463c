import { Server as HttpServer, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import type { Attachment } from "../server/attachment.ts";
import type { Connections } from "../server/connections.ts";
import type { NodeInternals } from "../server/node-internals.ts";
import { reset } from "../server/reset.ts";
import type { Protocol, UnderWay } from "../server/under-way.ts";
import { Exchanges } from "./exchanges.ts";
import { Goodbye } from "./goodbye.ts";
import { IdleConnections } from "./idle.ts";
import { deliverNextTurn, noteRequests } from "./requests.ts";

/**
 * HTTP/1: every connection is told once, by `Connection: close` on a response, and is left to its client for a while.
 * Until the shutdown begins, nothing of this runs.
 */
export class Http1 implements Protocol {
  readonly #server: Server;
  readonly #attachment: Attachment;
  readonly #connections: Connections;
  readonly #exchanges: Exchanges;
  readonly #goodbye: Goodbye;
  readonly #idle: IdleConnections;
  #stopNoting: (() => void) | undefined;
  #isLeaving = false;

  constructor(server: Server, connections: Connections, attachment: Attachment, internals: NodeInternals) {
    const { host } = attachment;
    this.#server = server;
    this.#attachment = attachment;
    this.#connections = connections;
    for (const socket of internals.socketsAccepted(server)) connections.adopt(socket);
    this.#exchanges = new Exchanges(connections, host, internals);
    this.#goodbye = new Goodbye(host);
    this.#idle = new IdleConnections(server, connections, this.#exchanges, host, internals);
    if (!internals.areKnown) this.#stopNoting = this.#noteRequests();
  }

  get finishedCount(): number {
    return this.#exchanges.finishedCount;
  }

  /** How many connections were ended while a request was half begun. */
  get partialHeadCount(): number {
    return this.#idle.partialHeadCount;
  }

  *underWay(): Generator<UnderWay> {
    for (const { req, since } of this.#exchanges.underWay()) yield { head: req, handles: [req], since };
  }

  /** The connections that speak another protocol by now. */
  upgraded(): readonly Socket[] {
    return this.#all()
      .filter((connection) => this.#exchanges.isUpgraded(connection))
      .map(({ socket }) => socket);
  }

  discourage(minimumMs: number): void {
    this.#isLeaving = true;
    this.#goodbye.begin(minimumMs);
    this.#stopNoting ??= this.#noteRequests();
    this.#exchanges.follow({
      onConnection: (connection, isNew) => this.#goodbye.schedule(connection, isNew),
      onExchange: (exchange) => {
        this.#goodbye.prepare(exchange);
        this.#attachment.onUnderWay({ handles: [exchange.req] });
      },
      onIdle: (connection) => this.#idle.noteIdle(connection),
    });
  }

  hasten(): void {
    this.#goodbye.hasten(this.#exchanges.byConnection.values());
  }

  linger(until: number, unless: AbortSignal): void {
    this.#idle.linger(until, unless);
  }

  async cutOff(): Promise<void> {
    const isAtWork = new Set(
      this.#all().filter((connection) => connection.open.size > 0 || this.#exchanges.isUpgraded(connection)),
    );
    const sockets = [...isAtWork].map(({ socket }) => socket);
    const idle = this.#all().filter((connection) => !isAtWork.has(connection));
    await reset(this.#connections, sockets, this.#attachment.host);
    await this.#idle.end(idle);
    // Whoever was accepted before `attach` and has not spoken since; servers of node:http2 have no such method of their own.
    HttpServer.prototype.closeAllConnections.call(this.#server);
  }

  release(): void {
    this.#idle.stop();
    this.#stopNoting?.();
  }

  #all(): ReturnType<Exchanges["connectionOf"]>[] {
    return [...this.#connections.sockets].map((socket) => this.#exchanges.connectionOf(socket));
  }

  #noteRequests(): () => void {
    const { host, onRequest } = this.#attachment;
    const deliver = (req: IncomingMessage, pass: () => boolean): boolean => {
      if (!this.#isLeaving) return pass();
      onRequest(req);
      return deliverNextTurn(host, req, pass);
    };
    // Whoever comes for a WebSocket is a newcomer, too.
    return noteRequests(this.#server, this.#exchanges, deliver, onRequest);
  }
}
