import type { Socket } from "node:net";
import { inBatches } from "../batches.ts";
import type { Attached, DrainTime } from "../drainable.ts";
import { Farewells } from "../farewells.ts";
import type { Host } from "../host.ts";
import type { CutOff } from "../outcome.ts";
import { shadow } from "../shadow.ts";
import type { Upgrade, WebSocket, WebSocketOptions, WebSocketServer } from "./contract.ts";
import { betweenMessages } from "./messages.ts";
import { WEB_SOCKET_DEFAULTS } from "./options.ts";
import { socketOf } from "./ws-internals.ts";

type HandleUpgrade = (...upgrade: Upgrade) => void;

/** A client, as the outcome names it. */
interface Known {
  readonly from: string;
  readonly url?: string;
}

/**
 * The clients of a server of the `ws` package. All through the lame duck they are served, and new ones accepted; once
 * newcomers are refused, each is closed at a moment of its own, so that they do not all come back at once.
 */
export class WebSockets implements Attached {
  readonly #host: Host;
  readonly #sockets: WeakSet<Socket>;
  readonly #close: Required<WebSocketOptions>;
  readonly #clients = new Map<WebSocket, Known>();
  readonly #farewells: Farewells<WebSocket>;
  readonly #restore: () => void;

  constructor(wss: WebSocketServer, options: WebSocketOptions, host: Host, sockets: WeakSet<Socket>) {
    this.#host = host;
    this.#sockets = sockets;
    const { code = WEB_SOCKET_DEFAULTS.code, reason = WEB_SOCKET_DEFAULTS.reason } = options;
    this.#close = { code, reason };
    this.#farewells = new Farewells(host, (client) => {
      betweenMessages(client, host, () => attempt(() => client.close(this.#close.code, this.#close.reason)));
    });
    for (const client of (wss.clients ?? []) as Iterable<WebSocket>) this.#add(client, socketOf(client));
    // Every way into a server leads through here, also where it has no server of its own.
    this.#restore = shadow(
      wss as unknown as { handleUpgrade: HandleUpgrade },
      "handleUpgrade",
      (handleUpgrade, req, socket, head, upgraded) =>
        handleUpgrade(req, socket, head, (client, request) => {
          this.#add(client, req.socket, req.url);
          upgraded(client, request);
        }),
    );
  }

  discourage(): void {}

  drain(time: DrainTime): Promise<void> {
    return this.#farewells.begin(time);
  }

  cutOff(): readonly CutOff[] {
    const left = [...this.#clients];
    this.#farewells.stop();
    void inBatches(this.#host, left, ([client]) => attempt(() => client.terminate()));
    return left.map(([, known]): CutOff => ({ kind: "web socket", ...known }));
  }

  release(): void {
    this.#farewells.stop();
    this.#restore();
    for (const client of this.#clients.keys()) client.off("close", this.#gone);
    this.#clients.clear();
  }

  #add(client: WebSocket, socket?: Socket, url?: string): void {
    if (socket !== undefined) this.#sockets.add(socket);
    const from = socket === undefined ? "unknown" : `${socket.remoteAddress}:${socket.remotePort}`;
    this.#clients.set(client, { from, ...(url !== undefined && { url }) });
    client.on("close", this.#gone);
    this.#farewells.add(client);
  }

  // One function for all clients, since a closure for each would cost memory.
  readonly #gone = ((webSockets: WebSockets) =>
    function (this: WebSocket): void {
      webSockets.#clients.delete(this);
      webSockets.#farewells.delete(this);
    })(this);
}

/** A class of the application's own may throw: that must not keep the others from being told, and is named at the deadline. */
function attempt(end: () => void): void {
  try {
    end();
  } catch {
    // Its socket is reset with the server's at the latest.
  }
}
