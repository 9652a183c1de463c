import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import type { Attachable, Drainable } from "../src/index.ts";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import { readyService, startingService } from "./service.ts";

const noName = (got: string): string =>
  `Expected \`name\` to be a name, a string that is not empty, got ${got}`;
const noFunction = (verb: string, got: string): string => `Expected \`${verb}\` to be a function, got ${got}`;
function drain(): void {}

class Worker {
  drain(): void {}
}

describe("attach() refuses a drainable that is none", () => {
  it.each<[string, unknown, string]>([
    ["without a name", { drain }, noName("undefined")],
    ["with an empty name", { name: "", drain }, noName('""')],
    ["with a name that is no string", { name: 7, drain }, noName("7 (number)")],
    ["of a class without names", new Worker(), noName("undefined")],
    ["whose drain is no function", { name: "emails", drain: true }, noFunction("drain", "true")],
    ["whose drain is what it returned", { name: "emails", drain: drain() }, noFunction("drain", "undefined")],
    [
      "whose discourage is no function",
      { name: "emails", drain, discourage: "pause" },
      noFunction("discourage", '"pause"'),
    ],
    ["whose cutOff is no function", { name: "emails", drain, cutOff: null }, noFunction("cutOff", "null")],
    [
      "that has another verb in its place",
      { name: "emails", close: drain },
      "Expected `server` to be a server of node:http, node:https or node:http2, or an object with `name` and " +
        "`drain()`, got an object of class Object. Attach what `app.listen(port)` or `http.createServer(app)` returns",
    ],
  ])("%s", async (_what, drainable, message) => {
    const { host, shutdown } = startingService({ signals: false });
    expect(() => shutdown.attach(drainable as Attachable)).toThrow(new TypeError(message));
    const stopped = shutdown.stop();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, failed: [] });
  });

  const attachedAlready = new Error("This server is attached already: attach each server once");

  it("that is attached already, here or elsewhere", () => {
    const { host, shutdown } = readyService();
    const emails = shutdown.attach<Drainable>({ name: "emails", drain });
    expect(() => shutdown.attach(emails)).toThrow(attachedAlready);
    const other = new GracefulShutdown({ logger: false }, host);
    expect(() => other.attach(emails)).toThrow(attachedAlready);
  });

  it("once draining has begun", async () => {
    const { host, shutdown } = readyService();
    const late: Drainable = { name: "late", drain };
    shutdown.attach({ name: "emails", drain: () => shutdown.attach(late) });
    const stopped = shutdown.stop();
    await host.settle();
    const refused = (phase: string): Error =>
      new Error(`Cannot attach a server while ${phase}: make a new gracefulShutdown() for it`);
    expect((await stopped).failed).toEqual([{ name: 'drain of "emails"', error: refused("draining") }]);
    expect(() => shutdown.attach(late)).toThrow(refused("stopped"));
  });
});

describe("attach() gives back what it was given", () => {
  it.each<[string, Attachable]>([
    ["a drainable", { name: "emails", drain }],
    ["a server", createServer()],
  ])("%s, which may be attached again after the stop", async (_what, attachable) => {
    const { host, shutdown } = readyService();
    expect(shutdown.attach(attachable)).toBe(attachable);
    void shutdown.stop();
    await host.settle();
    const next = new GracefulShutdown({ logger: false }, host);
    expect(next.attach(attachable)).toBe(attachable);
  });

  it("and two drainables of the same name are two", async () => {
    const { host, shutdown } = readyService();
    const drained: string[] = [];
    for (const which of ["first", "second"])
      shutdown.attach({ name: "emails", drain: () => drained.push(which) });
    void shutdown.stop();
    await host.settle();
    expect(drained).toEqual(["first", "second"]);
  });
});
