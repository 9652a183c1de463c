import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A request and the response to it. */
export interface Exchange {
  readonly connection: Connection;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** When it was first seen, on the host's clock. */
  readonly since: number;
}

/** What is known of a connection once it is followed. */
export interface Connection {
  readonly socket: Socket;
  /** Begun and not ended; more than one when the client pipelines. */
  readonly open: Set<Exchange>;
  /** The one a close may be announced on; undefined while a request is queued that has not shown itself. */
  newest: Exchange | undefined;
  /** From this moment on the close may be announced. */
  tellAt: number;
  /** The exchange it was announced on. */
  toldBy: Exchange | undefined;
  /** When its last response ended since the shutdown began, and how much had been read from it by then. */
  idleSince: number;
  bytesWhenIdle: number;
  isUpgraded: boolean;
}
