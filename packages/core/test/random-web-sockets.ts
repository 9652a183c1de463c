import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import * as fc from "fast-check";
import type { Phase, WebSocket, WebSocketServer } from "../src/index.ts";
import { ended, type Ending, endings, someMs, type World } from "./random-ending.ts";

/** What a client of a WebSocket server does. */
export interface ClientChoices {
  /** How it answers a close; badly is by leaving without one. */
  readonly answer: Ending;
  /** When it leaves by itself. */
  readonly leaves: Ending;
  /** How long a message of its is half received, in milliseconds. */
  readonly messageMs: number | undefined;
}

export const webSocketClients: fc.Arbitrary<ClientChoices> = fc.record({
  answer: endings,
  leaves: endings,
  messageMs: fc.option(someMs, { nil: undefined }),
});

/** A client of the `ws` package, as far as core looks at it. */
class FakeWebSocket extends EventEmitter implements WebSocket {
  readonly _socket: { readonly remoteAddress: string; readonly remotePort: number };
  readonly _receiver = { _state: 0 };
  readonly close: () => void;
  readonly terminate: () => void;

  constructor(remotePort: number, close: () => void, terminate: () => void) {
    super();
    this._socket = { remoteAddress: "ws", remotePort };
    this.close = close;
    this.terminate = terminate;
  }

  send(): void {}
}

/** A close frame that was sent: to whom, in which phase, and whether in the middle of a message. */
export interface Close {
  readonly to: string;
  readonly phase: Phase;
  readonly isInMessage: boolean;
}

type Upgraded = (client: WebSocket, req: IncomingMessage) => void;

/** A server of the `ws` package, whose clients do random things. */
export class RandomWebSocketServer extends EventEmitter implements WebSocketServer {
  readonly clients = new Set<WebSocket>();
  readonly #world: World;
  readonly #closes: Close[];
  #next: ClientChoices | undefined;

  constructor(world: World, clients: readonly ClientChoices[], closes: Close[]) {
    super();
    this.#world = world;
    this.#closes = closes;
    for (const choices of clients) this.clients.add(this.#client(choices));
  }

  /** A client comes, by an upgrade. */
  come(choices: ClientChoices): void {
    this.#next = choices;
    const socket = Object.assign(new Duplex(), { remoteAddress: "ws", remotePort: this.#world.begun.count });
    const req = { socket, url: "/chat" } as unknown as IncomingMessage;
    this.handleUpgrade(req, socket, Buffer.alloc(0), (client) => this.clients.add(client));
  }

  handleUpgrade(req: IncomingMessage, _socket: Duplex, _head: Buffer, upgraded: Upgraded): void {
    if (this.#next !== undefined) upgraded(this.#client(this.#next), req);
  }

  #client({ answer, leaves, messageMs }: ClientChoices): WebSocket {
    const { begun, after, shutdown } = this.#world;
    const port = begun.count;
    const end = begun.begin(`ws:${port}`);
    let isGone = false;
    const gone = (): void => {
      if (isGone) return;
      isGone = true;
      end();
      client.emit("close");
    };
    const asked = (): void => {
      const isInMessage = client._receiver._state !== 0;
      this.#closes.push({ to: `ws:${port}`, phase: shutdown.phase, isInMessage });
      void ended(answer, this.#world).then(gone, gone);
    };
    const client = new FakeWebSocket(port, asked, gone);
    if (messageMs !== undefined) {
      client._receiver._state = 1;
      after(messageMs, () => {
        if (isGone) return;
        // As `ws` does: the message is told of before it is over.
        client.emit("message");
        client._receiver._state = 0;
      });
    }
    void ended(leaves, this.#world).then(gone, gone);
    return client;
  }
}
