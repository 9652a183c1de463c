import { once } from "node:events";
import { type RawData, WebSocket } from "ws";

/** How a client saw its connection end: 1006 is no code of the server's, but the lack of one. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** A client of the `ws` package, what it has received, and how it was closed. */
export class WebSocketClient {
  readonly socket: WebSocket;
  /** Every message that has come whole, in its order. */
  readonly messages: Buffer[] = [];
  /** Resolves when the connection is gone. */
  readonly closed: Promise<Closing>;
  #waiting: (() => void)[] = [];

  constructor(url: string) {
    // The certificate is a fixture that nobody signed.
    this.socket = new WebSocket(url, { rejectUnauthorized: false });
    this.socket.on("message", (data: RawData) => {
      this.messages.push(data as Buffer);
      this.#changed();
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => {
        this.#changed();
        resolve({ code, reason: String(reason) });
      });
    });
  }

  /** A client whose connection stands; rejects when it is refused. */
  static async open(url: string): Promise<WebSocketClient> {
    const client = new WebSocketClient(url);
    await once(client.socket, "open");
    return client;
  }

  get texts(): readonly string[] {
    return this.messages.map(String);
  }

  /** Resolves when this text has come as a message; rejects when the connection ends before. */
  async hears(text: string): Promise<void> {
    while (!this.texts.includes(text)) {
      if (this.socket.readyState === WebSocket.CLOSED)
        throw new Error(`It was closed before it heard ${text}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
