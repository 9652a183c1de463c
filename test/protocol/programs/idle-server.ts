/**
 * A server whose clients idle. Told to stop, it tells how long the longest turn of its event loop was, in CPU time of
 * its thread: what a neighbour on the machine takes in the meantime is not counted.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gracefulShutdown, type Outcome } from "@lameduck/core";

export interface StallReport {
  readonly connectionCount: number;
  readonly longestTurnCpuMs: number;
  readonly outcome: Outcome;
}

const shutdown = gracefulShutdown({ gracePeriodMs: 60_000, lameDuck: false, lingerMs: 500, signals: false });
const server = createServer({ keepAliveTimeout: 0 }, (_req, res) => void res.end("kept"));
shutdown.attach(server);
server.listen(0, "127.0.0.1", 511, () => process.send?.((server.address() as AddressInfo).port));

/** Node 23.9 and later tell it for the thread, others for the process with its garbage collector. */
function cpuMs(): number {
  const ofThread = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = ofThread.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
}

/** Looks at every turn until it is told to tell. */
function watchTurns(): () => number {
  let isWatching = true;
  let longest = 0;
  let before = cpuMs();
  const look = (): void => {
    const now = cpuMs();
    longest = Math.max(longest, now - before);
    before = now;
    if (isWatching) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    isWatching = false;
    return longest;
  };
}

async function stop(): Promise<void> {
  const connectionCount = await new Promise<number>((resolve) =>
    server.getConnections((_error, count) => resolve(count)),
  );
  const longestTurnCpuMs = watchTurns();
  const outcome = await shutdown.stop();
  // The last turn is looked at, too.
  await nextTurn();
  const report: StallReport = {
    connectionCount,
    longestTurnCpuMs: longestTurnCpuMs(),
    outcome,
  };
  process.send?.(report);
  process.disconnect();
}

process.once("message", () => void stop());
