import { setTimeout as sleep } from "node:timers/promises";
import { gracefulShutdown } from "@lameduck/core";
import { jobMs } from "./job-ms.ts";

const shutdown = gracefulShutdown();
// There is no server here: a drainable with nothing to drain has the signals handled.
shutdown.attach({ name: "reports", drain: () => {} });

const takesMs = jobMs();
let run = 0;

async function report(name: string): Promise<void> {
  console.log(`${name} begun`);
  await sleep(takesMs);
  console.log(`${name} done`);
}

/** What a scheduler calls, every 100 ms here: each run is waited for. */
const timer = setInterval(() => {
  run += 1;
  void shutdown.waitUntil(report(`report ${run}`), `report ${run}`);
}, 100);

shutdown.leaving.addEventListener("abort", () => {
  clearInterval(timer);
  console.log("the timer is stopped");
});
