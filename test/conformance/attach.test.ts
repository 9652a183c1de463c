import { createServer } from "node:http";
import { createSecureServer, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { gracefulShutdown, type Shutdown } from "@lameduck/core";
import { gracefulShutdown as gracefulExpress } from "@lameduck/express";
import { gracefulShutdown as gracefulKoa } from "@lameduck/koa";
import express from "express";
import Koa from "koa";
import { describe, expect, it, onTestFinished } from "vitest";
import { selfSigned } from "./certificate/self-signed.ts";

const quiet = { signals: false, logger: false } as const;

function shutdownOf(make: (options: typeof quiet) => Shutdown): Shutdown {
  const shutdown = make(quiet);
  onTestFinished(() => shutdown[Symbol.asyncDispose]());
  return shutdown;
}

const expectation =
  "Expected `server` to be a server of node:http, node:https or node:http2, or an object with `name` and `drain()`, got";

describe("attach", () => {
  it("returns the server that it is given, also before it listens", () => {
    const shutdown = shutdownOf(gracefulShutdown);
    const servers = [
      createServer(),
      createHttpsServer(selfSigned),
      createHttp2Server(),
      createSecureServer(selfSigned),
    ];
    for (const server of servers) {
      expect(shutdown.attach(server)).toBe(server);
    }
  });

  it.each([
    [gracefulShutdown, "nothing", undefined, /got undefined\. Attach what/],
    [gracefulShutdown, "null", null, /got null\. Attach what/],
    [gracefulShutdown, "a port", 3000, /got 3000 \(number\)\. Attach what/],
    [gracefulShutdown, "an object", {}, /got an object of class Object\. Attach what/],
    [
      gracefulShutdown,
      "a request handler",
      () => {},
      /Attach what `app\.listen\(port\)` or `http\.createServer\(app\)`/,
    ],
    [gracefulExpress, "an Express application", express(), /Attach what `app\.listen\(port\)`/],
    [gracefulKoa, "a Koa application", new Koa(), /got an object of class Application\. Attach what/],
    [
      gracefulShutdown,
      "a server of node:net",
      createTcpServer(),
      /A server of node:net or node:tls speaks no HTTP$/,
    ],
    [
      gracefulShutdown,
      "a server of node:tls",
      createTlsServer(),
      /A server of node:net or node:tls speaks no HTTP$/,
    ],
  ] as const)(
    "%o refuses %s, and says what was expected, what came, and what to attach",
    (make, _, what, advice) => {
      const shutdown = shutdownOf(make);
      expect(() => shutdown.attach(what as never)).toThrow(TypeError);
      expect(() => shutdown.attach(what as never)).toThrow(expectation);
      expect(() => shutdown.attach(what as never)).toThrow(advice);
      expect(shutdown.phase).toBe("starting");
    },
  );

  it("refuses a server that is attached already, here or to another shutdown, until it is let go", async () => {
    const first = shutdownOf(gracefulShutdown);
    const second = shutdownOf(gracefulExpress);
    const server = first.attach(createServer());
    const message = "This server is attached already: attach each server once";
    expect(() => first.attach(server)).toThrow(message);
    expect(() => second.attach(server)).toThrow(message);
    await first.stop();
    expect(second.attach(server)).toBe(server);
  });

  it("refuses once draining has begun, and says what to do", async () => {
    const shutdown = shutdownOf(gracefulShutdown);
    shutdown.attach(createServer());
    await shutdown.stop();
    expect(() => shutdown.attach(createServer())).toThrow(
      "Cannot attach a server while stopped: make a new gracefulShutdown() for it",
    );
  });
});
