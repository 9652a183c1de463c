import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { noting } from "./noting-drainable.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

describe("the timeline of drainables beside a server", () => {
  it("discourages at the lame duck, drains with the servers, and closes when both are done", async () => {
    const { host, shutdown, timeline, server } = readyService({}, inKubernetes);
    const work = Promise.withResolvers<void>();
    shutdown.attach(noting(timeline, host, "emails", work.promise));
    shutdown.attach(noting(timeline, host, "timers"));
    shutdown.onClose("pool", () => void timeline.push("the pool closes"));
    const client = connect(server);
    void shutdown.stop();
    await host.advance(12_000);
    work.resolve();
    await host.advance(1_000);
    client.leave();
    await host.advance(17_000);
    expect(timeline).toEqual([
      "0 stopping: requested, 30000 ms of grace",
      "0 lame-duck",
      "0 emails: discourage",
      "0 timers: discourage",
      "10000 draining",
      "10000 emails: drain",
      "10000 timers: drain",
      "10000 timers: drained",
      "12000 emails: drained",
      "13000 closing",
      "the pool closes",
      "13000 stopped",
      "13000 outcome 0",
    ]);
  });

  it("cuts off at the deadline who is not drained by then, and gives the hooks their time", async () => {
    const { host, shutdown, timeline } = readyService({ gracePeriodMs: 30_000 });
    shutdown.attach(noting(timeline, host, "emails", forever));
    shutdown.attach(noting(timeline, host, "timers"));
    shutdown.onClose("pool", () => void timeline.push("the pool closes"));
    void shutdown.stop();
    await host.advance(30_000);
    expect(timeline.slice(5)).toEqual([
      "0 emails: drain",
      "0 timers: drain",
      "0 timers: drained",
      "23000 emails: cut off",
      "23000 cut off: emails",
      "23500 closing",
      "the pool closes",
      "23500 stopped",
      "23500 outcome 1",
    ]);
  });

  it("waits for what waitUntil() was given by a drainable at its end", async () => {
    const { host, shutdown, timeline } = readyService();
    const receipt = Promise.withResolvers<void>();
    shutdown.attach({ name: "emails", drain: () => void shutdown.waitUntil(receipt.promise, "a receipt") });
    void shutdown.stop();
    await host.advance(2_000);
    expect(shutdown.phase).toBe("draining");
    receipt.resolve();
    await host.settle();
    expect(timeline.at(-1)).toBe("2000 outcome 0");
  });

  it("discourages at once who is attached during the lame duck, and drains it with all others", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    void shutdown.stop();
    await host.advance(4_000);
    shutdown.attach(noting(timeline, host, "late"));
    await host.advance(26_000);
    expect(timeline.slice(1, 6)).toEqual([
      "0 lame-duck",
      "4000 late: discourage",
      "10000 draining",
      "10000 late: drain",
      "10000 late: drained",
    ]);
  });

  it.each(["entered", "leaving"] as const)(
    "discourages once who is attached by a listener (%s)",
    async (by) => {
      const { host, shutdown, timeline } = readyService();
      const attach = (): void => void shutdown.attach(noting(timeline, host, "late"));
      if (by === "leaving") shutdown.leaving.addEventListener("abort", attach);
      else shutdown.on(({ type }) => type === "stopping" && attach());
      void shutdown.stop();
      await host.settle();
      expect(timeline.filter((line) => line.includes("late"))).toEqual([
        "0 late: discourage",
        "0 late: drain",
        "0 late: drained",
      ]);
    },
  );

  it("drains at once at SIGINT, and still waits for what has begun", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    shutdown.attach(
      noting(timeline, host, "emails", new Promise((resolve) => void host.after(500, resolve))),
    );
    await host.deliver("SIGINT");
    await host.advance(1_000);
    expect(timeline.slice(2)).toEqual([
      "0 emails: discourage",
      "0 draining",
      "0 emails: drain",
      "500 emails: drained",
      "500 closing",
      "500 stopped",
      "500 outcome 0",
    ]);
  });
});
