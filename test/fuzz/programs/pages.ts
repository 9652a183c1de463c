import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { Shutdown } from "@lameduck/core";
import { text } from "../kinds.ts";

export const big: Buffer = Buffer.alloc(600_000, "All work and no play makes a server a dull one. ");

/** Answers a request of HTTP/1, or of the compatibility API of HTTP/2, in as many ways as an application may. */
export function answer(req: IncomingMessage, res: ServerResponse, shutdown: Shutdown): void {
  if (shutdown.probe(req, res)) return;
  switch (req.url ?? "") {
    case "/text":
      return void res.end(text);
    case "/big":
      return void res.end(big);
    case "/echo":
      return void pipeline(req, res, () => {});
    case "/digest":
      return digest(req, res);
    case "/slow":
      res.write(text);
      return void setTimeout(() => res.end(text), 150);
    case "/never":
      return undefined;
    case "/until-the-deadline":
      return shutdown.abortSignals(req).deadline.addEventListener("abort", () => void res.end(text));
    case "/events":
      return events(req, res, shutdown);
    default:
      res.statusCode = 404;
      return void res.end("nothing here\n");
  }
}

function digest(req: IncomingMessage, res: ServerResponse): void {
  const hash = createHash("sha256");
  req.on("data", (chunk: Buffer) => hash.update(chunk));
  req.on("end", () => void res.end(hash.digest("hex")));
}

/** It goes on as long as the client is there, and is not told when the shutdown ends it. */
function events(req: IncomingMessage, res: ServerResponse, shutdown: Shutdown): void {
  res.writeHead(200, { "Content-Type": "text/event-stream" });
  shutdown.eventStream(res);
  const { socket } = req;
  const timer = setInterval(() => {
    res.write("data: event\n\n");
    // Node 22 never closes the responses that are queued on a connection that dies.
    if (!("stream" in req) && socket.destroyed) clearInterval(timer);
  }, 20);
  res.on("close", () => clearInterval(timer));
}
