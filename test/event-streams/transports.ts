import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createSecureServer,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { Abortable, EventStream } from "@lameduck/core";
import { selfSigned } from "../conformance/certificate/self-signed.ts";
import type { AnyServer } from "../conformance/service.ts";
import { Http1Connection } from "./http1-connection.ts";
import { Http2Connection } from "./http2-connection.ts";
import type { Connection } from "./reading.ts";

/** What a server is asked, in either API of either protocol. */
export interface Call {
  readonly path: string;
  readonly lastEventId: number;
  /** What abort signals are asked for. */
  readonly request: Abortable;
  /** The answer, whose head is written. */
  readonly answer: EventStream & { end(text?: string): unknown };
}

type Answer = (call: Call) => unknown;

/** A way to send events, from the server to the client. */
export interface Transport {
  readonly serve: (answer: Answer) => AnyServer;
  readonly connect: (port: number) => Promise<Connection>;
}

const head = { "content-type": "text/event-stream" };

type Pair = [req: IncomingMessage, res: ServerResponse];

/** An application on what node:http has, and node:http2 has for compatibility. */
function application(answer: Answer): (...pair: Pair) => void {
  return (req, res) => {
    res.writeHead(200, head);
    res.flushHeaders();
    answer({
      path: req.url ?? "",
      lastEventId: Number(req.headers["last-event-id"] ?? 0),
      request: req,
      answer: res,
    });
  };
}

/** The same for node:http2, where requests and responses have types of their own. */
function compatible(answer: Answer): (req: Http2ServerRequest, res: Http2ServerResponse) => void {
  return application(answer) as never;
}

function onStreams(answer: Answer): AnyServer {
  return createSecureServer(selfSigned).on("stream", (stream, headers) => {
    stream.respond({ ":status": 200, ...head });
    const lastEventId = Number(headers["last-event-id"] ?? 0);
    answer({ path: String(headers[":path"]), lastEventId, request: stream, answer: stream });
  });
}

export const transports: Readonly<Record<string, Transport>> = {
  "node:http": {
    serve: (answer) => createServer(application(answer)),
    connect: (port) => Http1Connection.to(port, false),
  },
  "node:https": {
    serve: (answer) => createHttpsServer(selfSigned, application(answer)),
    connect: (port) => Http1Connection.to(port, true),
  },
  "node:http2 over TLS": {
    serve: (answer) => createSecureServer(selfSigned, compatible(answer)),
    connect: (port) => Http2Connection.to(port, true),
  },
  "node:http2 in clear": {
    serve: (answer) => createHttp2Server(compatible(answer)),
    connect: (port) => Http2Connection.to(port, false),
  },
  "the stream API of node:http2": {
    serve: onStreams,
    connect: (port) => Http2Connection.to(port, true),
  },
};
