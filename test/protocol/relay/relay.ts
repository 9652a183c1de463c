import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between clients and a server, and delivers everything later: bytes, ends and resets, in their order. */
export class Relay {
  /** The port that new connections go to; those that stand stay where they are. */
  target: number;
  readonly #delayMs: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(target: number, delayMs: number) {
    this.target = target;
    this.#delayMs = delayMs;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1", 511);
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket): void {
    const server = connect({ port: this.target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    this.#deliver(client, server);
    this.#deliver(server, client);
  }

  #deliver(from: Socket, to: Socket): void {
    const later = (act: () => void): void => void setTimeout(act, this.#delayMs);
    this.#sockets.add(from);
    from.on("data", (chunk) => later(() => to.write(chunk)));
    from.on("end", () => later(() => to.end()));
    from.on("error", () => later(() => to.resetAndDestroy()));
    from.on("close", () => this.#sockets.delete(from));
  }
}
