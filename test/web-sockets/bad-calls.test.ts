import { createServer } from "node:http";
import { gracefulShutdown, type Shutdown } from "@lameduck/core";
import { Server } from "socket.io";
import { afterAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

type AnyTypes = (wss?: unknown, options?: unknown) => unknown;

const made = (): Shutdown => gracefulShutdown({ signals: false, logger: false, lameDuck: false });
const wss = (): WebSocketServer => new WebSocketServer({ noServer: true });
const call: AnyTypes = (...args) => (made() as unknown as { webSockets: AnyTypes }).webSockets(...args);
const got = (what: string): string =>
  `Expected \`wss\` to be a WebSocketServer of the ws package, version 8, got ${what}`;

describe("webSockets() refuses what is no WebSocketServer", () => {
  const io = new Server(createServer());
  const withPorts = [new WebSocketServer({ port: 0 }), new WebSocketServer({ port: "0" as never })];
  afterAll(async () => {
    await io.close();
    for (const each of withPorts) each.close();
  });
  const withPort =
    "Expected `wss` to be a WebSocketServer made with `server` or `noServer`, got an object of class WebSocketServer. " +
    "The server that it makes for its `port` cannot be attached: make one with `http.createServer()`, attach it, and give it as `server`";
  const ofSocketIo =
    "an object of class Server. Of socket.io register `io.engine.ws`, once its server listens";

  it.each<[string, unknown, string]>([
    ["nothing", undefined, got("undefined")],
    ["null", null, got("null")],
    ["a port", 3_000, got("3000 (number)")],
    ["a server of node:http", createServer(), got("an object of class Server")],
    ["the class of a client", WebSocket, got("the function WebSocket")],
    ["a server of socket.io", io, got("an object of class Server")],
    ["an engine of socket.io", io.engine, got(ofSocketIo)],
    ["one made with a port", withPorts[0], withPort],
    ["one made with a port as text", withPorts[1], withPort],
  ])("%s", (_what, wrong, message) => {
    expect(() => call(wrong)).toThrow(new TypeError(message));
  });
});

describe("webSockets() refuses what cannot be sent", () => {
  const noCode = (what: string): string =>
    `Expected \`code\` to be 1001, 1012, or a number from 3000 to 4999, got ${what}`;
  const tooLong = (text: string): string =>
    `Expected \`reason\` to be at most 123 bytes of UTF-8, got "${text}"`;

  it.each<[string, unknown, string]>([
    ["null for options", null, "Expected `options` to be an object, got null"],
    ["a reason for options", "going away", 'Expected `options` to be an object, got "going away"'],
    ["an unknown option", { status: 1_001 }, "Expected `options` to have only code, reason, got `status`"],
    ["a code that means success", { code: 1_000 }, noCode("1000 (number)")],
    ["a code that is never sent", { code: 1_006 }, noCode("1006 (number)")],
    ["a code below the ranges", { code: 2_999 }, noCode("2999 (number)")],
    ["a code above the ranges", { code: 5_000 }, noCode("5000 (number)")],
    ["a fraction", { code: 3_000.5 }, noCode("3000.5 (number)")],
    ["a code as text", { code: "1001" }, noCode('"1001"')],
    ["no code", { code: null }, noCode("null")],
    ["a number for a reason", { reason: 1_001 }, "Expected `reason` to be a string, got 1001 (number)"],
    ["a long reason", { reason: "x".repeat(124) }, tooLong("x".repeat(124))],
    ["a reason of long letters", { reason: "é".repeat(62) }, tooLong("é".repeat(62))],
  ])("%s", (_what, options, message) => {
    const server = wss();
    expect(() => call(server, options)).toThrow(new TypeError(message));
    expect(Object.hasOwn(server, "handleUpgrade")).toBe(false);
    expect(made().webSockets(server)).toBe(server);
  });

  it.each([
    { code: 1_001 },
    { code: 1_012 },
    { code: 3_000 },
    { code: 4_999, reason: "é".repeat(61) },
    { code: undefined, reason: undefined },
    { reason: "" },
  ])("but not %o", (options) => {
    expect(() => call(wss(), options)).not.toThrow();
  });
});

describe("webSockets() refuses at the wrong time", () => {
  it("one that is registered already, here or with another shutdown", () => {
    const [one, other, server] = [made(), made(), wss()];
    one.webSockets(server);
    const already = new Error("This WebSocketServer is registered already: register each once");
    expect(() => one.webSockets(server)).toThrow(already);
    expect(() => other.webSockets(server)).toThrow(already);
  });

  it("any, once draining has begun", async () => {
    const shutdown = made();
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    shutdown.attach({ name: "work", drain: () => finished });
    const draining = new Promise<void>((resolve) => {
      shutdown.on((event) => void (event.type === "entered" && event.phase === "draining" && resolve()));
    });
    const stopped = shutdown.stop();
    await draining;
    const cannot = (phase: string): Error =>
      new Error(`Cannot register a WebSocketServer while ${phase}: make a new gracefulShutdown() for it`);
    expect(() => shutdown.webSockets(wss())).toThrow(cannot("draining"));
    finish();
    await stopped;
    expect(() => shutdown.webSockets(wss())).toThrow(cannot("stopped"));
  });
});
