import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import { FakeHost, type FakeHostOptions } from "./fake-host.ts";
import { noting } from "./noting-drainable.ts";
import { inKubernetes } from "./service.ts";
import { timelineOf } from "./timeline.ts";

/** A service that has no server. */
function withoutServer(surroundings: FakeHostOptions = {}) {
  const host = new FakeHost(surroundings);
  const shutdown = new GracefulShutdown({ logger: false, gracePeriodMs: 30_000 }, host);
  return { host, shutdown, timeline: timelineOf(shutdown) };
}

describe("a service with drainables only", () => {
  it.each([
    ["in Kubernetes", inKubernetes],
    ["elsewhere", {}],
  ])(
    "%s is ready by itself in the next turn, and has no lame duck: nobody new can come",
    async (_where, surroundings) => {
      const { host, shutdown, timeline } = withoutServer(surroundings);
      shutdown.attach(
        noting(timeline, host, "emails", new Promise((resolve) => void host.after(800, resolve))),
      );
      expect(shutdown.phase).toBe("starting");
      await host.turn();
      expect(shutdown.phase).toBe("ready");
      await host.deliver("SIGTERM");
      await host.advance(800);
      expect(timeline).toEqual([
        "0 ready",
        "0 stopping: SIGTERM, 30000 ms of grace",
        "0 lame-duck",
        "0 emails: discourage",
        "0 draining",
        "0 emails: drain",
        "800 emails: drained",
        "800 closing",
        "800 stopped",
        "800 outcome 0",
      ]);
      expect(host.exits).toEqual([0]);
    },
  );

  it("is not ready when a server was attached in the same breath that does not listen yet", async () => {
    const { host, shutdown, timeline } = withoutServer();
    shutdown.attach(noting(timeline, host, "emails"));
    shutdown.attach(createServer());
    await host.settle();
    expect(shutdown.phase).toBe("starting");
  });

  it("waits for ready() where it is told to", async () => {
    const host = new FakeHost();
    const shutdown = new GracefulShutdown({ logger: false, manualReady: true }, host);
    shutdown.attach(noting([], host, "emails"));
    await host.settle();
    expect(shutdown.phase).toBe("starting");
    shutdown.ready();
    expect(shutdown.phase).toBe("ready");
  });
});
