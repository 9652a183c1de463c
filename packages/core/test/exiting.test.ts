import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, readyService } from "./service.ts";

function busyService(paths: readonly string[]) {
  const service = readyService();
  service.server.removeAllListeners("request").on("request", () => {});
  for (const path of paths) connect(service.server).send(path);
  return service;
}

describe("an exit by somebody else while the shutdown is under way", () => {
  it("prints what is lost by it", async () => {
    const { host, shutdown } = busyService(["/slow?page=2", "/report"]);
    await host.settle();
    void shutdown.stop();
    await host.advance(1_500);
    host.exit(3);
    expect(host.printed).toEqual([
      "lameduck: the process exits with 3 while draining, 2 requests are lost",
      "lameduck: lost: GET /slow?page=2 (1500 ms or longer)",
      "lameduck: lost: GET /report (1500 ms or longer)",
    ]);
  });

  it("prints work outside of requests, too", async () => {
    const { host, shutdown } = readyService();
    void shutdown.waitUntil(forever, "an import");
    void shutdown.stop();
    await host.advance(1_500);
    host.exit(3);
    expect(host.printed).toEqual([
      "lameduck: the process exits with 3 while draining, 0 requests are lost",
      "lameduck: lost: an import (1500 ms or longer)",
    ]);
  });

  it("counts one request as one", async () => {
    const { host, shutdown } = busyService(["/slow"]);
    await host.settle();
    void shutdown.stop();
    await host.settle();
    host.exit(3);
    expect(host.printed[0]).toBe("lameduck: the process exits with 3 while lame-duck, 1 request is lost");
  });

  it("prints the same when it was forced by a further SIGINT", async () => {
    const { host, shutdown, server } = busyService(["/slow"]);
    shutdown.onClose("postgres", () => forever);
    expect(server.listenerCount("request")).toBe(1);
    await host.settle();
    await host.deliver("SIGTERM");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    expect(host.exits).toEqual([130]);
    expect(host.printed).toEqual(["lameduck: the process exits with 130 while closing, 0 requests are lost"]);
  });

  it.each(["before any stop", "once it is stopped"])("prints nothing %s", async (when) => {
    const { host, shutdown } = readyService();
    if (when !== "before any stop") {
      void shutdown.stop();
      await host.advance(10_000);
    }
    host.exit(0);
    expect(host.printed).toEqual([]);
  });

  it("prints nothing when it is ours", async () => {
    const { host } = readyService();
    await host.deliver("SIGTERM");
    expect(host.exits).toEqual([0]);
    expect(host.printed).toEqual([]);
  });
});
