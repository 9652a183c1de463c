import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, readyService } from "./service.ts";

const lameDuck = false;

describe("draining leaves idle connections to their clients", () => {
  it("for 5 s", async () => {
    const { host, shutdown, server } = readyService({ lameDuck, gracePeriodMs: 30_000 });
    const client = connect(server);
    const stopped = shutdown.stop();
    await host.advance(4_999);
    expect(client.isConnected).toBe(true);
    await host.advance(1);
    expect(client.isConnected).toBe(false);
    expect(await stopped).toMatchObject({ code: 0, tookMs: 5_000 });
  });

  it("for `lingerMs`", async () => {
    const { host, shutdown, server } = readyService({ lameDuck, lingerMs: 300 });
    connect(server);
    const stopped = shutdown.stop();
    await host.advance(10_000);
    expect(await stopped).toMatchObject({ code: 0, tookMs: 300 });
  });

  it("not at all with `lingerMs: 0`", async () => {
    const { host, shutdown, server } = readyService({ lameDuck, lingerMs: 0 });
    connect(server);
    const stopped = shutdown.stop();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, tookMs: 0 });
  });

  it("no longer than until they leave", async () => {
    const { host, shutdown, server } = readyService({ lameDuck });
    const client = connect(server);
    const stopped = shutdown.stop();
    await host.advance(1_200);
    client.leave();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, tookMs: 1_200 });
  });

  it("never beyond the deadline, and cutting them off is no failure", async () => {
    const { host, shutdown, server, timeline } = readyService({ gracePeriodMs: 3_000 });
    const client = connect(server);
    const stopped = shutdown.stop();
    await host.advance(3_000);
    expect(client.isConnected).toBe(false);
    expect(await stopped).toMatchObject({ code: 0, cutOff: [], tookMs: 2_800 });
    expect(timeline.slice(2)).toEqual(["0 draining", "2800 closing", "2800 stopped", "2800 outcome 0"]);
  });

  it("answers a request that comes in this time, and says goodbye", async () => {
    const { host, shutdown, server } = readyService({ lameDuck });
    const client = connect(server);
    const stopped = shutdown.stop();
    await host.advance(1_000);
    client.send("/");
    await host.settle();
    expect(client.received).toMatch(/^HTTP\/1.1 200 OK[^]*Connection: close[^]*hello$/);
    expect(await stopped).toMatchObject({ code: 0, tookMs: 1_000, requestsFinished: 1 });
  });
});

describe("a request that outlives the grace period", () => {
  it("is cut off and named, as is one that hangs beside it", async () => {
    const { host, shutdown, server, timeline } = readyService({ lameDuck });
    server.removeAllListeners("request").on("request", () => {});
    connect(server).send("/slow?page=2", {}, "POST");
    await host.settle();
    void shutdown.waitUntil(forever, "an import");
    const stopped = shutdown.stop();
    await host.advance(10_000);
    expect(timeline.at(-4)).toMatch(/cut off: request, an import$/);
    const { cutOff, code } = await stopped;
    expect(code).toBe(1);
    expect(cutOff).toMatchObject([
      { kind: "request", method: "POST", url: "/slow?page=2" },
      { kind: "work", name: "an import" },
    ]);
  });
});
