import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import { FakeHost } from "./fake-host.ts";
import { listening } from "./listening.ts";
import { timelineOf } from "./timeline.ts";

function starting(options = {}) {
  const shutdown = new GracefulShutdown({ logger: false, ...options }, new FakeHost());
  return { shutdown, timeline: timelineOf(shutdown) };
}

describe("a service becomes ready", () => {
  it("as soon as its server listens", () => {
    const { shutdown, timeline } = starting();
    const server = shutdown.attach(createServer());
    expect(shutdown.phase).toBe("starting");
    listening(server);
    expect(shutdown.phase).toBe("ready");
    expect(timeline).toEqual(["0 ready"]);
  });

  it("at the attach of a server that listens already", () => {
    const { shutdown } = starting();
    shutdown.attach(listening(createServer()));
    expect(shutdown.phase).toBe("ready");
  });

  it("when the last of several servers listens", () => {
    const { shutdown } = starting();
    const [first, second] = [shutdown.attach(createServer()), shutdown.attach(createServer())];
    listening(first);
    expect(shutdown.phase).toBe("starting");
    listening(second);
    expect(shutdown.phase).toBe("ready");
  });

  it("without the server that was closed before it listened", () => {
    const { shutdown } = starting();
    const [first, second] = [shutdown.attach(createServer()), shutdown.attach(createServer())];
    listening(first);
    second.emit("close");
    expect(shutdown.phase).toBe("ready");
  });

  it("never by a server that is closed when it was the only one", () => {
    const { shutdown } = starting();
    shutdown.attach(createServer()).emit("close");
    expect(shutdown.phase).toBe("starting");
  });

  it("once, and stays so when another server is attached that does not listen yet", () => {
    const { shutdown, timeline } = starting();
    shutdown.attach(listening(createServer()));
    shutdown.attach(createServer());
    shutdown.ready();
    expect(timeline).toEqual(["0 ready"]);
  });

  it("only by a call of ready() with `manualReady`", () => {
    const { shutdown } = starting({ manualReady: true });
    shutdown.attach(listening(createServer()));
    expect(shutdown.phase).toBe("starting");
    shutdown.ready();
    expect(shutdown.phase).toBe("ready");
  });

  it("by a call of ready() without any server, for what is no server", () => {
    const { shutdown } = starting();
    shutdown.ready();
    expect(shutdown.phase).toBe("ready");
  });

  it("never again once it has begun to stop", async () => {
    const { shutdown, timeline } = starting();
    const server = shutdown.attach(createServer());
    void shutdown.stop();
    expect(shutdown.conditions.terminating).toBe(true);
    listening(server);
    shutdown.ready();
    expect(shutdown.conditions.terminating).toBe(true);
    expect(timeline).not.toContain("0 ready");
  });
});
