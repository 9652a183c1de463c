import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { WebSocketOptions } from "@lameduck/core";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import type { Client } from "../conformance/client/client.ts";
import { type AtTheEnd, Service, type ServiceOptions, type Subject } from "../conformance/service.ts";
import { WebSocketClient } from "./client.ts";
import { handshake } from "./frames.ts";

export interface WebSocketServiceOptions extends ServiceOptions {
  /** For the WebSocketServer, besides `server`. */
  readonly made?: ServerOptions;
  /** For `webSockets()`; false leaves registering to the test. */
  readonly registered?: WebSocketOptions | false;
}

/** Both ends of one connection. */
export interface Connection {
  readonly client: WebSocketClient;
  readonly served: WebSocket;
  /** The request by which it came. */
  readonly request: IncomingMessage;
}

/** A service with a WebSocketServer, which says nothing by itself: each test plays both ends. */
export class WebSocketService {
  readonly service: Service;
  readonly wss: WebSocketServer;
  readonly #clients: WebSocketClient[] = [];

  private constructor(service: Service, wss: WebSocketServer, atTheEnd: AtTheEnd) {
    this.service = service;
    this.wss = wss;
    // Comes before the end of the service, which would wait for them.
    atTheEnd(async () => this.#end());
  }

  /** A service that the test has put together. */
  static of(service: Service, wss: WebSocketServer, atTheEnd: AtTheEnd): WebSocketService {
    return new WebSocketService(service, wss, atTheEnd);
  }

  /** A service that listens and is ready. */
  static async start(
    subject: Subject,
    { made = {}, registered = {}, ...options }: WebSocketServiceOptions,
    atTheEnd: AtTheEnd,
  ): Promise<WebSocketService> {
    const service = await Service.start(subject, options, atTheEnd);
    const wss = new WebSocketServer({ server: service.server as Server, ...made });
    if (registered !== false) service.shutdown.webSockets(wss, registered);
    return new WebSocketService(service, wss, atTheEnd);
  }

  /** A client alone, where it is not the server that says who came. */
  async open(path = "/chat"): Promise<WebSocketClient> {
    const { isTls, port } = this.service;
    const client = await WebSocketClient.open(`${isTls ? "wss" : "ws"}://127.0.0.1:${port}${path}`);
    this.#clients.push(client);
    return client;
  }

  async connect(path = "/chat"): Promise<Connection> {
    const [client, connection] = await Promise.all([this.open(path), once(this.wss, "connection")]);
    const [served, request] = connection as [WebSocket, IncomingMessage];
    return { client, served, request };
  }

  /** A client that has completed the handshake, and does from then on only what the test writes. */
  async connectRaw(path = "/chat", client?: Client): Promise<{ client: Client; served: WebSocket }> {
    const raw = client ?? (await this.service.connect());
    const connection = once(this.wss, "connection");
    raw.send(handshake(path));
    const [[served]] = await Promise.all([connection, raw.hears("\r\n\r\n")]);
    return { client: raw, served: served as WebSocket };
  }

  #end(): void {
    for (const { socket } of this.#clients) socket.terminate();
    for (const served of this.wss.clients ?? []) served.terminate();
  }
}
