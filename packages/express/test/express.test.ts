import { createServer } from "node:http";
import express from "express";
import express4 from "express4";
import { afterEach, describe, expect, it } from "vitest";
import { type ExpressShutdown, gracefulShutdown } from "@lameduck/express";
import { connect, type MemoryClient } from "../../core/test/memory-client.ts";

// Both are called in the same way here, though no common type says so.
const versions = [
  ["Express 4", express4 as unknown as typeof express],
  ["Express 5", express],
] as const;

const made: ExpressShutdown[] = [];

function shutdown(options: Parameters<typeof gracefulShutdown>[0] = {}): ExpressShutdown {
  const one = gracefulShutdown({ logger: false, signals: false, ...options });
  made.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one[Symbol.asyncDispose]()));
});

/** What a client gets for one request. */
async function answerOf(client: MemoryClient, path: string, method = "GET"): Promise<string> {
  client.send(path, { Connection: "close" }, method);
  await client.left;
  return client.received;
}

describe.each(versions)("%s", (_version, make) => {
  it("has its probes answered by the middleware, and everything else by the application", async () => {
    const one = shutdown();
    const app = make();
    app.use(one.probes());
    app.use((_req, res) => void res.send("the application"));
    const server = createServer(app);
    const get = (path: string, method?: string): Promise<string> => answerOf(connect(server), path, method);
    expect(await get("/readyz")).toMatch(/^HTTP\/1.1 503 [^]*"phase":"starting"/);
    one.ready();
    expect(await get("/readyz")).toMatch(/^HTTP\/1.1 200 [^]*"phase":"ready"/);
    expect(await get("/livez")).toMatch(/^HTTP\/1.1 200 [^]*{"phase":"ready"}/);
    expect(await get("/")).toMatch(/the application$/);
    expect(await get("/readyz", "POST")).toMatch(/the application$/);
  });

  it("has the route of each request named in the list of what is in flight, also below a router", async () => {
    const one = shutdown();
    const [app, router] = [make(), make.Router()];
    const reached = new Promise<void>((resolve) => void router.get("/:id/orders", () => resolve()));
    app.use("/users", router);
    const server = one.attach(createServer(app));
    const client = connect(server);
    client.send("/users/7/orders?page=2");
    await reached;
    expect(one.inFlight()).toMatchObject([
      { method: "GET", url: "/users/7/orders?page=2", route: "/users/:id/orders" },
    ]);
    client.leave();
    await client.left;
    expect(one.inFlight()).toEqual([]);
  });

  it("has no route named where none has matched, and one's own where that is told", async () => {
    for (const options of [{}, { route: () => "a route of one's own" }]) {
      const one = shutdown(options);
      const app = make();
      const reached = new Promise<void>((resolve) => void app.use(() => resolve()));
      const server = one.attach(createServer(app));
      const client = connect(server);
      client.send("/anything");
      await reached;
      const expected = "route" in options ? ["a route of one's own"] : [undefined];
      expect(one.inFlight().map(({ route }) => route)).toEqual(expected);
      client.leave();
    }
  });
});

describe("gracefulShutdown() of Express", () => {
  it("refuses wrong options as that of core does", () => {
    expect(() => gracefulShutdown({ gracePeriodMs: -1 })).toThrow(
      new TypeError("Expected `gracePeriodMs` to be a number of milliseconds, 1 or more, got -1 (number)"),
    );
  });

  it("names routes also where `route` is given as undefined", async () => {
    const one = shutdown({ route: undefined } as object);
    const app = express();
    const reached = new Promise<void>((resolve) => void app.get("/:id", () => resolve()));
    const client = connect(one.attach(createServer(app)));
    client.send("/7");
    await reached;
    expect(one.inFlight().map(({ route }) => route)).toEqual(["/:id"]);
    client.leave();
  });
});
