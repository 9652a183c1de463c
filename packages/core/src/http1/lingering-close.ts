import type { IncomingMessage } from "node:http";
import type { Host } from "../host.ts";
import type { Exchange } from "./exchange.ts";
import { shadow } from "../shadow.ts";

/** How long an upload may go on behind its answer, as nginx's `lingering_timeout` (5 s). */
const readOnMs = 5_000;

/**
 * Closes in two steps where the answer came before the whole body: end our half, read on until the body is complete or
 * 5 s have passed, then destroy. Closing at once with unread bytes is a reset, which can overtake the answer.
 */
export function readOnAfterAnswer({ req, res }: Exchange, host: Host): void {
  if (req.complete) return;
  const { socket } = req;
  // Node calls `destroySoon` when the last response of a connection is flushed.
  const restore = shadow(socket, "destroySoon", (destroySoon) => {
    restore();
    if (req.complete || !res.writableFinished) destroySoon();
    else readOn(req, host);
  });
}

function readOn(req: IncomingMessage, host: Host): void {
  const { socket } = req;
  socket.end();
  const cancel = host.after(readOnMs, () => socket.destroy());
  socket.once("close", cancel);
  req.once("end", () => socket.destroy());
}
