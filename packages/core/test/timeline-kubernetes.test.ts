import { describe, expect, it } from "vitest";
import type { RequestHead } from "../src/index.ts";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

describe("the timeline in Kubernetes, 30 s of grace", () => {
  it("serves for the minimum of 10 s where nobody comes, then closes", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    shutdown.onClose("postgres", () => {});
    await host.deliver("SIGTERM");
    await host.advance(30_000);
    expect(timeline).toEqual([
      "0 stopping: SIGTERM, 30000 ms of grace",
      "0 lame-duck",
      "10000 draining",
      "10000 closing",
      "10000 stopped",
      "10000 outcome 0",
    ]);
    expect(host.exits).toEqual([0]);
  });

  it("does not end the lame duck because nobody is connected: proxies may still send someone", async () => {
    const { host, shutdown } = readyService({}, inKubernetes);
    void shutdown.stop();
    await host.advance(9_999);
    expect(shutdown.phase).toBe("lame-duck");
    await host.advance(1);
    expect(shutdown.phase).toBe("stopped");
  });

  it("waits for 2 s without a request once the minimum is over", async () => {
    const { host, shutdown, server, timeline } = readyService({}, inKubernetes);
    const client = connect(server);
    void shutdown.stop();
    await host.advance(9_000);
    client.send("/");
    await host.advance(21_000);
    expect(client.received).toContain("hello");
    expect(timeline.slice(0, 3)).toEqual([
      "0 stopping: requested, 30000 ms of grace",
      "0 lame-duck",
      "11000 draining",
    ]);
  });

  it("ends the lame duck after 15 s though requests keep coming", async () => {
    const { host, shutdown, server, timeline } = readyService({}, inKubernetes);
    void shutdown.stop();
    for (let seconds = 0; seconds < 20; seconds += 1) {
      connect(server).send("/");
      await host.advance(1_000);
    }
    expect(timeline).toContain("15000 draining");
  });

  it.each([
    ["a probe of ours", "/readyz", {}],
    ["a health checker known by its user agent", "/", { "User-Agent": "kube-probe/1.33" }],
    ["what the application ignores", "/metrics", {}],
  ])("does not count %s as a request", async (_whose, path, headers) => {
    const probes = { ignore: ({ url }: RequestHead) => url === "/metrics" };
    const { host, shutdown, server, timeline } = readyService({ probes }, inKubernetes);
    const client = connect(server);
    void shutdown.stop();
    await host.advance(9_000);
    client.send(path, headers);
    await host.advance(21_000);
    expect(client.received).toContain("200 OK");
    expect(timeline).toContain("10000 draining");
  });

  it("does not count a connection that sends nothing as a request", async () => {
    const { host, shutdown, server, timeline } = readyService({}, inKubernetes);
    void shutdown.stop();
    await host.advance(9_000);
    connect(server);
    await host.advance(1_000);
    expect(timeline).toContain("10000 draining");
  });

  it("gives work the rest of the time: the deadline's signal at 22.5 s, the cut at 23 s, hooks until 28 s", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    void shutdown.waitUntil(forever, "an import");
    shutdown.onClose("postgres", () => forever);
    const at: Record<string, number> = {};
    shutdown.deadline.addEventListener("abort", () => (at["deadline"] = host.now()));
    await host.deliver("SIGTERM");
    await host.advance(30_000);
    expect(at).toEqual({ deadline: 22_500 });
    expect(timeline).toEqual([
      "0 stopping: SIGTERM, 30000 ms of grace",
      "0 lame-duck",
      "10000 draining",
      "23000 cut off: an import",
      "23000 closing",
      "28000 failed: postgres",
      "28000 stopped",
      "28000 outcome 1",
    ]);
    expect(host.exits).toEqual([1]);
  });

  it("gives work 5 s more where no hook needs a reserve", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    void shutdown.waitUntil(forever, "an import");
    await host.deliver("SIGTERM");
    await host.advance(30_000);
    expect(timeline).toContain("28000 cut off: an import");
    expect(host.exits).toEqual([1]);
  });
});
