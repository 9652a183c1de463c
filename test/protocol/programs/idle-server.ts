/**
 * A server of HTTP/1 or HTTP/2, as it is told, whose clients idle. Told to stop, it tells how long the longest turn of its event loop was, in CPU time of
 * its thread: what a neighbour on the machine takes in the meantime is not counted.
 */
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gracefulShutdown, type Outcome } from "@lameduck/core";

export interface StallReport {
  readonly connectionCount: number;
  readonly longestTurnCpuMs: number;
  /** What is left on the heap when all are gone, for each connection that was there. */
  readonly retainedBytes: number;
  readonly outcome: Outcome;
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Some of what is gone is only let go by the turns after a collection. */
async function heapBytes(): Promise<number> {
  for (let round = 0; round < 5; round += 1) {
    collectGarbage();
    await nextTurn();
  }
  return process.memoryUsage().heapUsed;
}

const shutdown = gracefulShutdown({ gracePeriodMs: 60_000, lameDuck: false, lingerMs: 500, signals: false });
const server =
  process.argv[2] === "HTTP/2"
    ? createHttp2Server((_req, res) => res.end("kept"))
    : createServer({ keepAliveTimeout: 0 }, (_req, res) => void res.end("kept"));
const heapBefore = await heapBytes();
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
  const longestTurnOf = watchTurns();
  const outcome = await shutdown.stop();
  // The last turn is looked at, too.
  await nextTurn();
  const longestTurnCpuMs = longestTurnOf();
  const report: StallReport = {
    connectionCount,
    longestTurnCpuMs,
    retainedBytes: ((await heapBytes()) - heapBefore) / connectionCount,
    outcome,
  };
  process.send?.(report);
  process.disconnect();
}

process.once("message", () => void stop());
