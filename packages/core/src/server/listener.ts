import { Server as HttpServer, type Server } from "node:http";
import { Server as NetServer } from "node:net";
import type { Host } from "../host.ts";
import { shadow, shadowEmit } from "../shadow.ts";

/** How many turns of the event loop in a row must bring no connection; the first comes before the next poll. */
const quietTurns = 5;
/** A saturated server never has such turns. */
const boundMs = 1_000;

/** Opens and closes: what a server does with its listening socket from attach to release. */
export class Listener {
  readonly #server: Server;
  readonly #host: Host;
  readonly #undo: (() => void)[] = [];
  #hasListened: boolean;
  #isFreed = false;
  #isClosed = false;
  #resolveClosed: () => void = () => {};
  /** Resolves when the listener is closed, the last connection is gone, and the server has said `close`. */
  readonly whenClosed: Promise<void>;

  constructor(server: Server, host: Host) {
    this.#server = server;
    this.#host = host;
    this.#hasListened = server.listening;
    this.whenClosed = new Promise((resolve) => (this.#resolveClosed = resolve));
    const listening = (): void => void (this.#hasListened = true);
    server.on("listening", listening);
    this.#undo.push(() => server.off("listening", listening));
  }

  /**
   * From now on nobody opens the listener and nobody but us closes it; `closedBySomebody` tells that somebody tried, or
   * had done it before. Node's own `close` would lose requests (see `close` below), so whoever calls it waits for ours.
   */
  guard(closedBySomebody: () => void): void {
    const server = this.#server;
    if (!this.#hasListened) this.#undo.push(shadow(server, "listen", () => server));
    this.#undo.push(
      shadow(server, "close", (close, callback) => {
        if (this.#isClosed) return close(callback);
        if (callback !== undefined) server.once("close", callback);
        closedBySomebody();
        return server;
      }),
      shadowEmit(server, (event, _args, pass) => {
        if (event === "close") return this.#closed(pass);
        // It had begun to listen before the shutdown did, by a name that had to be looked up.
        if (event === "listening") NetServer.prototype.close.call(server);
        return event === "listening" || pass();
      }),
    );
    // A cleartext server of node:http2 has none.
    if ("closeIdleConnections" in server) this.#undo.push(shadow(server, "closeIdleConnections", () => {}));
    if (this.#hasListened && !server.listening) closedBySomebody();
    if (!this.#hasListened) this.#finish();
  }

  /**
   * Closes the listener when the kernel's queue of connections waiting to be accepted is empty, since closing it resets
   * whoever waits there. Node accepts one connection per turn (libuv pull request 3696), so several turns without one
   * show it. Resolves to false when the bound of 1 s was hit before.
   *
   * By net's own `close`: that of http sweeps idle connections, cuts unflushed responses off, and stops Node's timeouts.
   */
  close(acceptedCount: () => number): Promise<boolean> {
    const server = this.#server;
    const beganAt = this.#host.now();
    let before = acceptedCount();
    let quiet = 0;
    return new Promise((resolve) => {
      const turn = (): void => {
        if (!server.listening) return resolve(true);
        quiet = acceptedCount() === before ? quiet + 1 : 0;
        before = acceptedCount();
        if (quiet < quietTurns && this.#host.now() - beganAt < boundMs) return this.#host.afterTurn(turn);
        NetServer.prototype.close.call(server);
        resolve(quiet >= quietTurns);
      };
      this.#host.afterTurn(turn);
    });
  }

  /** Closes the listener without regard for the backlog. */
  closeNow(): void {
    if (this.#server.listening) NetServer.prototype.close.call(this.#server);
  }

  release(): void {
    for (const undo of this.#undo.toReversed()) undo();
    this.#undo.length = 0;
  }

  /** The last connection is gone: the kind's own `close` frees the server now, and emits the `close` that is passed on. */
  #closed(pass: () => boolean): boolean {
    if (!this.#isFreed) {
      this.#isFreed = true;
      closeAsItsKind(this.#server);
      return true;
    }
    const hadListeners = pass();
    this.#finish();
    return hadListeners;
  }

  #finish(): void {
    this.#isClosed = true;
    this.#resolveClosed();
  }
}

/** Calls the `close` of node:http or node:http2, past whatever stands before it on this server. */
function closeAsItsKind(server: Server): void {
  // The classes of node:http2 are not exported.
  const { prototype } =
    "updateSettings" in server ? { prototype: Object.getPrototypeOf(server) as Server } : HttpServer;
  prototype.close.call(server);
}
