import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import { FakeHost } from "./fake-host.ts";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService, startingService } from "./service.ts";

describe("stop()", () => {
  it("gives every caller the same promise, also once it has settled", async () => {
    const { host, shutdown } = readyService();
    const first = shutdown.stop("the first reason");
    const second = shutdown.stop("another reason");
    expect(second).toBe(first);
    await host.advance(10_000);
    expect(shutdown.stop()).toBe(first);
    expect(await first).toMatchObject({ reason: "the first reason", code: 0 });
  });

  it("gives the reason `requested` where none is given", async () => {
    const { host, shutdown } = readyService();
    const stopped = shutdown.stop();
    await host.settle();
    expect((await stopped).reason).toBe("requested");
  });

  it("is terminating at once, before anything else has run", () => {
    const { shutdown } = readyService();
    void shutdown.stop();
    expect(shutdown.phase).toBe("lame-duck");
    expect(shutdown.conditions.terminating).toBe(true);
  });

  it("never exits the process by itself", async () => {
    const { host, shutdown } = readyService();
    void shutdown.stop();
    await host.advance(60_000);
    expect(shutdown.phase).toBe("stopped");
    expect(host.exits).toEqual([]);
  });

  it("stops a service that has no server at all", async () => {
    const { host, shutdown, timeline } = startingService({ lameDuck: { minimumMs: 3_000 } });
    void shutdown.stop();
    await host.settle();
    expect(timeline.at(-1)).toBe("0 outcome 0");
  });

  it("is joined by a SIGTERM, which then exits with its code", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    void shutdown.waitUntil(forever, "an import");
    void shutdown.stop("preStop");
    await host.advance(5_000);
    await host.deliver("SIGTERM");
    await host.advance(25_000);
    expect(timeline[0]).toBe("0 stopping: preStop, 30000 ms of grace");
    expect(timeline).toContain("28000 cut off: an import");
    expect(host.exits).toEqual([1]);
  });

  it("handles signals from then on, though nothing was attached: a SIGTERM joins and exits", async () => {
    const host = new FakeHost();
    const shutdown = new GracefulShutdown({ logger: false }, host);
    const work = Promise.withResolvers<void>();
    void shutdown.waitUntil(work.promise, "an import");
    void shutdown.stop();
    await host.advance(1_000);
    await host.deliver("SIGTERM");
    expect(host.killedBy).toBeUndefined();
    work.resolve();
    await host.settle();
    expect(host.exits).toEqual([0]);
  });

  it("leaves no timer, no turn and no listener behind", async () => {
    const { host, shutdown, server } = readyService();
    expect(host.leftovers.listeners).toBeGreaterThan(0);
    connect(server).send("/");
    void shutdown.waitUntil(forever);
    void shutdown.stop();
    await host.advance(10_000);
    expect(shutdown.phase).toBe("stopped");
    expect(host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
  });

  it("leaves nothing on the server, which can be attached again", async () => {
    const server = createServer(() => {});
    const left = () => ({
      listeners: server.eventNames().map((name) => [name, server.listeners(name)]),
      own: Object.getOwnPropertyNames(server).toSorted(),
    });
    const before = left();
    const host = new FakeHost();
    const shutdown = new GracefulShutdown({ logger: false }, host);
    shutdown.attach(server);
    expect(left()).not.toEqual(before);
    void shutdown.stop();
    await host.settle();
    expect(shutdown.phase).toBe("stopped");
    expect(left()).toEqual(before);
    expect(new GracefulShutdown({ logger: false }, host).attach(server)).toBe(server);
  });
});

describe("a server that is attached during the lame duck", () => {
  it("is served and drained with the others, and tells each client at once to go", async () => {
    const { host, shutdown } = readyService({ lingerMs: 700 }, inKubernetes);
    const stopped = shutdown.stop();
    await host.advance(1_000);
    const late = shutdown.attach(createServer((_req, res) => res.end("late")));
    const [client, idle] = [connect(late), connect(late)];
    client.send("/");
    await host.settle();
    expect(client.received).toMatch(/Connection: close[^]*late$/);
    await host.advance(9_000);
    expect([shutdown.phase, idle.isConnected]).toEqual(["draining", true]);
    await host.advance(700);
    expect(idle.isConnected).toBe(false);
    expect(await stopped).toMatchObject({ code: 0, tookMs: 10_700, requestsFinished: 1 });
  });
});

describe("a server belongs to one shutdown", () => {
  it("cannot be attached twice, here or to another shutdown of the process", () => {
    const { host, shutdown, server } = readyService();
    const message = "This server is attached already: attach each server once";
    expect(() => shutdown.attach(server)).toThrow(message);
    expect(() => new GracefulShutdown({ logger: false }, host).attach(server)).toThrow(message);
  });

  it("cannot be attached once draining has begun", async () => {
    const { host, shutdown } = readyService();
    void shutdown.waitUntil(forever);
    void shutdown.stop();
    await host.settle();
    expect(shutdown.phase).toBe("draining");
    expect(() => shutdown.attach(startingService().server)).toThrow(
      "Cannot attach a server while draining: make a new gracefulShutdown() for it",
    );
  });
});
