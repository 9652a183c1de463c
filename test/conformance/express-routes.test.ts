import { createServer, type RequestListener } from "node:http";
import { gracefulShutdown } from "@lameduck/express";
import express from "express";
import express4 from "express4";
import { describe, it } from "vitest";
import { get } from "./client/requests.ts";
import { Service, type Subject } from "./service.ts";

interface Request {
  readonly params: Readonly<Record<string, string>>;
}

type Handler = (req: Request, res: { send(text: string): unknown }) => unknown;

interface Router {
  get(path: string, answer: Handler): unknown;
  use(path: string, router: never): unknown;
}

interface Express {
  (): Router & RequestListener;
  Router(): Router;
}

/** A route at the top, and one below two mounted routers; without the suite's types, which know no routers. */
function routed(makeExpress: Express): Subject {
  return {
    gracefulShutdown,
    environment: {},
    serve: (_shutdown, pages) => {
      const app = makeExpress();
      const api = makeExpress.Router();
      const items = makeExpress.Router();
      const answer: Handler = (req, res) =>
        void pages.released(req.params["name"] ?? "").then((text) => res.send(text));
      app.get("/users/:name", answer);
      items.get("/items/:name", answer);
      api.use("/v1", items as never);
      app.use("/api", api as never);
      return createServer(app);
    },
  };
}

describe.concurrent.for([
  ["4", express4 as unknown as Express],
  ["5", express as unknown as Express],
] as const)("the routes of Express %s", ([, makeExpress]) => {
  const subject = routed(makeExpress);

  it("are told with each request in flight, below mounted routers with the whole path", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Service.start(subject, {}, onTestFinished);
    for (const path of ["/users/ada?full", "/api/v1/items/42"]) {
      (await service.connect()).send(get(path));
    }
    await Promise.all([service.pages.asked("ada"), service.pages.asked("42")]);
    expect(service.shutdown.inFlight()).toEqual([
      { method: "GET", url: "/users/ada?full", route: "/users/:name", atLeastMs: expect.any(Number) },
      { method: "GET", url: "/api/v1/items/42", route: "/api/v1/items/:name", atLeastMs: expect.any(Number) },
    ]);
    service.pages.releaseAll();
  });

  it("are told with each request that is cut off, and in the log", async ({ expect, onTestFinished }) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const logger = { info: write, warn: write, error: write };
    const options = { gracePeriodMs: 500, lameDuck: false, logger } as const;
    const service = await Service.start(subject, options, onTestFinished);
    const client = await service.connect();
    client.send(get("/api/v1/items/42"));
    await service.pages.asked("42");
    const { cutOff } = await service.shutdown.stop();
    expect(cutOff).toMatchObject([{ url: "/api/v1/items/42", route: "/api/v1/items/:name" }]);
    expect(lines.join("\n")).toContain("cut off: GET /api/v1/items/42 [/api/v1/items/:name] (");
    expect(await client.ending).toBe("reset");
  });
});
