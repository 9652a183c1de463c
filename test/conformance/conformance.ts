import { describe, vi } from "vitest";
import type { Shutdown, ShutdownOptions } from "@lameduck/core";
import type { Pages } from "./pages.ts";
import type { AnyServer, Subject } from "./service.ts";
import { describeAbortSignals } from "./suite/abort-signals.ts";
import { describeAdopted } from "./suite/adopted.ts";
import { describeAfterwards } from "./suite/afterwards.ts";
import { describeBacklog } from "./suite/backlog.ts";
import { describeDeadline } from "./suite/deadline.ts";
import { describeDisposal } from "./suite/disposal.ts";
import { describeExpectations } from "./suite/expectations.ts";
import { describeGoodbye } from "./suite/goodbye.ts";
import { describeHeads } from "./suite/heads.ts";
import { describeIdle } from "./suite/idle.ts";
import { describeInFlight } from "./suite/in-flight.ts";
import { describeLettingGo } from "./suite/letting-go.ts";
import { describePipelining } from "./suite/pipelining.ts";
import { describeProbes } from "./suite/probes.ts";
import { describeSeveralServers } from "./suite/several-servers.ts";
import { describeSlowReading } from "./suite/slow-reading.ts";
import { describeUpgrades } from "./suite/upgrades.ts";
import { describeUploads } from "./suite/uploads.ts";

const suites = [
  describeInFlight,
  describePipelining,
  describeUploads,
  describeExpectations,
  describeSlowReading,
  describeDeadline,
  describeUpgrades,
  describeAdopted,
  describeProbes,
  describeAbortSignals,
  describeSeveralServers,
  describeLettingGo,
  describeDisposal,
  describeAfterwards,
];

/** What measures time, apart from those that move megabytes. */
const timed = [describeGoodbye, describeHeads, describeIdle];

const fields = {
  "": {},
  ", without Node's private fields": { LAMEDUCK_PRIVATE_FIELDS: "off" },
};

/**
 * What a server must do that loses no request, the same for everyone. An adapter joins by its `gracefulShutdown` and a
 * server of its framework that serves the pages; all of it runs a second time with Node's private fields out of reach.
 */
export function describeConformance<S extends Shutdown>(
  name: string,
  gracefulShutdown: (options: ShutdownOptions) => S,
  serve: (shutdown: S, pages: Pages) => AnyServer,
): void {
  // Most of a test is waiting for the other end of a socket.
  vi.setConfig({ maxConcurrency: 8 });
  for (const [how, environment] of Object.entries(fields)) {
    const subject: Subject = {
      gracefulShutdown,
      serve: (shutdown, pages) => serve(shutdown as S, pages),
      environment,
    };
    describe(`${name}${how}`, () => {
      describe.concurrent("side by side", () => {
        for (const describeSuite of suites) describeSuite(subject);
      });
      describe.concurrent("measured", () => {
        for (const describeSuite of timed) describeSuite(subject);
      });
      // It blocks the event loop, and depends on how long each turn of it takes.
      describeBacklog(subject);
    });
  }
}
