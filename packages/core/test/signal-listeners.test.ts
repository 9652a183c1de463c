import { describe, expect, it } from "vitest";
import { dispatcherOf, member } from "./fake-member.ts";
import { forever } from "./service.ts";

function closeEverything(): void {}

describe("who listens to signals", () => {
  it("is nobody any more when the last shutdown has left", () => {
    const [one, other] = [member(), member({ signals: ["SIGHUP"] })];
    const { host, dispatcher } = dispatcherOf(one, other);
    dispatcher.leave(one);
    expect(host.leftovers.listeners).toBe(2);
    dispatcher.leave(other);
    expect(host.leftovers.listeners).toBe(0);
    dispatcher.join(one);
    expect(host.leftovers.listeners).toBe(3);
  });

  it("keeps listening until the exit when the last has left after a signal", async () => {
    const one = member();
    const { host, dispatcher } = dispatcherOf(one);
    host.flushed = forever;
    await host.deliver("SIGTERM");
    dispatcher.leave(one);
    one.done.resolve(0);
    await host.advance(500);
    await host.deliver("SIGTERM");
    expect(host.killedBy).toBeUndefined();
  });

  it("listens to the signals that are asked for, and to no other", async () => {
    const { host } = dispatcherOf(member({ signals: ["SIGHUP"] }), member({ signals: [] }));
    expect(host.signalListeners("SIGHUP")).toHaveLength(1);
    await host.deliver("SIGTERM");
    expect(host.killedBy).toBe("SIGTERM");
  });

  it("stops one that listens to nothing, too, where another's signal will exit the process", async () => {
    const [silent, other] = [member({ signals: [] }), member()];
    const { host } = dispatcherOf(silent, other);
    await host.deliver("SIGTERM");
    expect(silent.told).toEqual(["stop by SIGTERM"]);
  });

  it("tells the names of other listeners of SIGTERM and SIGINT, or how their source begins", () => {
    const { host, dispatcher } = dispatcherOf(member());
    host.addForeignListener("SIGTERM", closeEverything);
    host.addForeignListener("SIGTERM", () =>
      process.emitWarning("a listener whose source is longer than sixty letters"),
    );
    host.addForeignListener("SIGINT", () => {});
    host.addForeignListener("SIGHUP", closeEverything);
    expect(dispatcher.foreignListeners()).toEqual([
      "SIGTERM: closeEverything",
      `SIGTERM: () => process.emitWarning("a listener whose source is longer…`,
      "SIGINT: () => {}",
    ]);
  });
});
