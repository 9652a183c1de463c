import type { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** What is used of a connection of the `ws` package. */
export interface WebSocket extends EventEmitter {
  close(code: number, reason: string): void;
  terminate(): void;
  send(...args: never[]): void;
}

/** What `handleUpgrade` takes: a request, its socket, the first bytes, and who gets the client. */
export type Upgrade = readonly [
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  upgraded: (client: WebSocket, req: IncomingMessage) => void,
];

/** What is used of a server of the `ws` package, version 8. */
export interface WebSocketServer extends EventEmitter {
  readonly clients?: ReadonlySet<unknown>;
  handleUpgrade(...upgrade: never): void;
}

export interface WebSocketOptions {
  /** The close code that clients see: 1001 "going away" (the default), 1012 "service restart", or one of 3000 to 4999. */
  readonly code?: number;
  /** The reason that clients see, at most 123 bytes; default "the server is going away". */
  readonly reason?: string;
}
