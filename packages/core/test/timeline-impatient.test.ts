import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService, startingService } from "./service.ts";

const atOnce = (reason: string, graceMs: number): string[] => [
  `0 stopping: ${reason}, ${graceMs} ms of grace`,
  "0 lame-duck",
  "0 draining",
  "0 closing",
  "0 stopped",
  "0 outcome 0",
];

describe("nobody waits who has no reason to", () => {
  it("goes through all phases at once on SIGINT, in Kubernetes, too", async () => {
    const { host, server, timeline } = readyService({}, inKubernetes);
    connect(server);
    await host.deliver("SIGINT");
    expect(timeline).toEqual(atOnce("SIGINT", 30_000));
    expect(host.exits).toEqual([0]);
  });

  it("goes through all phases at once under node --watch", async () => {
    const { host, server, timeline } = readyService({}, { environment: { WATCH_REPORT_DEPENDENCIES: "1" } });
    connect(server);
    await host.deliver("SIGTERM");
    expect(timeline).toEqual(atOnce("SIGTERM", 10_000));
  });

  it.each([
    "/usr/bin/node /app/node_modules/.bin/tsx watch server.ts ",
    "node /app/node_modules/tsx/dist/cli.mjs watch --clear-screen=false server.ts",
    "tsx --inspect watch server.ts",
  ])("goes through all phases at once where the parent is %s", async (parentCommand) => {
    const { host, server, timeline } = readyService({}, { parentCommand });
    connect(server);
    await host.deliver("SIGTERM");
    expect(timeline).toEqual(atOnce("SIGTERM", 10_000));
  });

  it.each(["/sbin/init", "node server.js", "tsx server.ts", "/usr/bin/watch -n1 date", "tsx watcher.ts"])(
    "waits where the parent is %s",
    async (parentCommand) => {
      const { host, shutdown, server } = readyService({}, { parentCommand });
      connect(server);
      await host.deliver("SIGTERM");
      expect(shutdown.phase).toBe("lame-duck");
    },
  );

  it("goes through all phases at once if it never became ready: nobody was sent to it", async () => {
    const { host, timeline } = startingService({}, inKubernetes);
    await host.deliver("SIGTERM");
    expect(timeline).toEqual(atOnce("SIGTERM", 30_000));
  });

  it("goes through all phases at once with 4 s of grace or less", async () => {
    const { host, timeline } = readyService({ gracePeriodMs: 4_000 }, inKubernetes);
    await host.deliver("SIGTERM");
    expect(timeline).toEqual(atOnce("SIGTERM", 4_000));
  });

  it("goes through all phases at once with lameDuck: false", async () => {
    const { host, timeline } = readyService({ lameDuck: false }, inKubernetes);
    await host.deliver("SIGTERM");
    expect(timeline).toEqual(atOnce("SIGTERM", 30_000));
  });

  it.each([{ gracePeriodMs: 4_000 }, { lameDuck: false as const }])(
    "leaves an idle connection to its client all the same, with %j",
    async (options) => {
      const { host, shutdown, server } = readyService(options);
      const client = connect(server);
      await host.deliver("SIGTERM");
      await host.advance(3_000);
      expect(shutdown.phase).toBe("draining");
      expect(client.isConnected).toBe(true);
    },
  );

  it("waits for work all the same", async () => {
    const { host, shutdown, timeline } = readyService({ gracePeriodMs: 30_000 });
    void shutdown.waitUntil(forever, "an import");
    shutdown.onClose("postgres", () => {});
    await host.deliver("SIGINT");
    await host.advance(30_000);
    expect(timeline).toEqual([
      "0 stopping: SIGINT, 30000 ms of grace",
      "0 lame-duck",
      "0 draining",
      "23000 cut off: an import",
      "23000 closing",
      "23000 stopped",
      "23000 outcome 1",
    ]);
  });
});
