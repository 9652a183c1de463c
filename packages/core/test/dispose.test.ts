import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

describe("await using", () => {
  it("stops at once, with no lame duck and no lingering", async () => {
    const { host, shutdown, server, timeline } = readyService({}, inKubernetes);
    connect(server);
    const disposed = shutdown[Symbol.asyncDispose]();
    await host.settle();
    await disposed;
    expect(timeline).toEqual([
      "0 stopping: disposed, 30000 ms of grace",
      "0 lame-duck",
      "0 draining",
      "0 closing",
      "0 stopped",
      "0 outcome 0",
    ]);
    expect(host.exits).toEqual([]);
    expect(host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
  });

  it("finishes the work that has begun", async () => {
    const { host, shutdown, timeline } = readyService();
    const work = Promise.withResolvers<void>();
    void shutdown.waitUntil(work.promise, "an import");
    const disposed = shutdown[Symbol.asyncDispose]();
    await host.advance(500);
    expect(shutdown.phase).toBe("draining");
    work.resolve();
    await disposed;
    expect(timeline.slice(-3)).toEqual(["500 closing", "500 stopped", "500 outcome 0"]);
  });

  it("ends the lame duck of a stop that is under way, and waits for its work", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    void shutdown.waitUntil(forever, "an import");
    const stopped = shutdown.stop("requested");
    await host.advance(2_000);
    const disposed = shutdown[Symbol.asyncDispose]();
    await host.advance(28_000);
    await disposed;
    expect(await stopped).toMatchObject({ reason: "requested", code: 1 });
    expect(timeline.slice(1, 4)).toEqual(["0 lame-duck", "2000 draining", "28000 cut off: an import"]);
  });

  it("does nothing once it is stopped", async () => {
    const { host, shutdown, timeline } = readyService();
    void shutdown.stop();
    await host.advance(10_000);
    const before = [...timeline];
    await shutdown[Symbol.asyncDispose]();
    await shutdown[Symbol.asyncDispose]();
    expect(timeline).toEqual(before);
  });
});
