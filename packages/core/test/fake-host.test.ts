import { describe, expect, it } from "vitest";
import { FakeHost } from "./fake-host.ts";

describe("the fake host", () => {
  it("fires timers in the order of their times, and of their making, and lets promises settle between", async () => {
    const host = new FakeHost();
    const seen: string[] = [];
    const note = (what: string): void => void seen.push(`${host.now()} ${what}`);
    host.after(200, () => note("second"));
    host.after(100, () => {
      note("first");
      void Promise.resolve()
        .then(() => note("its promise"))
        .finally(() => host.after(50, () => note("its own timer")));
      host.afterTurn(() => note("its turn"));
    });
    host.after(200, () => note("third"));
    host.after(201, () => note("too late"));
    const cancel = host.after(150, () => note("cancelled"));
    cancel();
    await host.advance(200);
    expect(seen).toEqual([
      "100 first",
      "100 its promise",
      "100 its turn",
      "150 its own timer",
      "200 second",
      "200 third",
    ]);
    expect(host.leftovers).toEqual({ timers: 1, turns: 0, listeners: 0 });
  });

  it("fires a timer at once that is longer than Node's longest", async () => {
    const host = new FakeHost();
    let isFired = false;
    host.after(2 ** 31, () => (isFired = true));
    await host.advance(1);
    expect(isFired).toBe(true);
  });

  it("is killed by a signal that nobody listens to, and by that alone", async () => {
    const host = new FakeHost();
    const off = host.onSignal("SIGTERM", () => {});
    await host.deliver("SIGTERM");
    expect(host.killedBy).toBeUndefined();
    off();
    await host.deliver("SIGTERM");
    expect(host.killedBy).toBe("SIGTERM");
  });

  it("does nothing more after its exit", async () => {
    const host = new FakeHost();
    const seen: unknown[] = [];
    host.onExit((code) => void seen.push(code));
    host.onSignal("SIGTERM", () => void seen.push("SIGTERM"));
    host.after(10, () => host.exit(3));
    host.after(20, () => void seen.push("a timer"));
    await host.advance(30);
    await host.deliver("SIGTERM");
    expect(seen).toEqual([3]);
    expect(host.exits).toEqual([3]);
  });

  it("says so when the event loop turns for ever", async () => {
    const host = new FakeHost();
    const turn = (): void => host.afterTurn(turn);
    turn();
    await expect(host.settle()).rejects.toThrow("The event loop turns and turns, and no time passes");
  });
});
