import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Host } from "../host.ts";
import type { RequestHead, UnderWay } from "./under-way.ts";

/** What a server needs of the shutdown that it is attached to. */
export interface Attachment {
  readonly host: Host;
  /** Names the route of a request, where a framework's adapter knows it. */
  readonly route: (req: IncomingMessage) => string | undefined;
  /** A request shows itself while we leave: it has come, or was queued behind another. */
  readonly onUnderWay: (request: Pick<UnderWay, "handles">) => void;
  /** A request has come while we leave. */
  readonly onRequest: (head: RequestHead) => void;
  /** Somebody else has closed the listener. */
  readonly onClosedBySomebody: () => void;
  readonly notice: (what: string) => void;
  /** The sockets of registered WebSocket servers, who close and name them themselves. */
  readonly webSockets: WeakSet<Socket>;
}
