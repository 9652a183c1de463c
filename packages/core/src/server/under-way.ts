import type { IncomingMessage } from "node:http";

/** What a request says of itself before its body, in HTTP/1 and HTTP/2 alike. */
export type RequestHead = Pick<IncomingMessage, "method" | "url" | "headers">;

/** A request that is being served, in either protocol. */
export interface UnderWay {
  readonly head: RequestHead;
  /** All that its abort signals may be asked for: the request, and in HTTP/2 its stream. */
  readonly handles: readonly object[];
  /** When it was first seen, on the host's clock. */
  readonly since: number;
}

/** A protocol of a server: what happens to its connections in a stop. */
export interface Protocol {
  readonly finishedCount: number;
  underWay(): Iterable<UnderWay>;
  /** Serves everyone as ever, and tells each client to go elsewhere at a moment of its own within `minimumMs`. */
  discourage(minimumMs: number): void;
  /** The listener is about to close: from now on everyone is told at the next occasion. */
  hasten(): void;
  /** The listener is closed: what is idle goes at `until` at the latest, on the host's clock, or when `unless` fires. */
  linger(until: number, unless: AbortSignal): void;
  /** Ends every connection, visibly where anything was under way. */
  cutOff(): Promise<void>;
  release(): void;
}
