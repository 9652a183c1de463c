/** An h2c server that echoes bodies after some time; told to stop, it does, and tells the outcome. */
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gracefulShutdown } from "@lameduck/core";

const [answerMs = 0, minimumMs = 0] = process.argv.slice(2).map(Number);
const shutdown = gracefulShutdown({
  gracePeriodMs: 30_000,
  lameDuck: { minimumMs, quietMs: 300, maximumMs: 10_000 },
  signals: false,
  logger: false,
});
const server = createServer((req, res) => void echo(req, res));

async function echo(req: Http2ServerRequest, res: Http2ServerResponse): Promise<void> {
  const body = await buffer(req);
  // No two take the same time, so that the streams of a session do not keep step.
  await sleep(answerMs * (0.5 + Math.random()));
  res.end(body);
}

shutdown.attach(server);
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

async function stop(): Promise<void> {
  process.send?.(await shutdown.stop());
  process.disconnect();
}

process.once("message", () => void stop());
process.once("disconnect", () => process.exit());
