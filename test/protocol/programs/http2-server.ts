/** An h2c server that echoes bodies after some time; told to stop, it does, and tells the outcome. */
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { gracefulShutdown } from "@lameduck/core";
import { echoAfter } from "./http2-echo.ts";

const [answerMs = 0, minimumMs = 0] = process.argv.slice(2).map(Number);
const shutdown = gracefulShutdown({
  gracePeriodMs: 30_000,
  lameDuck: { minimumMs, quietMs: 300, maximumMs: 10_000 },
  signals: false,
  logger: false,
});
const server = shutdown.attach(createServer(echoAfter(answerMs)));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

async function stop(): Promise<void> {
  // Whoever ends before it is sent has said nothing.
  process.send?.(await shutdown.stop(), () => process.disconnect());
}

process.once("message", () => void stop());
process.once("disconnect", () => process.exit());
