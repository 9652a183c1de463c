/**
 * A server each of whose requests takes 10 ms of CPU. Told to stop, it tells how long it took to close its listener and
 * how long the longest turn of the event loop was.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gracefulShutdown, type Outcome } from "@lameduck/core";

export interface SaturationReport {
  readonly closedAfterMs: number;
  readonly longestTurnMs: number;
  readonly outcome: Outcome;
}

const shutdown = gracefulShutdown({ gracePeriodMs: 30_000, lameDuck: false, lingerMs: 500, signals: false });

function burn(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

const server = createServer((_req, res) => {
  burn(10);
  res.end("served");
});
shutdown.attach(server);
server.listen(0, "127.0.0.1", 511, () => process.send?.((server.address() as AddressInfo).port));

/** Looks once a turn. */
function listenerClosed(): Promise<{ closedAt: number; longestTurnMs: number }> {
  return new Promise((resolve) => {
    let lookedAt = performance.now();
    let longestTurnMs = 0;
    const look = (): void => {
      const now = performance.now();
      longestTurnMs = Math.max(longestTurnMs, now - lookedAt);
      lookedAt = now;
      if (server.listening) setImmediate(look);
      else resolve({ closedAt: now, longestTurnMs });
    };
    setImmediate(look);
  });
}

async function stop(): Promise<void> {
  let drainingAt = 0;
  shutdown.on((event) => {
    if (event.type === "entered" && event.phase === "draining") drainingAt = performance.now();
  });
  const closed = listenerClosed();
  const outcome = await shutdown.stop();
  const { closedAt, longestTurnMs } = await closed;
  const report: SaturationReport = { closedAfterMs: closedAt - drainingAt, longestTurnMs, outcome };
  process.send?.(report);
  process.disconnect();
}

process.once("message", () => void stop());
