import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Shutdown } from "@lameduck/core";
import { eventEveryMs } from "../terms.ts";

const epochMs = Number(process.env["SOAK_EPOCH_MS"]);
/** How long each event is half written, so that streams have to end between two of them. */
const halfWrittenMs = 20;

/** The number of the newest event: all replicas have the same events. */
function newest(): number {
  return Math.floor((Date.now() - epochMs) / eventEveryMs);
}

/** Streams the events behind the last one that the client has, and never ends: that is the shutdown's affair. */
export async function streamEvents(
  req: IncomingMessage,
  res: ServerResponse,
  shutdown: Shutdown,
): Promise<void> {
  const last = req.headers["last-event-id"];
  let sent = last === undefined ? newest() : Number(last);
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  shutdown.eventStream(res, { retryMs: 100 });
  const over = new AbortController();
  res.on("close", () => over.abort());
  res.write(": welcome\n\n");
  while (!over.signal.aborted) {
    if (sent < newest()) {
      sent += 1;
      res.write(`id: ${sent}\n`);
      await sleep(halfWrittenMs);
      res.write(`data: event ${sent}\n\n`);
    } else await sleep(eventEveryMs / 4);
  }
}
