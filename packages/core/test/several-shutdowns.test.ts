import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { ShutdownOptions } from "../src/index.ts";
import { FakeHost } from "./fake-host.ts";
import { forever, inKubernetes, readyService, startingService } from "./service.ts";

function readyOn(host: FakeHost, options: ShutdownOptions = {}): GracefulShutdown {
  const shutdown = new GracefulShutdown({ logger: false, ...options }, host);
  shutdown.attach(createServer());
  shutdown.ready();
  return shutdown;
}

describe("several shutdowns of one process", () => {
  it("stop side by side on one signal, and exit together with the worse code", async () => {
    const host = new FakeHost();
    const [clean, cut] = [readyOn(host), readyOn(host, { gracePeriodMs: 6_000 })];
    void cut.waitUntil(forever, "an import");
    await host.deliver("SIGTERM");
    expect([clean.phase, cut.phase]).toEqual(["stopped", "draining"]);
    expect(host.exits).toEqual([]);
    await host.advance(6_000);
    expect(cut.phase).toBe("stopped");
    expect(host.exits).toEqual([1]);
  });

  it("are stopped alone by their own stop()", async () => {
    const host = new FakeHost();
    const [one, other] = [readyOn(host), readyOn(host)];
    void one.stop();
    await host.settle();
    expect([one.phase, other.phase]).toEqual(["stopped", "ready"]);
    expect(host.signalListeners("SIGTERM")).toHaveLength(1);
  });

  it("are hurried together", async () => {
    const host = new FakeHost(inKubernetes);
    const [one, other] = [readyOn(host), readyOn(host)];
    await host.deliver("SIGTERM");
    await host.advance(1_000);
    expect([one.phase, other.phase]).toEqual(["lame-duck", "lame-duck"]);
    await host.deliver("SIGINT");
    expect([one.phase, other.phase]).toEqual(["stopped", "stopped"]);
    expect(host.exits).toEqual([0]);
  });

  it("are stopped at the attach if it comes after the signal", async () => {
    const host = new FakeHost(inKubernetes);
    const early = readyOn(host);
    await host.deliver("SIGTERM");
    const late = readyOn(host);
    expect(late.phase).toBe("lame-duck");
    await host.settle();
    expect(late.phase).toBe("stopped");
    await host.advance(10_000);
    expect(early.phase).toBe("stopped");
    expect(host.exits).toEqual([0]);
  });
});

describe("whether signals are handled", () => {
  it("is not decided by making a shutdown: before the first attach they have their default effect", async () => {
    const host = new FakeHost();
    const shutdown = new GracefulShutdown({ logger: false }, host);
    shutdown.onClose("postgres", () => {});
    await host.deliver("SIGTERM");
    expect(host.killedBy).toBe("SIGTERM");
    expect(shutdown.phase).toBe("starting");
  });

  it("is decided by making one in the first process of a container, whose kernel ignores them otherwise", async () => {
    const host = new FakeHost({ isInitProcess: true });
    const shutdown = new GracefulShutdown({ logger: false }, host);
    await host.deliver("SIGTERM");
    expect(shutdown.phase).toBe("stopped");
    expect(host.exits).toEqual([0]);
  });

  it("is decided by the first attach, and by `signals: false` for no signal at all", () => {
    expect(startingService().host.signalListeners("SIGTERM")).toHaveLength(1);
    expect(startingService({ signals: false }).host.signalListeners("SIGTERM")).toHaveLength(0);
    expect(startingService({ signals: ["SIGINT"] }).host.signalListeners("SIGTERM")).toHaveLength(0);
  });

  it("stops, but does not exit with `exit: false`", async () => {
    const { host, shutdown } = readyService({ exit: false });
    await host.deliver("SIGTERM");
    expect(shutdown.phase).toBe("stopped");
    expect(host.exits).toEqual([]);
    expect(host.leftovers.listeners).toBe(0);
  });

  it("hears a signal before the listeners that were there already: they find it terminating", async () => {
    const host = new FakeHost();
    let found: unknown;
    const shutdown = new GracefulShutdown({ logger: false }, host);
    host.addForeignListener("SIGTERM", () => (found = shutdown.phase));
    shutdown.attach(createServer());
    shutdown.ready();
    void shutdown.waitUntil(forever);
    await host.deliver("SIGTERM");
    expect(found).toBe("lame-duck");
  });

  it("tells of other listeners in the log and the outcome", async () => {
    const { host, shutdown, timeline } = readyService();
    host.addForeignListener("SIGTERM", function closeEverything() {});
    const stopped = shutdown.stop();
    await host.settle();
    const what = "another listener of SIGTERM: closeEverything; if it exits the process, requests are lost";
    expect(timeline[1]).toBe(`0 noticed: ${what}`);
    expect(await stopped).toMatchObject({ code: 0, noticed: [what] });
  });
});
