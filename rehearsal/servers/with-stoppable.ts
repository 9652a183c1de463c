import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import stoppable from "stoppable";
import { listen } from "../../examples/nginx-style/src/listen.ts";
import { site } from "../../examples/nginx-style/src/site.ts";

const DELAY_MS = 2_000;

// The same site with the stoppable package, as people use it: readiness fails at SIGTERM, the delay gives the load
// balancer time to notice, then the server stops.
const leaving = new AbortController();
const pages = site({
  endInTime: (res) => leaving.signal.addEventListener("abort", () => res.end()),
  status: () => ({ phase: leaving.signal.aborted ? "stopping" : "ready" }),
});

const server = stoppable(
  createServer((req, res) => {
    if (req.url !== "/readyz") return void pages(req, res);
    res.statusCode = leaving.signal.aborted ? 503 : 200;
    return void res.end();
  }),
);

process.once("SIGTERM", () => void stop());

listen(server);

async function stop(): Promise<void> {
  leaving.abort();
  await sleep(DELAY_MS);
  server.stop(() => process.exit(0));
}
