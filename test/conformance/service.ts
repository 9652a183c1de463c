import { once } from "node:events";
import type { Server } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Outcome, Phase, Shutdown, ShutdownOptions } from "@lameduck/core";
import { Client, type ClientOptions, connectedTcp } from "./client/client.ts";
import { type Variables, withEnvironment } from "./environment.ts";
import { Pages } from "./pages.ts";

/** A server of node:http, node:https or node:http2. */
export type AnyServer = Server | Http2Server | Http2SecureServer;

/** What joins the suite: how a shutdown is made, and the server of an application that serves the pages. */
export interface Subject {
  readonly gracefulShutdown: (options: ShutdownOptions) => Shutdown;
  readonly serve: (shutdown: Shutdown, pages: Pages) => AnyServer;
  /** Variables that are set while the shutdown is made and its server attached. */
  readonly environment: Variables;
}

export interface ServiceOptions extends ShutdownOptions {
  /** Further variables of the environment. */
  readonly environment?: Variables;
}

/** What the machine that runs the tests may have set. */
const nowhere: Variables = {
  KUBERNETES_SERVICE_HOST: undefined,
  LAMEDUCK_GRACE_PERIOD_SECONDS: undefined,
  LAMEDUCK_PRIVATE_FIELDS: undefined,
  WATCH_REPORT_DEPENDENCIES: undefined,
};

/** Runs a function at the end of a test, also of one that fails. */
export type AtTheEnd = (end: () => Promise<void>) => void;

/** An application under test: its server, its shutdown, and the clients connected to it. */
export class Service {
  readonly shutdown: Shutdown;
  readonly pages: Pages = new Pages();
  readonly server: AnyServer;
  readonly #environment: Variables;
  readonly #sockets: Socket[] = [];
  #port = 0;

  constructor(subject: Subject, { environment = {}, ...options }: ServiceOptions, atTheEnd: AtTheEnd) {
    this.#environment = { ...nowhere, ...subject.environment, ...environment };
    this.shutdown = this.#inEnvironment(() =>
      subject.gracefulShutdown({ signals: false, logger: false, ...options }),
    );
    this.server = subject.serve(this.shutdown, this.pages);
    atTheEnd(() => this.#end());
  }

  /** A service that listens and is ready. */
  static async start(subject: Subject, options: ServiceOptions, atTheEnd: AtTheEnd): Promise<Service> {
    const service = new Service(subject, options, atTheEnd);
    service.attach();
    await service.listen();
    return service;
  }

  /** Where it listens, or did. */
  get port(): number {
    return this.#port;
  }

  get isTls(): boolean {
    return "setSecureContext" in this.server;
  }

  /** False where core does without the private fields of Node. */
  get hasPrivateFields(): boolean {
    return this.#environment["LAMEDUCK_PRIVATE_FIELDS"] !== "off";
  }

  attach(): void {
    this.#inEnvironment(() => this.shutdown.attach(this.server));
  }

  async listen(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.#port = (this.server.address() as AddressInfo).port;
  }

  async connect(options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = await Client.connect({ port: this.port, isTls: this.isTls, ...options });
    this.#sockets.push(client.socket);
    return client;
  }

  /** Ends this socket at the end of the test. */
  hold(socket: Socket): void {
    this.#sockets.push(socket);
  }

  /** A client whose connection has served a request and is kept. */
  async connectKept(): Promise<Client> {
    const client = await this.connect();
    client.send("GET /now/kept HTTP/1.1\r\nHost: test\r\n\r\n");
    await client.answer();
    return client;
  }

  /** A TCP connection on which nothing was said, not even a TLS handshake. */
  async connectTcp(): Promise<Socket> {
    const socket = await connectedTcp(this.port);
    this.#sockets.push(socket);
    return socket;
  }

  /**
   * Resolves when the server has accepted everyone who has connected so far, and read all that they have sent: a
   * connection that comes later has had its answer.
   */
  async caughtUp(): Promise<void> {
    const client = await this.connect();
    client.send("GET /livez HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    await client.answer();
    await client.ending;
  }

  /** Begins the stop and resolves when it has entered this phase. */
  async stopUntil(phase: Phase): Promise<void> {
    const entered = this.entered(phase);
    void this.shutdown.stop();
    await entered;
  }

  /** Ends every courtesy of the stop that is under way, and resolves to its outcome; what is in flight is finished. */
  outcome(): Promise<Outcome> {
    const stopped = this.shutdown.stop();
    void this.shutdown[Symbol.asyncDispose]();
    return stopped;
  }

  entered(phase: Phase): Promise<void> {
    return new Promise((resolve) => {
      const off = this.shutdown.on((event) => {
        if (event.type !== "entered" || event.phase !== phase) return;
        off();
        resolve();
      });
    });
  }

  /** Resolves when newcomers are refused. */
  async listenerClosed(): Promise<void> {
    while (this.server.listening) await nextTurn();
  }

  #inEnvironment<T>(make: () => T): T {
    return withEnvironment(this.#environment, make);
  }

  async #end(): Promise<void> {
    this.pages.releaseAll();
    for (const socket of this.#sockets) socket.destroy();
    await this.shutdown[Symbol.asyncDispose]();
    if ("closeAllConnections" in this.server) this.server.closeAllConnections();
    this.server.close();
  }
}
