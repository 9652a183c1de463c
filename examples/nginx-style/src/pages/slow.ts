import type { IncomingMessage, ServerResponse } from "node:http";
import { wholeNumber } from "../whole-number.ts";

const MAXIMUM_MS = 60_000;

/** GET /slow?ms=1500: answers after that time, as a page does that waits for a database. */
export function slow(req: IncomingMessage, res: ServerResponse): void {
  const ms = wholeNumber(req, res, "ms", { otherwise: 1_000, maximum: MAXIMUM_MS });
  if (ms === undefined) return;
  const answer = setTimeout(() => {
    res.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    res.end(`This took ${ms} ms.\n`);
  }, ms);
  res.once("close", () => clearTimeout(answer));
}
