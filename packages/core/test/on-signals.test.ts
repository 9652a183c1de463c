import { describe, expect, it } from "vitest";
import { SignalDispatcher } from "../src/on-signals.ts";
import { FakeHost } from "./fake-host.ts";
import { dispatcherOf, member } from "./fake-member.ts";

describe("the signals of a process", () => {
  it("have one listener each, and the exit one, however many shutdowns there are", () => {
    const { host } = dispatcherOf(...Array.from({ length: 11 }, () => member()));
    expect(host.signalListeners("SIGTERM")).toHaveLength(1);
    expect(host.signalListeners("SIGINT")).toHaveLength(1);
    expect(host.leftovers.listeners).toBe(3);
  });

  it("are heard by one dispatcher, whichever copy of the library asks for it", () => {
    const { host, dispatcher } = dispatcherOf();
    expect(SignalDispatcher.of(host)).toBe(dispatcher);
    expect(SignalDispatcher.of(new FakeHost())).not.toBe(dispatcher);
  });

  it("stop each shutdown once, though it joins twice", async () => {
    const one = member();
    const { host, dispatcher } = dispatcherOf(one, one);
    await host.deliver("SIGTERM");
    dispatcher.join(one);
    expect(one.told).toEqual(["stop by SIGTERM"]);
  });

  it("are an echo within 200 ms of the first", async () => {
    const one = member();
    const { host } = dispatcherOf(one);
    await host.deliver("SIGTERM");
    await host.deliver("SIGINT");
    await host.advance(199);
    await host.deliver("SIGINT");
    expect(one.told).toEqual(["stop by SIGTERM"]);
    await host.advance(1);
    await host.deliver("SIGINT");
    expect(one.told).toEqual(["stop by SIGTERM", "hurry by SIGINT"]);
  });

  it("shorten nothing when SIGTERM is repeated", async () => {
    const one = member();
    const { host } = dispatcherOf(one);
    for (let sent = 0; sent < 5; sent += 1) {
      await host.deliver("SIGTERM");
      await host.advance(1_000);
    }
    expect(one.told).toEqual(["stop by SIGTERM"]);
    expect(host.exits).toEqual([]);
  });

  it.each(["SIGTERM", "SIGINT"] as const)("hurry by SIGINT after %s, and exit by one more", async (first) => {
    const one = member();
    const { host } = dispatcherOf(one);
    await host.deliver(first);
    await host.advance(1_000);
    await host.deliver("SIGINT");
    await host.advance(199);
    await host.deliver("SIGINT");
    expect(host.exits).toEqual([]);
    await host.advance(1);
    await host.deliver("SIGTERM");
    expect(host.exits).toEqual([]);
    await host.deliver("SIGINT");
    expect(host.exits).toEqual([130]);
    expect(one.told).toEqual([`stop by ${first}`, "hurry by SIGINT", "exiting with 130"]);
  });
});
