import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import * as http2 from "node:http2";
import { createServer as createHttps } from "node:https";
import type { Duplex } from "node:stream";
import type { AttachableServer, Shutdown } from "@lameduck/core";
import { WebSocketServer } from "ws";
import { selfSigned } from "../../conformance/certificate/self-signed.ts";
import type { Kind } from "../kinds.ts";
import { answer } from "./pages.ts";
import { answerStream } from "./streams.ts";

/** Makes a server of this kind with an application in it, whose WebSockets are registered, and which is not attached yet. */
export function serverOf(kind: Kind, shutdown: Shutdown, usesStreams: boolean): AttachableServer {
  const answering = (req: IncomingMessage, res: ServerResponse): void => answer(req, res, shutdown);
  switch (kind) {
    case "http1":
      return upgrading(createHttp(answering), shutdown);
    case "https":
      return upgrading(createHttps(selfSigned, answering), shutdown);
    case "h2c":
      return speaking(http2.createServer(), shutdown, usesStreams);
    case "h2":
      return speaking(http2.createSecureServer(selfSigned), shutdown, usesStreams);
    case "alpn":
      return upgrading(
        http2.createSecureServer(
          { ...selfSigned, allowHTTP1: true },
          answering as unknown as (req: http2.Http2ServerRequest, res: http2.Http2ServerResponse) => void,
        ),
        shutdown,
      );
    default:
      return kind satisfies never;
  }
}

/** With the stream API or the compatibility API. */
function speaking<S extends http2.Http2Server | http2.Http2SecureServer>(
  server: S,
  shutdown: Shutdown,
  usesStreams: boolean,
): S {
  if (usesStreams) server.on("stream", (stream, headers) => answerStream(stream, headers, shutdown));
  else {
    server.on("request", (req, res) =>
      answer(req as unknown as IncomingMessage, res as unknown as ServerResponse, shutdown),
    );
  }
  return server;
}

/** With WebSockets, and tunnels that send everything back. */
function upgrading<S extends Server | http2.Http2SecureServer>(server: S, shutdown: Shutdown): S {
  const wss = new WebSocketServer({ noServer: true });
  shutdown.webSockets(wss);
  wss.on("connection", (client) => {
    client.on("error", () => {});
    client.on("message", (data) => client.send(data));
  });
  const events: Pick<Server, "on"> = server as Server;
  events.on("upgrade", (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => {});
    wss.handleUpgrade(req, socket, head, (client) => wss.emit("connection", client, req));
  });
  events.on("connect", (req: IncomingMessage, socket: Duplex) => {
    // The compatibility API of HTTP/2 has an event of the same name for a request and its response.
    if ("stream" in req) return void (socket as unknown as ServerResponse).writeHead(405).end();
    socket.on("error", () => {});
    socket.write("HTTP/1.1 200 Connected\r\n\r\n");
    return void socket.pipe(socket);
  });
  return server;
}
