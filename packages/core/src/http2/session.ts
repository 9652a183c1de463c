import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { UnderWay } from "../server/under-way.ts";

/** A stream with a request on it. */
export interface Stream extends UnderWay {
  readonly stream: ServerHttp2Stream;
}

/** What is known of a session once it is followed. */
export interface Session {
  readonly session: ServerHttp2Session;
  readonly open: Map<ServerHttp2Stream, Stream>;
  /** When it was first seen with a stream, and how many streams it had at a time since then. */
  busySince: number;
  most: number;
  /** From this moment on it may be told to leave. */
  tellAt: number;
  isTold: boolean;
  /** The connection below, unless it was accepted before we listened. */
  socket: Socket | undefined;
}
