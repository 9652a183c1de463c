import type { IncomingMessage, ServerResponse } from "node:http";

/** Whoever was away for longer than this many events does not get the older ones. */
const MOST_MISSED = 60;

/**
 * GET /events: server-sent events, one for each second since the epoch, which is its id. So every replica sends the same
 * ones, and a client that comes back with Last-Event-ID, to whichever it is, gets what it missed and nothing twice.
 */
export function events(
  req: IncomingMessage,
  res: ServerResponse,
  endInTime: (res: ServerResponse) => unknown,
): void {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  endInTime(res);
  res.write("retry: 1000\n\n");
  let last = lastSeen(req);
  let next: NodeJS.Timeout;
  const catchUp = (): void => {
    if (res.writableEnded) return;
    const missed = Math.max(0, secondsNow() - last);
    const ids = Array.from({ length: missed }, (_, index) => last + index + 1);
    if (missed > 0) res.write(ids.map(tick).join(""));
    last += missed;
    next = setTimeout(catchUp, 1_000 - (Date.now() % 1_000));
  };
  catchUp();
  res.once("close", () => clearTimeout(next));
}

function tick(id: number): string {
  return `id: ${id}\nevent: tick\ndata: ${new Date(id * 1_000).toISOString()}\n\n`;
}

/** The id that the client had last; without one, or with one that no clock can have given, the second before this one. */
function lastSeen(req: IncomingMessage): number {
  const now = secondsNow();
  const id = Number(/^\d{1,12}$/.exec(String(req.headers["last-event-id"]))?.[0]);
  if (Number.isNaN(id) || id > now + MOST_MISSED) return now - 1;
  return Math.max(id, now - MOST_MISSED);
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1_000);
}
