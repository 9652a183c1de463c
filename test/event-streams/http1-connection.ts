import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Connection, Reading } from "./reading.ts";

/** A kept connection of an HTTP/1 client: each request goes over the same one. */
export class Http1Connection implements Connection {
  readonly #closed: Promise<false>;
  readonly #socket: Socket;
  readonly #agent: Agent;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#closed = new Promise((resolve) => socket.once("close", () => resolve(false)));
    this.#agent = new Agent({ keepAlive: true });
    this.#agent.createConnection = () => socket;
  }

  /** Rejects when the connection is refused. */
  static async to(port: number, isTls: boolean): Promise<Http1Connection> {
    const where = { port, host: "127.0.0.1" };
    // The certificate is a fixture that nobody signed.
    const socket = isTls ? connectTls({ ...where, rejectUnauthorized: false }) : connectTcp(where);
    await once(socket, isTls ? "secureConnect" : "connect");
    return new Http1Connection(socket);
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Reading {
    const reading = new Reading();
    get({ path, headers, agent: this.#agent }, (res) => {
      reading.begin(res);
      res.on("error", () => {});
      res.on("close", () => reading.end(res.complete ? "whole" : "cut off"));
    }).on("error", () => reading.end("cut off"));
    return reading;
  }

  /** The end of the connection comes right behind that of the answer. */
  staysOpen(): Promise<false> {
    return this.#closed;
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
