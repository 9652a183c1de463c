import type { IncomingMessage, ServerResponse } from "node:http";
import type { Shutdown } from "@lameduck/core";
import { eventEveryMs } from "../terms.ts";

const epochMs = Number(process.env["SOAK_EPOCH_MS"]);

/** The number of the newest event: all replicas have the same events. */
function newest(): number {
  return Math.floor((Date.now() - epochMs) / eventEveryMs);
}

/** Streams the events behind the last one that the client has, and never ends: that is the shutdown's affair. */
export function streamEvents(req: IncomingMessage, res: ServerResponse, shutdown: Shutdown): void {
  const last = req.headers["last-event-id"];
  let sent = last === undefined ? newest() : Number(last);
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  shutdown.eventStream(res, { retryMs: 100 });
  const send = (): void => {
    for (const end = newest(); sent < end;) {
      sent += 1;
      res.write(`id: ${sent}\n`);
      res.write(`data: event ${sent}\n\n`);
    }
  };
  res.write(": welcome\n\n");
  const timer = setInterval(send, eventEveryMs / 2);
  res.on("close", () => clearInterval(timer));
}
