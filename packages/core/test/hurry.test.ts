import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

/** What was entered, without times. */
const phasesOf = (timeline: readonly string[]): string[] =>
  timeline.map((line) => line.replace(/^\d+ /, "")).filter((what) => /^[a-z-]+$/.test(what));

/** The timeline of a stop, hurried at a moment or not at all. */
async function stopped(hurriedAtMs: number | undefined): Promise<string[]> {
  const { host, shutdown, server, timeline } = readyService({}, inKubernetes);
  connect(server);
  const work = Promise.withResolvers<void>();
  void shutdown.waitUntil(work.promise, "an import");
  shutdown.onClose("postgres", () => {});
  await host.deliver("SIGTERM");
  await host.advance(hurriedAtMs ?? 12_000);
  if (hurriedAtMs === undefined) work.resolve();
  else await host.deliver("SIGINT");
  await host.advance(10_000);
  return timeline;
}

describe("a SIGINT that hurries", () => {
  it("ends the lame duck and the draining, and visits the same phases in the same order", async () => {
    const inPeace = await stopped(undefined);
    const duringLameDuck = await stopped(3_000);
    const whileDraining = await stopped(11_000);
    expect(duringLameDuck).toEqual([
      "0 stopping: SIGTERM, 30000 ms of grace",
      "0 lame-duck",
      "3000 hurried by SIGINT",
      "3000 draining",
      "3000 cut off: an import",
      "3000 closing",
      "3000 stopped",
      "3000 outcome 1",
    ]);
    expect(whileDraining.slice(1)).toEqual([
      "0 lame-duck",
      "10000 draining",
      "11000 hurried by SIGINT",
      "11000 cut off: an import",
      "11000 closing",
      "11000 stopped",
      "11000 outcome 1",
    ]);
    expect(phasesOf(duringLameDuck)).toEqual(phasesOf(inPeace));
    expect(phasesOf(whileDraining)).toEqual(phasesOf(inPeace));
  });

  it("fires both abort signals before anything is cut off", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    shutdown.leaving.addEventListener("abort", () => timeline.push("leaving"));
    shutdown.deadline.addEventListener("abort", () => timeline.push("deadline"));
    void shutdown.waitUntil(forever, "an import");
    await host.deliver("SIGTERM");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    expect(timeline.slice(1, 7)).toEqual([
      "0 lame-duck",
      "leaving",
      "1000 hurried by SIGINT",
      "1000 draining",
      "deadline",
      "1000 cut off: an import",
    ]);
  });

  it("lets work that answers at the deadline's signal finish", async () => {
    const { host, shutdown } = readyService({}, inKubernetes);
    const work = new Promise<void>((resolve) => {
      shutdown.deadline.addEventListener("abort", () => resolve());
    });
    void shutdown.waitUntil(work, "an import");
    await host.deliver("SIGTERM");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    expect(host.exits).toEqual([0]);
  });

  it("lets work finish, too, that needs a turn of the event loop to answer", async () => {
    const { host, shutdown } = readyService({}, inKubernetes);
    const work = new Promise<void>((resolve) => {
      shutdown.deadline.addEventListener("abort", () => host.afterTurn(resolve));
    });
    void shutdown.waitUntil(work, "an import");
    await host.deliver("SIGTERM");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    expect(host.exits).toEqual([0]);
  });

  it("leaves close hooks their time", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    shutdown.onClose("postgres", () => new Promise((resolve) => void host.after(4_000, () => resolve(0))));
    await host.deliver("SIGTERM");
    await host.advance(1_000);
    await host.deliver("SIGINT");
    await host.advance(4_000);
    expect(timeline.slice(-3)).toEqual(["1000 closing", "5000 stopped", "5000 outcome 0"]);
    expect(host.exits).toEqual([0]);
  });

  it("ends lame duck and lingering of a stop() that is under way, and no more: it is the first signal", async () => {
    const { host, shutdown, server, timeline } = readyService({}, inKubernetes);
    const client = connect(server);
    const work = Promise.withResolvers<void>();
    void shutdown.waitUntil(work.promise, "an import");
    void shutdown.stop("requested");
    await host.advance(3_000);
    await host.deliver("SIGINT");
    expect(client.isConnected).toBe(false);
    expect(shutdown.phase).toBe("draining");
    work.resolve();
    await host.settle();
    expect(timeline.slice(1)).toEqual([
      "0 lame-duck",
      "3000 draining",
      "3000 closing",
      "3000 stopped",
      "3000 outcome 0",
    ]);
    expect(host.exits).toEqual([0]);
  });

  it("is not there for a repeated SIGTERM: a restarted kubelet sends one", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    await host.deliver("SIGTERM");
    for (let seconds = 1; seconds < 10; seconds += 1) {
      await host.advance(1_000);
      await host.deliver("SIGTERM");
    }
    expect(shutdown.phase).toBe("lame-duck");
    await host.advance(1_000);
    expect(timeline).toEqual([
      "0 stopping: SIGTERM, 30000 ms of grace",
      "0 lame-duck",
      "10000 draining",
      "10000 closing",
      "10000 stopped",
      "10000 outcome 0",
    ]);
  });
});
