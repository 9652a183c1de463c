import { createServer, type IncomingMessage } from "node:http";
import Koa from "koa";
import Koa2 from "koa2";
import { afterEach, describe, expect, it } from "vitest";
import { gracefulShutdown, type KoaShutdown } from "@lameduck/koa";
import { connect } from "../../core/test/memory-client.ts";

const versions = [
  ["Koa 2", () => new Koa2()],
  ["Koa 3", () => new Koa()],
] as const;

const made: KoaShutdown[] = [];

function shutdown(options: Parameters<typeof gracefulShutdown>[0] = {}): KoaShutdown {
  const one = gracefulShutdown({ logger: false, signals: false, ...options });
  made.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one[Symbol.asyncDispose]()));
});

describe.each(versions)("%s", (_version, make) => {
  it("has its probes answered by the middleware, and everything else by the application", async () => {
    const one = shutdown();
    const app = make();
    app.use(one.probes());
    app.use((ctx: { body: unknown }) => void (ctx.body = "the application"));
    const listener = app.callback();
    const server = createServer((req, res) => void listener(req, res));
    const get = async (path: string, method = "GET"): Promise<string> => {
      const client = connect(server);
      client.send(path, { Connection: "close" }, method);
      await client.left;
      return client.received;
    };
    expect(await get("/readyz")).toMatch(/^HTTP\/1.1 503 [^]*"phase":"starting"/);
    one.ready();
    expect(await get("/readyz")).toMatch(/^HTTP\/1.1 200 [^]*"phase":"ready"/);
    expect(await get("/livez")).toMatch(/^HTTP\/1.1 200 [^]*{"phase":"ready"}/);
    expect(await get("/")).toMatch(/the application$/);
    expect(await get("/readyz", "POST")).toMatch(/the application$/);
  });

  it("gives the abort signals of a request, asked for by its context or by itself", async () => {
    const one = shutdown();
    const app = make();
    const reached = new Promise<{ req: IncomingMessage }>((resolve) => {
      app.use((ctx: { req: IncomingMessage; respond?: boolean }) => {
        ctx.respond = false;
        resolve(ctx);
      });
    });
    const listener = app.callback();
    const server = one.attach(createServer((req, res) => void listener(req, res)));
    const client = connect(server);
    client.send("/");
    const ctx = await reached;
    const { leaving, deadline } = one.abortSignals(ctx);
    expect(one.abortSignals(ctx.req).leaving).toBe(leaving);
    expect(leaving).not.toBe(one.leaving);
    const left = new Promise((resolve) => leaving.addEventListener("abort", resolve));
    const stopped = one.stop();
    await left;
    expect(deadline.aborted).toBe(false);
    client.leave();
    expect(await stopped).toMatchObject({ code: 0 });
  });
});

describe("gracefulShutdown() of Koa", () => {
  it("refuses wrong options as that of core does", () => {
    expect(() => gracefulShutdown({ gracePeriodMs: -1 })).toThrow(
      new TypeError("Expected `gracePeriodMs` to be a number of milliseconds, 1 or more, got -1 (number)"),
    );
  });

  it.each([
    ["nothing", undefined, "undefined"],
    ["an application", new Koa(), "an object of class Application"],
    ["a context without its request", {}, "an object of class Object"],
  ])("refuses the abort signals of %s", (_what, ctx, got) => {
    const ask = (): unknown => shutdown().abortSignals(ctx as unknown as IncomingMessage);
    expect(ask).toThrow(
      new TypeError(`Expected \`req\` to be a request of node:http or node:http2, got ${got}`),
    );
  });
});
