import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

const seconds = (grace: string) => ({ environment: { LAMEDUCK_GRACE_PERIOD_SECONDS: grace } });

describe("the timeline by figures of one's own", () => {
  it("follows minimum and quiet time", async () => {
    const lameDuck = { minimumMs: 3_000, quietMs: 700 };
    const { host, shutdown, server, timeline } = readyService({ lameDuck });
    const client = connect(server);
    connect(server);
    void shutdown.stop();
    await host.advance(2_800);
    client.send("/");
    await host.advance(7_200);
    expect(timeline).toContain("3500 draining");
  });

  it("serves for the minimum outside of Kubernetes though nobody is connected", async () => {
    const { host, shutdown, timeline } = readyService({ lameDuck: { minimumMs: 3_000 } });
    void shutdown.stop();
    await host.advance(10_000);
    expect(timeline).toContain("3000 draining");
  });

  it("follows the maximum", async () => {
    const { host, shutdown, server, timeline } = readyService({ lameDuck: { maximumMs: 300 } });
    connect(server);
    void shutdown.stop();
    await host.advance(10_000);
    expect(timeline).toContain("300 draining");
  });

  it("takes a minimum of more than half the grace period for the maximum, too", async () => {
    const lameDuck = { minimumMs: 16_000 };
    const { host, shutdown, server, timeline } = readyService({ lameDuck }, inKubernetes);
    void shutdown.stop();
    for (let sent = 0; sent < 20; sent += 1) {
      connect(server).send("/");
      await host.advance(1_000);
    }
    expect(timeline).toContain("16000 draining");
  });

  it.each([
    ["the option, where it is the earlier", { gracePeriodMs: 6_000 }, seconds("60"), 6_000],
    ["the environment, where it is the earlier", { gracePeriodMs: 60_000 }, seconds("6"), 6_000],
    ["the option alone", { gracePeriodMs: 6_000 }, {}, 6_000],
    ["the environment alone", {}, seconds("6"), 6_000],
    ["the environment where it is later than the default", {}, seconds("60"), 60_000],
    ["the environment, though it has fractions", {}, seconds("4.5"), 4_500],
    ["the default where the environment's is empty", {}, seconds(""), 10_000],
  ])("cuts off by %s", async (_what, options, surroundings, graceMs) => {
    const { host, shutdown, timeline } = readyService(options, surroundings);
    void shutdown.waitUntil(forever, "an import");
    void shutdown.stop();
    await host.advance(graceMs);
    expect(timeline[0]).toBe(`0 stopping: requested, ${graceMs} ms of grace`);
    expect(timeline).toContain(`${graceMs - Math.min(2_000, graceMs / 15)} cut off: an import`);
  });

  it("waits for work under a grace period longer than any timer of Node's", async () => {
    const { host, shutdown } = readyService({}, seconds("2592000"));
    const work = Promise.withResolvers<void>();
    void shutdown.waitUntil(work.promise, "a month of work");
    const stopped = shutdown.stop();
    await host.advance(3_600_000);
    expect(shutdown.phase).toBe("draining");
    work.resolve();
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("shortens the lame duck where the environment leaves less time, and says so once", async () => {
    const printed: string[] = [];
    const logger = { info: () => {}, warn: (line: string) => void printed.push(line), error: () => {} };
    const options = { gracePeriodMs: 90_000, lameDuck: { minimumMs: 60_000 }, logger };
    const { host, shutdown, timeline } = readyService(options, seconds("30"));
    expect(printed).toHaveLength(1);
    expect(printed[0]).toMatch(/`lameDuck.minimumMs`.*grace period of 30000 ms.*60000.*shortened/);
    void shutdown.stop();
    await host.advance(30_000);
    expect(timeline).toContain("22500 draining");
    expect(printed).toHaveLength(1);
  });
});
