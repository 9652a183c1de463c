import { EventEmitter } from "node:events";
import { createServer as createNetServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { IncomingMessage } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import type { Attachable, Shutdown } from "../src/index.ts";
import { readyService, startingService } from "./service.ts";

const noServer =
  "Expected `server` to be a server of node:http, node:https or node:http2, or an object with `name` and `drain()`, got ";

const noName = (got: string): string =>
  `Expected \`name\` to be a name, a string that is not empty, got ${got}`;

function app(): void {}
function sendMail(): void {}

class Application extends EventEmitter {
  listen(): void {}
}

describe("attach() refuses what is no server", () => {
  const foreign = [createNetServer(), createTlsServer()];
  afterAll(() => {
    for (const server of foreign) server.close(() => {});
  });
  const [net, tls] = foreign;

  const advice = "Attach what `app.listen(port)` or `http.createServer(app)` returns";

  it.each<[string, unknown, string]>([
    ["nothing", undefined, `undefined. ${advice}`],
    ["null", null, `null. ${advice}`],
    ["a port", 3_000, `3000 (number). ${advice}`],
    ["an Express application", app, `the function app. ${advice}`],
    ["an anonymous function", [() => {}][0], `the function (anonymous). ${advice}`],
    ["a Koa application", new Application(), `an object of class Application. ${advice}`],
    ["an emitter", new EventEmitter(), `an object of class EventEmitter. ${advice}`],
    ["a server of net", net, "an object of class Server. A server of node:net or node:tls speaks no HTTP"],
    ["a server of tls", tls, "an object of class Server. A server of node:net or node:tls speaks no HTTP"],
  ])("%s", (_what, server, got) => {
    const { host, shutdown } = startingService({ signals: false });
    const { listeners } = host.leftovers;
    expect(() => shutdown.attach(server as Attachable)).toThrow(new TypeError(noServer + got));
    expect(host.leftovers.listeners).toBe(listeners);
  });
});

describe("a call with the wrong arguments is refused at once", () => {
  const call = shutdownWithWrongTypes();

  it.each<[string, () => unknown, string]>([
    ["onClose without a name", () => call.onClose("", () => {}), noName('""')],
    ["onClose by a hook alone", () => call.onClose(sendMail), noName("the function sendMail")],
    [
      "onClose without a hook",
      () => call.onClose("postgres"),
      "Expected `hook` to be a function, got undefined",
    ],
    [
      "onClose with what the hook returned",
      () => call.onClose("postgres", Promise.resolve()),
      "Expected `hook` to be a function, got an object of class Promise",
    ],
    [
      "onClose with a time for options",
      () => call.onClose("postgres", sendMail, 5_000),
      "Expected `options` to be an object, got 5000 (number)",
    ],
    [
      "onClose with an unknown option",
      () => call.onClose("postgres", sendMail, { timeout: 5_000 }),
      "Expected `options` to have only timeoutMs, got `timeout`",
    ],
    [
      "onClose with no time at all",
      () => call.onClose("postgres", sendMail, { timeoutMs: 0 }),
      "Expected `timeoutMs` to be a number of milliseconds, 1 or more, got 0 (number)",
    ],
    ["check without a name", () => call.check("", () => {}), noName('""')],
    ["check by a function alone", () => call.check(sendMail), noName("the function sendMail")],
    [
      "check without a function",
      () => call.check("postgres"),
      "Expected `check` to be a function, got undefined",
    ],
    [
      "check with an unknown option",
      () => call.check("postgres", sendMail, { interval: 1 }),
      "Expected `options` to have only timeoutMs, cacheMs, got `interval`",
    ],
    [
      "check with no time at all",
      () => call.check("postgres", sendMail, { timeoutMs: 0 }),
      "Expected `timeoutMs` to be a number of milliseconds, 1 or more, got 0 (number)",
    ],
    [
      "check with a wrong time",
      () => call.check("postgres", sendMail, { cacheMs: -1 }),
      "Expected `cacheMs` to be a number of milliseconds, 0 or more, got -1 (number)",
    ],
    [
      "waitUntil with a function",
      () => call.waitUntil(sendMail),
      "Expected `work` to be a promise, got the function sendMail. Call the function and give its promise",
    ],
    [
      "waitUntil with nothing",
      () => call.waitUntil(),
      "Expected `work` to be a promise, got undefined. Call the function and give its promise",
    ],
    ["waitUntil with an empty name", () => call.waitUntil(Promise.resolve(), ""), noName('""')],
    ["waitUntil with no name", () => call.waitUntil(Promise.resolve(), null), noName("null")],
    ["on without a listener", () => call.on(), "Expected `listener` to be a function, got undefined"],
    [
      "on as an emitter has it",
      () => call.on("stopped", sendMail),
      'Expected `listener` to be a function, got "stopped"',
    ],
    [
      "probe without a response",
      () => call.probe({ method: "GET", url: "/readyz" }),
      "Expected `res` to be a response of node:http, got undefined",
    ],
    [
      "abortSignals without a request",
      () => call.abortSignals(),
      "Expected `req` to be a request of node:http or node:http2, got undefined",
    ],
    [
      "abortSignals with something else",
      () => call.abortSignals({ req: {} as IncomingMessage }),
      "Expected `req` to be a request of node:http or node:http2, got an object of class Object",
    ],
  ])("%s", (_what, wrong, message) => {
    expect(wrong).toThrow(new TypeError(message));
  });

  it("check by a name that is taken", () => {
    const { shutdown } = readyService();
    shutdown.check("postgres", () => true);
    expect(() => shutdown.check("postgres", () => true)).toThrow(
      new Error("There is a check named `postgres` already: give each its own name"),
    );
  });

  it("and leaves the shutdown as it was", async () => {
    const { host, shutdown } = readyService();
    const wrong = shutdown as unknown as WrongTypes;
    expect(() => wrong.onClose("postgres")).toThrow(TypeError);
    expect(() => wrong.check("postgres")).toThrow(TypeError);
    expect(() => wrong.waitUntil(sendMail)).toThrow(TypeError);
    expect(() => wrong.waitUntil(new Promise(() => {}), "")).toThrow(TypeError);
    const stopped = shutdown.stop();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, tookMs: 0, cutOff: [], failed: [] });
  });
});

type WrongTypes = Record<keyof Shutdown, (...args: unknown[]) => unknown>;

function shutdownWithWrongTypes(): WrongTypes {
  return readyService().shutdown as unknown as WrongTypes;
}
