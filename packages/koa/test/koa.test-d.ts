import type { Server } from "node:http";
import Koa from "koa";
import Koa2 from "koa2";
import { describe, expectTypeOf, it } from "vitest";
import { gracefulShutdown, type KoaShutdown } from "@lameduck/koa";

declare const shutdown: KoaShutdown;

describe("the shutdown of a Koa application", () => {
  it("is one of core, with probes", () => {
    expectTypeOf(gracefulShutdown).returns.toEqualTypeOf<KoaShutdown>();
    expectTypeOf<KoaShutdown>().toExtend<AsyncDisposable>();
    // @ts-expect-error -- there is no such option
    gracefulShutdown({ timeout: 1 });
  });

  it("has probes that Koa 3 takes for middleware", () => {
    expectTypeOf(shutdown.probes()).toExtend<Koa.Middleware>();
    new Koa().use(shutdown.probes()).use((ctx) => {
      expectTypeOf(ctx.status).toEqualTypeOf<number>();
      ctx.body = "hello";
    });
    new Koa<{ user: string }, { db: object }>().use(shutdown.probes());
  });

  it("has probes that Koa 2 takes for middleware", () => {
    expectTypeOf(shutdown.probes()).toExtend<Koa2.Middleware>();
    new Koa2().use(shutdown.probes()).use((ctx) => {
      expectTypeOf(ctx.status).toEqualTypeOf<number>();
      ctx.body = "hello";
    });
    new Koa2<{ user: string }, { db: object }>().use(shutdown.probes());
  });

  it("attaches what listen() returns", () => {
    expectTypeOf(shutdown.attach(new Koa().listen(0))).toEqualTypeOf<Server>();
    expectTypeOf(shutdown.attach(new Koa2().listen(0))).toEqualTypeOf<Server>();
    // @ts-expect-error -- the application is no server
    shutdown.attach(new Koa());
    // @ts-expect-error -- nor is that of Koa 2
    shutdown.attach(new Koa2());
  });

  it("gives abort signals for a context of either version, or for its request", () => {
    new Koa().use((ctx) => {
      expectTypeOf(shutdown.abortSignals(ctx).leaving).toEqualTypeOf<AbortSignal>();
      expectTypeOf(shutdown.abortSignals(ctx.req).deadline).toEqualTypeOf<AbortSignal>();
    });
    new Koa2().use((ctx) => {
      expectTypeOf(shutdown.abortSignals(ctx).leaving).toEqualTypeOf<AbortSignal>();
      expectTypeOf(shutdown.abortSignals(ctx.req).deadline).toEqualTypeOf<AbortSignal>();
    });
    // @ts-expect-error -- a context without its request is none
    expectTypeOf(shutdown.abortSignals({})).not.toBeAny();
  });
});
