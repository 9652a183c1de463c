import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { NodeInternals } from "./node-internals.ts";

/**
 * Everyone connected to one server. Until a shutdown begins this is the only bookkeeping there is: one Set and one
 * shared listener, nothing per request.
 */
export class Connections {
  /** Those that may speak HTTP/1, or did before they were upgraded. */
  readonly sockets: Set<Socket> = new Set();
  /** Those that speak HTTP/2. */
  readonly http2: Set<Socket> = new Set();
  /** Those whose TLS handshake is not finished. */
  readonly handshaking: Set<Socket> = new Set();
  /** How many were accepted in all. */
  acceptedCount = 0;
  /** Called with each connection that speaks HTTP/2, right after its session has come. */
  onHttp2: (socket: Socket) => void = () => {};
  /** Called with each connection that is gone. */
  onGone: (socket: Socket) => void = () => {};

  readonly #server: Server;
  readonly #internals: NodeInternals;
  readonly #isTls: boolean;
  readonly #isHttp2: boolean;
  #empty: () => void = () => {};
  readonly #transports = new WeakMap<Socket, Socket>();

  constructor(server: Server, internals: NodeInternals) {
    this.#server = server;
    this.#internals = internals;
    this.#isTls = "setSecureContext" in server;
    this.#isHttp2 = "updateSettings" in server;
    server.on("connection", this.#accepted);
    if (this.#isTls) server.on("secureConnection", this.#secured);
  }

  get count(): number {
    return this.sockets.size + this.http2.size + this.handshaking.size;
  }

  /** Resolves when nobody is connected. */
  whenEmpty(): Promise<void> {
    return new Promise((resolve) => {
      this.#empty = resolve;
      if (this.count === 0) resolve();
    });
  }

  /** Takes up a connection that was accepted before we listened. */
  adopt(socket: Socket): void {
    if (this.sockets.has(socket) || socket.destroyed) return;
    const transport = this.#isTls ? this.#internals.transportOf(socket as TLSSocket) : undefined;
    if (transport !== undefined) this.#transports.set(socket, transport);
    this.sockets.add(socket);
    socket.on("close", this.#gone);
  }

  /** The TCP connection that a reset has to go to: under TLS not the connection itself. */
  transport(socket: Socket): Socket {
    return this.#transports.get(socket) ?? socket;
  }

  /** Stops listening; nothing of ours is left on the server or its connections. */
  release(): void {
    this.#server.off("connection", this.#accepted);
    this.#server.off("secureConnection", this.#secured);
    for (const socket of [...this.sockets, ...this.http2, ...this.handshaking])
      socket.off("close", this.#gone);
    this.sockets.clear();
    this.http2.clear();
    this.handshaking.clear();
  }

  readonly #accepted = (socket: Socket): void => {
    this.acceptedCount += 1;
    if (this.#isTls) this.handshaking.add(socket);
    else this.#speaks(socket, this.#isHttp2);
    socket.on("close", this.#gone);
  };

  readonly #secured = (socket: TLSSocket): void => {
    const transport = this.#internals.transportOf(socket) ?? this.#findTransport(socket);
    if (transport !== undefined) {
      this.handshaking.delete(transport);
      transport.off("close", this.#gone);
      this.#transports.set(socket, transport);
    }
    this.#speaks(socket, this.#isHttp2 && socket.alpnProtocol === "h2");
    socket.on("close", this.#gone);
  };

  #speaks(socket: Socket, isHttp2: boolean): void {
    (isHttp2 ? this.http2 : this.sockets).add(socket);
    if (isHttp2) this.onHttp2(socket);
  }

  #findTransport({ remoteAddress, remotePort }: TLSSocket): Socket | undefined {
    return [...this.handshaking].find(
      (candidate) => candidate.remotePort === remotePort && candidate.remoteAddress === remoteAddress,
    );
  }

  // One function for all connections of a server, since a closure for each would cost 200 bytes of memory.
  readonly #gone = ((connections: Connections) =>
    function (this: Socket): void {
      connections.sockets.delete(this);
      connections.http2.delete(this);
      connections.handshaking.delete(this);
      if (connections.count === 0) connections.#empty();
      connections.onGone(this);
    })(this);
}
