import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Shutdown } from "@lameduck/core";
import { text } from "../kinds.ts";
import { big } from "./pages.ts";

/** Answers a stream of HTTP/2, as the pages do. */
export function answerStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  shutdown: Shutdown,
): void {
  // A client may reset any stream, and that is no reason to crash.
  stream.on("error", () => {});
  const respond = (body: string | Buffer): void => {
    if (stream.closed || stream.destroyed || stream.headersSent) return;
    stream.respond({ ":status": 200 });
    stream.end(body);
  };
  switch (headers[":path"] ?? "") {
    case "/text":
      return respond(text);
    case "/big":
      return respond(big);
    case "/digest":
      return digest(stream, respond);
    case "/slow":
      stream.respond({ ":status": 200 });
      stream.write(text);
      return void setTimeout(() => stream.end(text), 150);
    case "/never":
      return undefined;
    case "/until-the-deadline":
      return shutdown
        .abortSignals(stream)
        .deadline.addEventListener("abort", () => respond(text), { once: true });
    case "/events":
      return events(stream, shutdown);
    default:
      return respond("nothing here\n");
  }
}

function digest(stream: ServerHttp2Stream, respond: (body: string) => void): void {
  const hash = createHash("sha256");
  stream.on("data", (chunk: Buffer) => hash.update(chunk));
  stream.on("end", () => respond(hash.digest("hex")));
}

function events(stream: ServerHttp2Stream, shutdown: Shutdown): void {
  stream.respond({ ":status": 200, "content-type": "text/event-stream" });
  shutdown.eventStream(stream);
  const timer = setInterval(() => void stream.write("data: event\n\n"), 20);
  stream.on("close", () => clearInterval(timer));
}
