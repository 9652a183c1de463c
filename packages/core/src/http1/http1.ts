import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Drainable } from "../drainable.ts";
import type { Host } from "../host.ts";
import type { CutOff, InFlight } from "../outcome.ts";
import { Connections } from "./connections.ts";
import type { Connection } from "./exchange.ts";
import { Exchanges } from "./exchanges.ts";
import { Goodbye } from "./goodbye.ts";
import { IdleConnections } from "./idle.ts";
import { Listener } from "./listener.ts";
import { nodeInternals } from "./node-internals.ts";
import { deliverNextTurn, noteRequests } from "./requests.ts";
import { reset } from "./reset.ts";

/** What a server needs of the shutdown that it is attached to. */
export interface Attachment {
  readonly host: Host;
  /** Names the route of a request, where a framework's adapter knows it. */
  readonly route: (req: IncomingMessage) => string | undefined;
  /** A request shows itself while we leave: it has come, or was queued behind another. */
  readonly onUnderWay: (req: IncomingMessage) => void;
  /** A request has come while we leave. */
  readonly onRequest: (req: IncomingMessage) => void;
  /** Somebody else has closed the listener. */
  readonly onClosedBySomebody: () => void;
  readonly notice: (what: string) => void;
}

/**
 * A server of `node:http` or `node:https`. Until the shutdown begins, it only knows who is connected. Then it sees every
 * request before the application does, says goodbye on the responses, and goes in this order: the listener, what is in
 * flight, the idle connections.
 */
export class Http1Server implements Drainable {
  readonly name = "HTTP server";
  readonly #server: Server;
  readonly #attachment: Attachment;
  readonly #connections: Connections;
  readonly #exchanges: Exchanges;
  readonly #listener: Listener;
  readonly #goodbye: Goodbye;
  readonly #idle: IdleConnections;
  #stopNoting: (() => void) | undefined;
  #isLeaving = false;

  constructor(server: Server, attachment: Attachment) {
    const { host } = attachment;
    const internals = nodeInternals(host);
    this.#server = server;
    this.#attachment = attachment;
    this.#connections = new Connections(server, internals);
    for (const socket of internals.socketsAccepted(server)) this.#connections.adopt(socket);
    this.#exchanges = new Exchanges(this.#connections, host, internals);
    this.#listener = new Listener(server, host);
    this.#goodbye = new Goodbye(host);
    this.#idle = new IdleConnections(server, this.#connections, this.#exchanges, host, internals);
    if (!internals.areKnown) this.#stopNoting = this.#noteRequests();
  }

  get connectionCount(): number {
    return this.#connections.count;
  }

  get finishedCount(): number {
    return this.#exchanges.finishedCount;
  }

  inFlight(): readonly InFlight[] {
    const now = this.#attachment.host.now();
    return [...this.#exchanges.underWay()].map(({ req, since }) => {
      const route = this.#routeOf(req);
      return {
        method: req.method ?? "",
        // Frameworks shorten `url` to the part below their mount path, and keep the whole.
        url: (req as { originalUrl?: string }).originalUrl ?? req.url ?? "",
        ...(route !== undefined && { route }),
        atLeastMs: Math.max(0, now - since),
      };
    });
  }

  requests(): readonly IncomingMessage[] {
    return [...this.#exchanges.underWay()].map(({ req }) => req);
  }

  discourage(minimumMs: number): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#goodbye.begin(minimumMs);
    this.#stopNoting ??= this.#noteRequests();
    this.#exchanges.follow({
      onConnection: (connection, isNew) => this.#goodbye.schedule(connection, isNew),
      onExchange: (exchange) => {
        this.#goodbye.prepare(exchange);
        this.#attachment.onUnderWay(exchange.req);
      },
      onIdle: (connection) => this.#idle.noteIdle(connection),
    });
    this.#listener.guard(() => this.#attachment.onClosedBySomebody());
  }

  async drain(lingerMs: number, unless: AbortSignal): Promise<void> {
    const { host, notice } = this.#attachment;
    const beganAt = host.now();
    this.#goodbye.hasten(this.#exchanges.byConnection.values());
    const isBacklogEmpty = await this.#listener.close(() => this.#connections.acceptedCount);
    if (!isBacklogEmpty) {
      notice("the listener was closed after 1 s though connections kept coming: some may have been reset");
    }
    this.#idle.linger(beganAt + lingerMs, unless);
    await this.#listener.whenClosed;
    // A server that does not listen itself is handed its connections by somebody else.
    await this.#connections.whenEmpty();
    const { partialHeadCount } = this.#idle;
    if (partialHeadCount > 0) notice(`${partialHeadCount} connections ended with a request half begun`);
  }

  cutOff(): readonly CutOff[] {
    const requests = this.inFlight().map((request): CutOff => ({ kind: "request", ...request }));
    const connections = [...this.#connections.sockets].map((socket) => this.#exchanges.connectionOf(socket));
    const upgraded = connections.filter((connection) => this.#exchanges.isUpgraded(connection));
    this.#listener.closeNow();
    const isCutOff = new Set([...upgraded, ...connections.filter(({ open }) => open.size > 0)]);
    void this.#end(
      connections.filter((connection) => isCutOff.has(connection)).map(({ socket }) => socket),
      connections.filter((connection) => !isCutOff.has(connection)),
    );
    return [
      ...requests,
      ...upgraded.map(({ socket }): CutOff => ({
        kind: "upgraded connection",
        from: `${socket.remoteAddress}:${socket.remotePort}`,
      })),
    ];
  }

  release(): void {
    this.#idle.stop();
    this.#listener.release();
    this.#stopNoting?.();
    this.#connections.release();
  }

  #routeOf(req: IncomingMessage): string | undefined {
    try {
      return this.#attachment.route(req);
    } catch {
      // The application's own function must not hide the request.
      return undefined;
    }
  }

  async #end(atWork: readonly Socket[], idle: readonly Connection[]): Promise<void> {
    await reset(this.#connections, atWork, this.#attachment.host);
    await this.#idle.end(idle);
    // Whoever was accepted before `attach` and has not spoken since.
    this.#server.closeAllConnections();
  }

  #noteRequests(): () => void {
    const { host, onRequest } = this.#attachment;
    return noteRequests(this.#server, this.#exchanges, (req, pass) => {
      if (!this.#isLeaving) return pass();
      onRequest(req);
      return deliverNextTurn(host, req, pass);
    });
  }
}
