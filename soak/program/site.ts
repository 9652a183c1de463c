import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Shutdown } from "@lameduck/core";
import { randomBytesOf, sha256 } from "../content.ts";
import { streamEvents } from "./events.ts";

/** How long a long poll is held. */
const pollMs = 4_000;
const pieceBytes = 64 * 1_024;

type Page = (req: IncomingMessage, res: ServerResponse, query: URLSearchParams) => unknown;

/** What is served on every port, in HTTP/1 and by the compatibility API of HTTP/2. */
export function site(shutdown: Shutdown): (req: IncomingMessage, res: ServerResponse) => void {
  const pages: Readonly<Record<string, Page>> = {
    "/hello": (_req, res, query) => res.end(`hello ${query.get("n")}`),
    "/echo": async (req, res) => res.end(await buffer(req)),
    "/upload": async (req, res) => {
      const hash = createHash("sha256");
      for await (const chunk of req) hash.update(chunk as Buffer);
      res.end(hash.digest("hex"));
    },
    "/download": (_req, res, query) => download(res, query),
    "/slow": async (_req, res, query) => {
      await sleep(Number(query.get("ms")));
      res.end("slow");
    },
    "/poll": async (req, res) => {
      const { leaving } = shutdown.abortSignals(req);
      await sleep(pollMs, undefined, { signal: leaving }).catch(() => {});
      res.end(leaving.aborted ? "leaving" : "nothing new");
    },
    "/events": (req, res) => streamEvents(req, res, shutdown),
  };
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (shutdown.probe(req, res)) return;
    const { pathname, searchParams } = new URL(req.url ?? "", "http://soak");
    const page = pages[pathname];
    try {
      if (page === undefined) res.writeHead(404).end();
      else await page(req, res, searchParams);
    } catch {
      // Its client has left in the middle of its request.
      res.destroy();
    }
  };
  return (req, res) => void answer(req, res);
}

/** Some megabytes in pieces, with a pause behind each. */
async function download(res: ServerResponse, query: URLSearchParams): Promise<void> {
  const body = randomBytesOf(query.get("seed") ?? "", Number(query.get("bytes")));
  const pauseMs = Number(query.get("pause"));
  res.writeHead(200, { "content-length": body.length, "repr-digest": `sha-256=:${sha256(body)}:` });
  for (let start = 0; start < body.length && !res.destroyed; start += pieceBytes) {
    res.write(body.subarray(start, start + pieceBytes));
    await sleep(pauseMs);
  }
  res.end();
}
