import { describe, expect, it } from "vitest";
import { dispatcherOf, member } from "./fake-member.ts";
import { forever } from "./service.ts";

describe("the exit", () => {
  it("waits for all, and the worst code wins", async () => {
    const [clean, worse, last] = [member(), member(), member()];
    const { host } = dispatcherOf(clean, worse, last);
    await host.deliver("SIGTERM");
    worse.done.resolve(1);
    clean.done.resolve(0);
    await host.advance(5_000);
    expect(host.exits).toEqual([]);
    last.done.resolve(0);
    await host.settle();
    expect(host.exits).toEqual([1]);
  });

  it("waits for one that joins while others stop: it is stopped at once, by the same signal", async () => {
    const [early, late] = [member(), member()];
    const { host, dispatcher } = dispatcherOf(early);
    await host.deliver("SIGTERM");
    await host.advance(100);
    dispatcher.join(late);
    expect(late.told).toEqual(["stop by SIGTERM"]);
    early.done.resolve(0);
    await host.settle();
    expect(host.exits).toEqual([]);
    late.done.resolve(1);
    await host.settle();
    expect(host.exits).toEqual([1]);
  });

  it("is waited for in a hurry by one that joins after a SIGINT has hurried the others", async () => {
    const [early, late] = [member(), member()];
    const { host, dispatcher } = dispatcherOf(early);
    await host.deliver("SIGTERM");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    dispatcher.join(late);
    expect(late.told).toEqual(["stop by SIGTERM", "hurry by SIGINT"]);
  });

  it("comes only when somebody wants it; otherwise every listener goes, and signals are heard anew", async () => {
    const [one, other] = [member({ exits: false }), member({ exits: false })];
    const { host, dispatcher } = dispatcherOf(one, other);
    await host.deliver("SIGTERM");
    for (const { done } of [one, other]) done.resolve(0);
    for (const each of [one, other]) dispatcher.leave(each);
    await host.advance(10_000);
    expect(host.exits).toEqual([]);
    expect(host.leftovers.listeners).toBe(0);
    const again = member({ exits: false });
    dispatcher.join(again);
    await host.deliver("SIGTERM");
    again.done.resolve(0);
    dispatcher.leave(again);
    await host.settle();
    expect(host.exits).toEqual([]);
    const next = member();
    dispatcher.join(next);
    expect(next.told).toEqual([]);
    await host.deliver("SIGTERM");
    expect(next.told).toEqual(["stop by SIGTERM"]);
    next.done.resolve(0);
    await host.settle();
    expect(host.exits).toEqual([0]);
  });

  it("is asked for by those alone who hear the signal: without an exit the others go on", async () => {
    const [hears, doesNot] = [member({ signals: ["SIGHUP"], exits: false }), member()];
    const { host, dispatcher } = dispatcherOf(hears, doesNot);
    await host.deliver("SIGHUP");
    expect([hears.told, doesNot.told]).toEqual([["stop by SIGHUP"], []]);
    hears.done.resolve(0);
    dispatcher.leave(hears);
    await host.settle();
    expect(host.exits).toEqual([]);
    await host.deliver("SIGTERM");
    expect(doesNot.told).toEqual(["stop by SIGTERM"]);
    doesNot.done.resolve(1);
    await host.settle();
    expect(host.exits).toEqual([1]);
  });

  it("is not kept from one by the signal of another that does not exit and is still stopping", async () => {
    const [reload, service] = [member({ signals: ["SIGHUP"], exits: false }), member()];
    const { host } = dispatcherOf(reload, service);
    await host.deliver("SIGHUP");
    await host.advance(1_000);
    await host.deliver("SIGTERM");
    expect(service.told).toEqual(["stop by SIGTERM"]);
    service.done.resolve(0);
    reload.done.resolve(0);
    await host.settle();
    expect(host.exits).toEqual([0]);
  });

  it("is of concern to one that hears nothing, too, and joins when it is decided", async () => {
    const [early, late] = [member(), member({ signals: [], exits: false })];
    const { host, dispatcher } = dispatcherOf(early);
    await host.deliver("SIGTERM");
    dispatcher.join(late);
    expect(late.told).toEqual(["stop by SIGTERM"]);
    early.done.resolve(0);
    await host.settle();
    expect(host.exits).toEqual([]);
    late.done.resolve(0);
    await host.settle();
    expect(host.exits).toEqual([0]);
  });

  it("is not needed to stop one that joins late and hears the signal", async () => {
    const [early, late] = [member({ exits: false }), member({ exits: false })];
    const { host, dispatcher } = dispatcherOf(early);
    await host.deliver("SIGTERM");
    dispatcher.join(late);
    expect(late.told).toEqual(["stop by SIGTERM"]);
  });

  it("is not hurried by a SIGINT that is the first signal for another", async () => {
    const [reload, service] = [member({ signals: ["SIGHUP"], exits: false }), member()];
    const { host } = dispatcherOf(reload, service);
    await host.deliver("SIGHUP");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    expect([reload.told, service.told]).toEqual([["stop by SIGHUP"], ["stop by SIGINT"]]);
    await host.advance(1_000);
    await host.deliver("SIGINT");
    expect(service.told).toEqual(["stop by SIGINT", "hurry by SIGINT"]);
    expect(reload.told).toEqual(["stop by SIGHUP", "hurry by SIGINT"]);
  });

  it("does not come for one that joins while another stops by a signal that is not its own", async () => {
    const [reload, late] = [member({ signals: ["SIGHUP"], exits: false }), member()];
    const { host, dispatcher } = dispatcherOf(reload);
    await host.deliver("SIGHUP");
    dispatcher.join(late);
    expect(late.told).toEqual([]);
    reload.done.resolve(0);
    dispatcher.leave(reload);
    await host.settle();
    expect(host.exits).toEqual([]);
    expect(host.signalListeners("SIGTERM")).toHaveLength(1);
  });

  it("comes when one of those that hear wants it, and for all then", async () => {
    const [one, other, deaf] = [member({ exits: false }), member(), member({ signals: [], exits: false })];
    const { host } = dispatcherOf(one, other, deaf);
    await host.deliver("SIGTERM");
    expect(deaf.told).toEqual(["stop by SIGTERM"]);
    for (const { done } of [one, other, deaf]) done.resolve(0);
    await host.settle();
    expect(host.exits).toEqual([0]);
  });

  it("waits until stdout and stderr have taken what was written", async () => {
    const one = member();
    const { host } = dispatcherOf(one);
    const flushed = Promise.withResolvers<void>();
    host.flushed = flushed.promise;
    await host.deliver("SIGTERM");
    one.done.resolve(0);
    await host.advance(999);
    expect(host.exits).toEqual([]);
    flushed.resolve();
    await host.settle();
    expect(host.exits).toEqual([0]);
  });

  it("waits for that no longer than 1 s", async () => {
    const one = member();
    const { host } = dispatcherOf(one);
    host.flushed = forever;
    await host.deliver("SIGTERM");
    one.done.resolve(0);
    await host.advance(1_000);
    expect(host.exits).toEqual([0]);
  });
});
