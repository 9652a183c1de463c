import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * GET /events: server-sent events, one a second. The stream ends when the server is about to leave, and `retry`
 * makes the browser come back after a second, to a server that stays.
 */
export function events(req: IncomingMessage, res: ServerResponse, leaving: AbortSignal): void {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  res.write("retry: 1000\n\n");
  const tick = setInterval(() => res.write(`event: tick\ndata: ${new Date().toISOString()}\n\n`), 1_000);
  const sayGoodbye = (): void => {
    clearInterval(tick);
    res.end("event: goodbye\ndata: this server is leaving\n\n");
  };
  if (leaving.aborted) sayGoodbye();
  else leaving.addEventListener("abort", sayGoodbye);
  res.once("close", () => {
    clearInterval(tick);
    leaving.removeEventListener("abort", sayGoodbye);
  });
}
