import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { readyService } from "./service.ts";

describe("the timeline outside of Kubernetes, 10 s of grace", () => {
  it("is over at once when nobody is connected", async () => {
    const { host, timeline } = readyService();
    await host.advance(70);
    await host.deliver("SIGTERM");
    expect(timeline).toEqual([
      "70 stopping: SIGTERM, 10000 ms of grace",
      "70 lame-duck",
      "70 draining",
      "70 closing",
      "70 stopped",
      "70 outcome 0",
    ]);
    expect(host.exits).toEqual([0]);
  });

  it("serves whoever is connected until no request has come for 1 s", async () => {
    const { host, shutdown, server, timeline } = readyService();
    const client = connect(server);
    connect(server);
    void shutdown.stop();
    client.send("/");
    await host.advance(999);
    expect(shutdown.phase).toBe("lame-duck");
    expect(client.received).toMatch(/Connection: close[^]*hello/);
    await host.advance(1);
    expect(timeline).toContain("1000 draining");
  });

  it("counts the quiet from the last request on", async () => {
    const { host, shutdown, server, timeline } = readyService();
    const client = connect(server);
    connect(server);
    void shutdown.stop();
    await host.advance(600);
    client.send("/");
    await host.advance(10_000);
    expect(timeline).toContain("1600 draining");
  });

  it("does not take it for the end that all have left: a proxy comes back", async () => {
    const { host, shutdown, server, timeline } = readyService();
    const client = connect(server);
    void shutdown.stop();
    await host.advance(400);
    client.leave();
    await host.advance(200);
    const next = connect(server);
    next.send("/");
    await host.advance(9_400);
    expect(next.received).toContain("hello");
    expect(timeline).toContain("1600 draining");
  });

  it("takes a blocked event loop for no quiet: what arrived in the meantime counts", async () => {
    const { host, shutdown, server, timeline } = readyService();
    const client = connect(server);
    connect(server);
    void shutdown.stop();
    await host.advance(500);
    await host.block(2_000, () => client.send("/"));
    expect(shutdown.phase).toBe("lame-duck");
    await host.advance(7_500);
    expect(timeline).toContain("3500 draining");
  });

  it("ends the lame duck after 5 s though requests keep coming", async () => {
    const { host, shutdown, server, timeline } = readyService();
    connect(server);
    void shutdown.stop();
    for (let tenths = 0; tenths < 80; tenths += 1) {
      connect(server).send("/");
      await host.advance(100);
    }
    expect(timeline).toContain("5000 draining");
  });

  it("waits for work of the application before the hooks, in the order of the phases", async () => {
    const { host, shutdown, timeline } = readyService();
    const work = Promise.withResolvers<void>();
    void shutdown.waitUntil(work.promise);
    shutdown.onClose("postgres", () => void timeline.push(`${host.now()} postgres closed`));
    void shutdown.stop();
    await host.advance(3_000);
    work.resolve();
    await host.settle();
    expect(timeline).toEqual([
      "0 stopping: requested, 10000 ms of grace",
      "0 lame-duck",
      "0 draining",
      "3000 closing",
      "3000 postgres closed",
      "3000 stopped",
      "3000 outcome 0",
    ]);
  });
});
