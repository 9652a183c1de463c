import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { wholeNumber } from "../whole-number.ts";

const MAXIMUM_SECONDS = 300;
const LINES_A_SECOND = 10;
const LINE_LENGTH = 80;

/**
 * GET /download?seconds=10: numbered lines, ten a second. A client notices a body that was cut short by its
 * Content-Length, a body that was changed by its Repr-Digest (RFC 9530), and a reader by the last line's number.
 */
export function download(req: IncomingMessage, res: ServerResponse): void {
  const seconds = wholeNumber(req, res, "seconds", { otherwise: 10, maximum: MAXIMUM_SECONDS });
  if (seconds === undefined) return;
  const body = numberedLines(Math.max(1, seconds * LINES_A_SECOND));
  res.writeHead(200, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": body.length,
    "repr-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
  });
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  let sent = 0;
  const trickle = setInterval(() => {
    const line = body.subarray(sent, sent + LINE_LENGTH);
    sent += line.length;
    if (sent < body.length) res.write(line);
    else res.end(line);
  }, 1_000 / LINES_A_SECOND);
  res.once("close", () => clearInterval(trickle));
  res.once("finish", () => clearInterval(trickle));
}

function numberedLines(count: number): Buffer {
  const lines = Array.from({ length: count }, (_, index) => {
    return `${`line ${index + 1} of ${count} `.padEnd(LINE_LENGTH - 1, ".")}\n`;
  });
  return Buffer.from(lines.join(""));
}
