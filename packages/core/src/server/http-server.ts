import type { IncomingMessage, Server } from "node:http";
import type { AttachedServer, DrainTime } from "../drainable.ts";
import { Http1 } from "../http1/http1.ts";
import { Http2 } from "../http2/http2.ts";
import type { CutOff, InFlight } from "../outcome.ts";
import { type AttachableServer, isHttp2 } from "./attachable.ts";
import type { Attachment } from "./attachment.ts";
import { Connections } from "./connections.ts";
import { Listener } from "./listener.ts";
import { nodeInternals } from "./node-internals.ts";
import type { Protocol, RequestHead, UnderWay } from "./under-way.ts";

/**
 * A server of `node:http`, `node:https` or `node:http2`. Until the shutdown begins, it only knows who is connected. Then
 * it sees every request before the application does, says goodbye in the words of each protocol, and goes in this order:
 * the listener, what is in flight, the idle connections.
 */
export class HttpServer implements AttachedServer {
  readonly #attachment: Attachment;
  readonly #connections: Connections;
  readonly #listener: Listener;
  readonly #http1: Http1;
  readonly #http2: Http2 | undefined;
  #isLeaving = false;

  constructor(server: AttachableServer, attachment: Attachment) {
    const { host } = attachment;
    const internals = nodeInternals(host);
    // What both kinds have in common is far more than their types say: requests, connections, and how they end.
    const http = server as Server;
    this.#attachment = attachment;
    this.#connections = new Connections(http, internals);
    this.#http1 = new Http1(http, this.#connections, attachment, internals);
    if (isHttp2(server)) this.#http2 = new Http2(server, this.#connections, attachment, internals);
    this.#listener = new Listener(http, host);
  }

  get connectionCount(): number {
    return this.#connections.count;
  }

  get finishedCount(): number {
    return this.#protocols.reduce((sum, { finishedCount }) => sum + finishedCount, 0);
  }

  inFlight(): readonly InFlight[] {
    const now = this.#attachment.host.now();
    return this.#underWay().map(({ head, since }) => {
      const route = this.#routeOf(head);
      return {
        method: head.method ?? "",
        url: urlOf(head),
        ...(route !== undefined && { route }),
        atLeastMs: Math.max(0, now - since),
      };
    });
  }

  requests(): readonly object[] {
    return this.#underWay().flatMap(({ handles }) => handles);
  }

  discourage(minimumMs: number): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    for (const protocol of this.#protocols) protocol.discourage(minimumMs);
    this.#listener.guard(() => this.#attachment.onClosedBySomebody());
  }

  async drain({ lingerMs, unless }: DrainTime): Promise<void> {
    const { host, notice } = this.#attachment;
    const beganAt = host.now();
    for (const protocol of this.#protocols) protocol.hasten();
    const isBacklogEmpty = await this.#listener.close(() => this.#connections.acceptedCount);
    if (!isBacklogEmpty) {
      notice("the listener was closed after 1 s though connections kept coming: some may have been reset");
    }
    for (const protocol of this.#protocols) protocol.linger(beganAt + lingerMs, unless);
    await this.#listener.whenClosed;
    // A server that does not listen itself is handed its connections by somebody else.
    await this.#connections.whenEmpty();
    const { partialHeadCount } = this.#http1;
    if (partialHeadCount > 0) notice(`${partialHeadCount} connections ended with a request half begun`);
  }

  cutOff(): readonly CutOff[] {
    const requests = this.inFlight().map((request): CutOff => ({ kind: "request", ...request }));
    const upgraded = this.#http1.upgraded().filter((socket) => !this.#attachment.webSockets.has(socket));
    this.#listener.closeNow();
    for (const protocol of this.#protocols) void protocol.cutOff();
    return [
      ...requests,
      ...upgraded.map((socket): CutOff => ({
        kind: "upgraded connection",
        from: `${socket.remoteAddress}:${socket.remotePort}`,
      })),
    ];
  }

  release(): void {
    // In the opposite order of coming, since each shadows what the one before it left.
    this.#listener.release();
    for (const protocol of this.#protocols.toReversed()) protocol.release();
    this.#connections.release();
  }

  get #protocols(): readonly Protocol[] {
    return this.#http2 === undefined ? [this.#http1] : [this.#http1, this.#http2];
  }

  #underWay(): UnderWay[] {
    return this.#protocols.flatMap((protocol) => [...protocol.underWay()]);
  }

  #routeOf(head: RequestHead): string | undefined {
    try {
      return this.#attachment.route(head as IncomingMessage);
    } catch {
      // The application's own function must not hide the request.
      return undefined;
    }
  }
}

/** Frameworks shorten `url` to the part below their mount path, and keep the whole; a CONNECT of HTTP/2 has an authority alone. */
function urlOf(head: RequestHead & { readonly originalUrl?: string; readonly authority?: string }): string {
  return (head.originalUrl ?? head.url) || (head.authority ?? "");
}
