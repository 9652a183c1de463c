import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Answer, parseAnswer } from "./answer.ts";

/** How a connection ended: by a clean end, or by a reset, which a truncated answer cannot hide behind. */
export type Ending = "end" | "reset";

/** A TCP connection that stands; rejects when it is refused. */
export async function connectedTcp(port: number, staysOpen = false): Promise<Socket> {
  const socket = connectTcp({ port, host: "127.0.0.1", allowHalfOpen: staysOpen });
  await once(socket, "connect");
  return socket;
}

export interface ClientOptions {
  readonly port: number;
  readonly isTls: boolean;
  /** A TCP connection that stands already. */
  readonly socket?: Socket;
  /** Goes on writing when the server has ended its half; otherwise the client ends its own half, too. */
  readonly staysOpen?: boolean;
}

/** A client that writes exactly what it is told, and reads what comes, byte by byte. */
export class Client {
  readonly socket: Socket;
  /** Resolves when the connection is gone, and tells how it went. */
  readonly ending: Promise<Ending>;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #needs = 1;
  #hasEnded = false;
  #isGone = false;
  #error: NodeJS.ErrnoException | undefined;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay();
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      this.#changed();
    });
    socket.on("end", () => {
      this.#hasEnded = true;
      this.#changed();
    });
    socket.on("error", (error) => (this.#error = error));
    this.ending = new Promise((resolve) => {
      socket.on("close", () => {
        this.#isGone = true;
        this.#changed();
        resolve(this.#error === undefined ? "end" : "reset");
      });
    });
  }

  /** Resolves when the connection stands, under TLS with its handshake; rejects when it is refused. */
  static async connect({ port, isTls, staysOpen = false, socket }: ClientOptions): Promise<Client> {
    const tcp = socket ?? (await connectedTcp(port, staysOpen));
    if (!isTls) return new Client(tcp);
    // The certificate is a fixture that nobody signed.
    const tls = connectTls({ socket: tcp, rejectUnauthorized: false });
    const client = new Client(tls);
    await once(tls, "secureConnect");
    return client;
  }

  /** Everything that has come and was not taken by `answer`. */
  get received(): Buffer {
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks.splice(0, Infinity, bytes);
    return bytes;
  }

  get error(): NodeJS.ErrnoException | undefined {
    return this.#error;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Hands all of it to the kernel at once: over loopback, short texts arrive as one packet. */
  send(...parts: readonly (string | Buffer)[]): void {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part))));
  }

  /** The next answer, whole; rejects when the connection ends before. */
  async answer(method = "GET"): Promise<Answer> {
    for (;;) {
      if (this.#size >= this.#needs || this.#hasEnded) {
        const bytes = this.received;
        const parsed = parseAnswer(bytes, { method, hasEnded: this.#hasEnded && this.#error === undefined });
        if (parsed.answer !== undefined) {
          this.#take(bytes, parsed.length);
          return parsed.answer;
        }
        this.#needs = parsed.needs;
      }
      if (this.#hasEnded || this.#isGone) throw this.#endedTooEarly();
      await this.#change();
    }
  }

  /** Sends a request, and resolves to its answer. */
  async answerTo(request: string): Promise<Answer> {
    this.send(request);
    return this.answer();
  }

  /** Resolves when this text has come; it stays where it is. */
  async hears(text: string): Promise<void> {
    while (!this.received.includes(text)) {
      if (this.#hasEnded || this.#isGone) throw this.#endedTooEarly();
      await this.#change();
    }
  }

  #take(bytes: Buffer, length: number): void {
    this.#chunks.splice(0, Infinity, bytes.subarray(length));
    this.#size -= length;
    this.#needs = 1;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #endedTooEarly(): Error {
    const how = this.#error === undefined ? "ended" : `failed (${this.#error.code})`;
    const text = JSON.stringify(this.received.toString("latin1", 0, 400));
    return new Error(`The connection ${how} before the answer was whole; ${this.#size} bytes came: ${text}`);
  }
}
