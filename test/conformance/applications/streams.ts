import type { IncomingHttpHeaders } from "node:http";
import type { Http2Server, ServerHttp2Stream } from "node:http2";
import type { Shutdown } from "@lameduck/core";
import { bytesOf, oneEvent, Pages, whenFired } from "../pages.ts";

/** The application under test, as one writes it with the stream API of node:http2; it has no listener for `error`. */
export function streamApplication<S extends Http2Server>(server: S, shutdown: Shutdown, pages: Pages): S {
  const answer = async (stream: ServerHttp2Stream, path: string): Promise<void> => {
    const [, page, name = ""] = decodeURI(path).split("/");
    const respond = (): void => stream.respond({ ":status": 200 });
    if (page === "now") {
      respond();
      stream.end(pages.now(name));
    } else if (page === "later") {
      const text = await pages.released(name);
      if (stream.destroyed) return;
      respond();
      stream.end(text);
    } else if (page === "streamed") {
      respond();
      stream.write("begun, ");
      stream.end(await pages.released(name));
    } else if (page === "large") {
      respond();
      stream.end(Pages.large);
    } else if (page === "upload") {
      const bytes = await bytesOf(stream);
      respond();
      stream.end(`${bytes} bytes`);
    } else if (page === "signal") {
      const signals = shutdown.abortSignals(stream);
      pages.now(name);
      const text = await whenFired(name === "leaving" ? signals.leaving : signals.deadline, name);
      respond();
      stream.end(text);
    } else if (page === "events") {
      stream.respond({ ":status": 200, "content-type": "text/event-stream" });
      await oneEvent(shutdown.eventStream(stream), pages, name);
    } else {
      stream.respond({ ":status": 404 });
      stream.end();
    }
  };
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    void answer(stream, String(headers[":path"]));
  });
  return server;
}
