import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { ShutdownEvent } from "../src/index.ts";
import { FakeHost } from "./fake-host.ts";
import { timelineOf } from "./timeline.ts";
import { forever, inKubernetes, readyService, startingService } from "./service.ts";

describe("events", () => {
  it("tell the whole story, each with its time since the shutdown was made", async () => {
    const { host, shutdown } = startingService({ gracePeriodMs: 6_000 });
    const events: ShutdownEvent[] = [];
    shutdown.on((event) => void events.push(event));
    await host.advance(500);
    shutdown.ready();
    await host.advance(500);
    const boom = new Error("boom");
    shutdown.onClose("postgres", () => {
      throw boom;
    });
    void shutdown.waitUntil(forever, "an import");
    const stopped = shutdown.stop("deploy");
    await host.advance(6_000);
    const work = [{ kind: "work", name: "an import", atLeastMs: 4_600 }];
    expect(events).toEqual([
      { type: "entered", phase: "ready", atMs: 500 },
      { type: "stopping", reason: "deploy", graceMs: 6_000, inFlight: 0, connections: 0, atMs: 1_000 },
      { type: "entered", phase: "lame-duck", atMs: 1_000 },
      { type: "entered", phase: "draining", atMs: 1_000 },
      { type: "cut off", work, atMs: 5_600 },
      { type: "entered", phase: "closing", atMs: 5_600 },
      { type: "failed", name: "postgres", error: boom, atMs: 5_600 },
      { type: "entered", phase: "stopped", atMs: 5_600 },
      { type: "stopped", outcome: await stopped, atMs: 5_600 },
    ]);
  });

  it("tell times since the shutdown was made, not since the process began", async () => {
    const host = new FakeHost();
    await host.advance(5_000);
    const shutdown = new GracefulShutdown({ logger: false }, host);
    const timeline = timelineOf(shutdown);
    await host.advance(300);
    shutdown.ready();
    expect(timeline).toEqual(["300 ready"]);
  });

  it("find the shutdown in the phase that they tell", async () => {
    const { host, shutdown } = readyService();
    const phases: string[] = [];
    shutdown.on((event) => {
      if (event.type === "entered") phases.push(`${event.phase}: ${shutdown.phase}`);
    });
    void shutdown.stop();
    await host.settle();
    expect(phases).toEqual(["lame-duck", "draining", "closing", "stopped"].map((name) => `${name}: ${name}`));
  });

  it("come to nobody who has taken the listener away, and taking it away twice harms nobody", async () => {
    const { host, shutdown } = readyService();
    const [one, other]: [string[], string[]] = [[], []];
    const off = shutdown.on(({ type }) => void one.push(type));
    shutdown.on(({ type }) => void other.push(type));
    off();
    off();
    void shutdown.stop();
    await host.settle();
    expect(one).toEqual([]);
    expect(other).not.toEqual([]);
  });
});

describe("a listener of events", () => {
  it("that calls stop() gets the promise that everybody gets", async () => {
    const { host, shutdown } = readyService();
    const got = new Set<unknown>();
    shutdown.on(() => void got.add(shutdown.stop("from a listener")));
    const stopped = shutdown.stop();
    await host.settle();
    expect([...got]).toEqual([stopped]);
    expect(await stopped).toMatchObject({ reason: "requested", code: 0 });
  });

  it("that stops the service when it becomes ready is obeyed", async () => {
    const { host, shutdown, timeline } = startingService({}, inKubernetes);
    shutdown.on((event) => {
      if (event.type === "entered" && event.phase === "ready") void shutdown.stop("just a try");
    });
    shutdown.ready();
    await host.advance(30_000);
    expect(timeline).toEqual([
      "0 ready",
      "0 stopping: just a try, 30000 ms of grace",
      "0 lame-duck",
      "10000 draining",
      "10000 closing",
      "10000 stopped",
      "10000 outcome 0",
    ]);
  });

  it("that throws stops neither the shutdown nor the others, and its error is told", async () => {
    const { host, shutdown } = readyService();
    const seen: string[] = [];
    shutdown.on(({ type }) => {
      if (type === "stopping") throw new Error("broken");
    });
    shutdown.on((event) => void seen.push(event.type === "failed" ? `failed: ${event.name}` : event.type));
    const stopped = shutdown.stop();
    await host.settle();
    expect(seen).toEqual([
      "failed: event listener",
      "stopping",
      ...Array.from({ length: 4 }, () => "entered"),
      "stopped",
    ]);
    expect(await stopped).toMatchObject({ code: 0, failed: [] });
  });

  it("that throws at the news of another failure is told of, too", async () => {
    const { host, shutdown, timeline } = readyService();
    shutdown.on(({ type }) => {
      if (type === "failed") throw new Error("broken");
    });
    shutdown.onClose("postgres", () => Promise.reject(new Error("no connection")));
    void shutdown.stop();
    await host.settle();
    expect(timeline.filter((line) => line.includes("failed"))).toEqual([
      "0 failed: postgres",
      "0 failed: event listener",
    ]);
  });

  it("that throws at everything, the news of its own failure too, is left alone", async () => {
    const { host, shutdown } = readyService();
    let calls = 0;
    const broken = (): void => {
      calls += 1;
      throw new Error("broken");
    };
    shutdown.on(broken);
    shutdown.on(() => broken());
    const stopped = shutdown.stop();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0 });
    // Six events, each told to two, who each fail at it and at both failures.
    expect(calls).toBe(6 * 2 * 3);
  });
});
