import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const MAXIMUM_BYTES = 64 * 1024 * 1024;

/** POST /upload: reads the body and answers its length and SHA-256 as JSON, so that a client can compare. */
export function upload(req: IncomingMessage, res: ServerResponse): void {
  if (req.method !== "POST") {
    refuse(res, 405, "Expected a POST with a body.", { allow: "POST" });
    return;
  }
  const hash = createHash("sha256");
  let length = 0;
  req.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MAXIMUM_BYTES) hash.update(chunk);
    else if (!res.headersSent) tooLarge(res);
  });
  req.once("end", () => {
    if (res.headersSent) return;
    res.writeHead(200, { "content-type": "application/json" });
    res.end(`${JSON.stringify({ length, sha256: hash.digest("hex") })}\n`);
  });
}

function tooLarge(res: ServerResponse): void {
  refuse(res, 413, `Expected at most ${MAXIMUM_BYTES} bytes.`, { connection: "close" });
}

function refuse(
  res: ServerResponse,
  status: number,
  sentence: string,
  headers: Record<string, string>,
): void {
  res.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers });
  res.end(`${sentence}\n`);
}
