import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** A client in memory: it is connected to a server that listens nowhere, so that no time but a fake host's passes. */
export class MemoryClient {
  received = "";
  /** Resolves when the connection is gone. */
  readonly left: Promise<void>;
  readonly #connection: Duplex;

  constructor(server: Server) {
    this.#connection = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        this.received += chunk.toString();
        done();
      },
      // As any client does: it leaves when the server ends the connection.
      final: (done) => {
        done();
        this.leave();
      },
    });
    this.left = new Promise((resolve) => this.#connection.once("close", () => resolve()));
    server.emit("connection", this.#connection as Socket);
  }

  send(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): void {
    const lines = Object.entries({ Host: "memory", ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    this.#connection.push(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  }

  leave(): void {
    this.#connection.destroy();
  }

  get isConnected(): boolean {
    return !this.#connection.destroyed;
  }
}

/** Connects a client to a server. */
export function connect(server: Server): MemoryClient {
  return new MemoryClient(server);
}
