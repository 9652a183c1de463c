import { describe, expect, it } from "vitest";
import type { IncomingMessage } from "node:http";
import { connect } from "./memory-client.ts";
import { readyService } from "./service.ts";

function parkedService(options = {}) {
  const service = readyService(options);
  service.server.removeAllListeners("request").on("request", () => {});
  return service;
}

function route({ url = "" }: IncomingMessage): string | undefined {
  if (url === "/boom") throw new Error("boom");
  return url === "/none" ? undefined : `the route of ${url}`;
}

describe("inFlight()", () => {
  it("lists the requests that are being served, and how long they have been seen at least", async () => {
    const { host, shutdown, server } = parkedService();
    connect(server).send("/slow?page=2", {}, "PUT");
    await host.advance(700);
    expect(shutdown.inFlight()).toEqual([{ method: "PUT", url: "/slow?page=2", atLeastMs: 0 }]);
    await host.advance(300);
    connect(server).send("/other");
    await host.settle();
    expect(shutdown.inFlight()).toEqual([
      { method: "PUT", url: "/slow?page=2", atLeastMs: 300 },
      { method: "GET", url: "/other", atLeastMs: 0 },
    ]);
  });

  it("forgets those that were answered, and those whose clients have left", async () => {
    const { host, shutdown, server } = readyService();
    const [answered, parked] = [connect(server), connect(server)];
    server.removeAllListeners("request").on("request", (req: IncomingMessage, res) => {
      if (req.url === "/") res.end();
    });
    answered.send("/");
    parked.send("/parked");
    await host.settle();
    expect(shutdown.inFlight()).toMatchObject([{ url: "/parked" }]);
    parked.leave();
    await host.settle();
    expect(shutdown.inFlight()).toEqual([]);
  });

  it("names the route where a function tells it, and survives one that throws", async () => {
    const { host, shutdown, server } = parkedService({ route });
    for (const path of ["/users/7", "/none", "/boom"]) connect(server).send(path);
    await host.settle();
    expect(shutdown.inFlight()).toEqual([
      { method: "GET", url: "/users/7", route: "the route of /users/7", atLeastMs: 0 },
      { method: "GET", url: "/none", atLeastMs: 0 },
      { method: "GET", url: "/boom", atLeastMs: 0 },
    ]);
  });

  it("is empty for a shutdown without servers", () => {
    const { shutdown } = readyService();
    expect(shutdown.inFlight()).toEqual([]);
  });
});
