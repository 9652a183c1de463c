import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { never, seen, sleep, within } from "../src/within.ts";
import { FakeHost } from "./fake-host.ts";
import { forever } from "./service.ts";

describe("within", () => {
  it.each([
    ["finished", "ends in time"],
    ["finished", "fails in time"],
    ["hurried", "is hurried"],
    ["out of time", "never ends"],
  ] as const)("says `%s` when the work %s, and leaves nothing behind", async (ending, what) => {
    const host = new FakeHost();
    const controller = new AbortController();
    const work = Promise.withResolvers<void>();
    let over: AbortSignal | undefined;
    const race = within(host, { ms: 100, unless: controller.signal }, (given) => {
      over = given;
      return work.promise;
    });
    await host.advance(50);
    expect(over?.aborted).toBe(false);
    if (what === "ends in time") work.resolve();
    if (what === "fails in time") work.reject(new Error("boom"));
    if (what === "is hurried") controller.abort();
    if (what === "never ends") await host.advance(50);
    expect(await race).toBe(ending);
    expect(over?.aborted).toBe(true);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(host.leftovers.timers).toBe(0);
  });

  it("says the first ending alone", async () => {
    const host = new FakeHost();
    const controller = new AbortController();
    const work = Promise.withResolvers<void>();
    const race = within(host, { ms: 100, unless: controller.signal }, () => work.promise);
    controller.abort();
    work.resolve();
    await host.advance(100);
    expect(await race).toBe("hurried");
  });

  it("does not begin the work where there is no patience left", async () => {
    const host = new FakeHost();
    let isBegun = false;
    const work = (): Promise<void> => {
      isBegun = true;
      return forever;
    };
    expect(await within(host, { ms: 100, unless: AbortSignal.abort() }, work)).toBe("hurried");
    expect(isBegun).toBe(false);
    expect(host.leftovers.timers).toBe(0);
  });

  it("gives work that needs no time its chance though there is none", async () => {
    const host = new FakeHost();
    const race = within(host, { ms: -5, unless: never }, () => Promise.resolve());
    await host.settle();
    expect(await race).toBe("finished");
  });
});

describe("sleep", () => {
  it("takes its time, and leaves nothing behind", async () => {
    const host = new FakeHost();
    const { signal } = new AbortController();
    let isAwake = false;
    void sleep(host, 100, signal).then(() => (isAwake = true));
    await host.advance(99);
    expect(isAwake).toBe(false);
    await host.advance(1);
    expect(isAwake).toBe(true);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("ends when it is cut short, and leaves nothing behind", async () => {
    const host = new FakeHost();
    const controller = new AbortController();
    const asleep = sleep(host, 100, controller.signal);
    controller.abort();
    await asleep;
    expect(host.now()).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    expect(host.leftovers.timers).toBe(0);
  });

  it.each([0, -1])("of %i ms is none", async (ms) => {
    const host = new FakeHost();
    await sleep(host, ms, never);
    expect(host.leftovers.timers).toBe(0);
  });

  it("is none where it is cut short already", async () => {
    const host = new FakeHost();
    await sleep(host, 100, AbortSignal.abort());
    expect(host.leftovers.timers).toBe(0);
  });
});

describe("seen", () => {
  it("waits for several turns of the event loop, in which a connection is accepted and read", async () => {
    const host = new FakeHost();
    const turns: string[] = [];
    void seen(host).then(() => turns.push("seen"));
    await host.turn();
    await host.turn();
    expect(turns).toEqual([]);
    await host.settle();
    expect(turns).toEqual(["seen"]);
    expect(host.now()).toBe(0);
  });
});
