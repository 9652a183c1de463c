import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Shutdown } from "@lameduck/core";
import { bytesOf, oneEvent, ownConnection, Pages, whenFired } from "../pages.ts";

/** The application under test, as one writes it without a framework. */
export function bareApplication(shutdown: Shutdown, pages: Pages): RequestListener {
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (shutdown.probe(req, res)) return;
    const [, page, name = ""] = decodeURI(new URL(req.url ?? "", "http://test").pathname).split("/");
    if (page === "now") res.end(pages.now(name));
    else if (page === "later") res.end(await pages.released(name));
    else if (page === "streamed") {
      res.write("begun, ");
      res.end(await pages.released(name));
    } else if (page === "flushed") {
      res.flushHeaders();
      res.end(await pages.released(name));
    } else if (page === "own") {
      await pages.released(name);
      ownConnection[name]?.(res);
      res.end("own");
    } else if (page === "status") res.writeHead(Number(name)).end();
    else if (page === "large") res.writeHead(200, { "Content-Length": Pages.large.length }).end(Pages.large);
    else if (page === "upload") res.end(`${await bytesOf(req)} bytes`);
    else if (page === "refused") res.writeHead(413).end(pages.now("refused"));
    else if (page === "signal") {
      if (req.method === "POST") await bytesOf(req);
      const signals = shutdown.abortSignals(req);
      pages.now(name);
      res.end(await whenFired(name === "leaving" ? signals.leaving : signals.deadline, name));
    } else if (page === "events") {
      res.writeHead(200, { "Content-Type": "text/event-stream" });
      await oneEvent(shutdown.eventStream(res), pages, name);
    } else res.writeHead(404).end();
  };
  return (req, res) => void answer(req, res);
}
