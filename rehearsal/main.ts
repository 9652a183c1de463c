import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { proxyTables } from "./endpoints/proxy-table.ts";
import { HELP, readFlags, WrongUse } from "./flags.ts";
import type { Flags, ServerChoice } from "./flags.ts";
import { endWhenInterrupted } from "./interruption.ts";
import { Journal } from "./journal.ts";
import { loopbackAddresses } from "./replicas/loopback.ts";
import { Service } from "./replicas/service.ts";
import { SeededRandom } from "./seeded-random.ts";
import { showTimeline } from "./timeline/timeline.ts";
import { KINDS } from "./traffic/kinds.ts";
import { readPages } from "./traffic/site-content.ts";
import { Traffic } from "./traffic/traffic.ts";
import { evidence, howLost } from "./verdict/how-lost.ts";
import { report } from "./verdict/report.ts";
import { EXIT_CODES, judge } from "./verdict/verdict.ts";

const WARM_UP_MS = 3_000;
const GRACE_PERIOD_MS = 20_000;
const AFTERWARDS_MS = 3_000;
/** Long enough for every proxy table to learn of everything, and for enough requests to judge by. */
const SHORTEST_MS = 20_000;
const PROXY_TABLES = 6;
const LAG = { minimumMs: 1_000, maximumMs: 4_000 };

const SERVERS: Record<ServerChoice, { readonly title: string; readonly program: string }> = {
  lameduck: { title: "with Lameduck", program: "../examples/nginx-style/src/server.ts" },
  without: { title: "without Lameduck", program: "servers/without.ts" },
  stoppable: { title: "with stoppable after 2 s", program: "servers/with-stoppable.ts" },
};

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags.isHelpWanted) process.stdout.write(HELP);
  else process.exitCode = await rehearse(flags);
} catch (error) {
  process.exitCode = EXIT_CODES.wrongUse;
  process.stderr.write(`${error instanceof WrongUse ? error.message : String(error)}\n`);
}

/** The whole run: two replicas under traffic, one of them replaced, and what that cost. */
async function rehearse({ server, seed }: Flags): Promise<number> {
  const began = performance.now();
  const nowMs = (): number => performance.now() - began;
  const random = new SeededRandom(seed);
  const journal = new Journal(KINDS.map(({ name }) => name));
  const program = fileURLToPath(new URL(SERVERS[server].program, import.meta.url));
  const hosts = await loopbackAddresses(3);
  const service = new Service({ program, hosts, gracePeriodMs: GRACE_PERIOD_MS, journal, nowMs });
  const tables = proxyTables(PROXY_TABLES, random, LAG);
  const traffic = new Traffic({
    kinds: KINDS,
    pages: await readPages(),
    tables,
    random,
    nowMs,
    asked: (kind) => journal.noteAsked(kind.name),
    ended: (kind, exchange) => {
      const how = howLost(exchange);
      const endpoint = exchange.endpoint ?? "nobody";
      if (how === undefined) journal.noteAnswered(nowMs(), kind.name, endpoint);
      else journal.noteLost(kind.name, { atMs: nowMs(), how, endpoint, evidence: evidence(exchange) });
    },
  });
  const title = `A rolling update of nginx-style ${SERVERS[server].title}, seed ${seed}`;
  const endTimeline = showTimeline({ title, journal, out: process.stdout, nowMs });
  endWhenInterrupted(() => {
    service.kill();
    traffic.abort();
    endTimeline();
  });

  try {
    await Promise.all([service.start("replica-1"), service.start("replica-2")]);
    for (const table of tables) {
      table.announce(service.slice.endpoints, nowMs());
      service.slice.watch((endpoints) => table.announce(endpoints, nowMs()));
    }
    traffic.begin();
    await sleep(WARM_UP_MS);

    await service.start("replica-3");
    const exited = service.terminate("replica-1");
    journal.tablesLearnAtMs = tables.map((table) => table.upToDateAtMs);
    await exited;

    traffic.beginNoLongRequests();
    await sleep(Math.max(AFTERWARDS_MS, SHORTEST_MS - nowMs()));
    await traffic.end();
  } finally {
    traffic.abort();
    endTimeline();
    service.kill();
    await service.gone();
  }
  const verdict = judge(journal, "replica-1");
  process.stdout.write(`${report(journal, "replica-1", verdict).join("\n")}\n`);
  return verdict.exitCode;
}
