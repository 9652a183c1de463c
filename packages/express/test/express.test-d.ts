import type { Server } from "node:http";
import express from "express";
import express4 from "express4";
import { describe, expectTypeOf, it } from "vitest";
import { type ExpressShutdown, gracefulShutdown, type Shutdown } from "@lameduck/express";

declare const shutdown: ExpressShutdown;

describe("the shutdown of an Express application", () => {
  it("is one of core, with probes", () => {
    expectTypeOf(gracefulShutdown).returns.toEqualTypeOf<ExpressShutdown>();
    expectTypeOf<ExpressShutdown>().toExtend<Shutdown>();
    // @ts-expect-error -- there is no such option
    gracefulShutdown({ timeout: 1 });
  });

  it("has probes that Express 5 takes for middleware, with or without a path", () => {
    const app = express();
    app.use(shutdown.probes());
    app.use("/health", shutdown.probes());
    app.get("/readyz", shutdown.probes());
    express.Router().use(shutdown.probes());
    expectTypeOf(shutdown.probes()).toExtend<express.RequestHandler>();
  });

  it("has probes that Express 4 takes for middleware, with or without a path", () => {
    const app = express4();
    app.use(shutdown.probes());
    app.use("/health", shutdown.probes());
    app.get("/readyz", shutdown.probes());
    express4.Router().use(shutdown.probes());
    expectTypeOf(shutdown.probes()).toExtend<express4.RequestHandler>();
  });

  it("attaches what listen() returns", () => {
    expectTypeOf(shutdown.attach(express().listen(0))).toEqualTypeOf<Server>();
    expectTypeOf(shutdown.attach(express4().listen(0))).toEqualTypeOf<Server>();
    // @ts-expect-error -- the application is no server
    shutdown.attach(express());
    // @ts-expect-error -- nor is that of Express 4
    shutdown.attach(express4());
  });

  it("answers a probe and gives abort signals for a request of either version", () => {
    express().get("/", (req, res) => {
      expectTypeOf(shutdown.abortSignals(req).leaving).toEqualTypeOf<AbortSignal>();
      expectTypeOf(shutdown.probe(req, res)).toEqualTypeOf<boolean>();
    });
    express4().get("/", (req, res) => {
      expectTypeOf(shutdown.abortSignals(req).leaving).toEqualTypeOf<AbortSignal>();
      expectTypeOf(shutdown.probe(req, res)).toEqualTypeOf<boolean>();
    });
  });
});
