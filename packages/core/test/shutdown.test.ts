import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { CloseHooks } from "../src/close-hooks.ts";
import { Events } from "../src/events.ts";
import { Journal } from "../src/journal.ts";
import { Patience } from "../src/patience.ts";
import { Quiet } from "../src/quiet.ts";
import { RequestSignals } from "../src/request-signals.ts";
import { shutDown } from "../src/shutdown.ts";
import { timetable } from "../src/timetable.ts";
import { WaitedWork } from "../src/waited-work.ts";
import type { ShutdownOptions } from "../src/index.ts";
import { FakeServer } from "./fake-server.ts";
import { FakeHost } from "./fake-host.ts";

const surroundings = { isKubernetes: false, isWatched: false, gracePeriodMs: undefined };
const work = { kind: "work", name: "a queue's message", atLeastMs: 0 } as const;

/** Runs the script alone, with two fake servers. */
function script(options: ShutdownOptions = {}) {
  const host = new FakeHost();
  const timeline: string[] = [];
  const tell = (what: string): void => void timeline.push(`${host.now()} ${what}`);
  const [first, second] = [new FakeServer("first", tell), new FakeServer("second", tell)];
  const servers = [first, second];
  const events = new Events(host);
  const hooks = new CloseHooks(host);
  const patience = new Patience();
  const run = () => {
    const journal = new Journal("requested", host, events);
    return shutDown({
      host,
      timetable: timetable(options, surroundings, true),
      events,
      journal,
      signals: new RequestSignals(),
      patience,
      quiet: new Quiet(host),
      hooks,
      attached: () => servers,
      servers: () => servers,
      work: new WaitedWork(host),
      enter: (phase) => {
        journal.entered(phase);
        tell(phase);
      },
    });
  };
  return { host, timeline, first, second, servers, hooks, patience, tell, run };
}

describe("the script of a shutdown", () => {
  it("discourages, drains and closes, each for all servers side by side", async () => {
    const { host, timeline, first, second, hooks, tell, run } = script({
      lameDuck: { minimumMs: 400, quietMs: 0 },
    });
    hooks.add("postgres", () => tell("postgres closed"), {});
    const stopped = run();
    await host.advance(1_000);
    first.drained.resolve();
    await host.advance(1_000);
    second.drained.resolve();
    await host.settle();
    expect(timeline).toEqual([
      "0 lame-duck",
      "0 first: discourage over 400 ms",
      "0 second: discourage over 400 ms",
      "400 draining",
      "400 first: drain, linger 5000 ms",
      "400 second: drain, linger 5000 ms",
      "2000 closing",
      "2000 postgres closed",
      "2000 stopped",
    ]);
    expect(await stopped).toMatchObject({
      code: 0,
      tookMs: 2_000,
      phases: [
        { phase: "lame-duck", ms: 400 },
        { phase: "draining", ms: 1_600 },
        { phase: "closing", ms: 0 },
      ],
    });
  });

  it("drains a server, too, that came during the lame duck", async () => {
    const { host, timeline, servers, first, second, tell, run } = script({
      lameDuck: { minimumMs: 400, quietMs: 0 },
    });
    void run();
    await host.advance(100);
    const third = new FakeServer("third", tell);
    servers.push(third);
    await host.advance(300);
    for (const server of [first, second, third]) server.drained.resolve();
    await host.settle();
    expect(timeline.slice(-3)).toEqual(["400 third: drain, linger 5000 ms", "400 closing", "400 stopped"]);
  });

  it("cuts off all at the deadline, and adds up what was finished and what was not", async () => {
    const { host, timeline, first, second, run } = script({ gracePeriodMs: 30_000, lameDuck: false });
    first.cut = [work];
    second.cut = [work, work];
    first.finishedCount = 2;
    second.finishedCount = 5;
    const stopped = run();
    await host.advance(28_000);
    first.drained.resolve();
    second.drained.resolve();
    await host.settle();
    expect(timeline.slice(-4)).toEqual([
      "28000 first: cut off",
      "28000 second: cut off",
      "28000 closing",
      "28000 stopped",
    ]);
    expect(await stopped).toMatchObject({ code: 1, requestsFinished: 7, cutOff: [work, work, work] });
  });

  it("waits a moment until what was cut off is gone, before anything is closed that it may use", async () => {
    const { host, timeline, first, second, run } = script({ gracePeriodMs: 30_000, lameDuck: false });
    void run();
    await host.advance(28_000);
    second.drained.resolve();
    await host.advance(50);
    expect(timeline.at(-1)).toBe("28000 second: cut off");
    first.drained.resolve();
    await host.settle();
    expect(timeline.slice(-2)).toEqual(["28050 closing", "28050 stopped"]);
  });

  it("takes a server whose draining fails for drained", async () => {
    const { host, timeline, first, second, run } = script();
    void run();
    await host.settle();
    first.drained.reject(new Error("broken"));
    second.drained.resolve();
    await host.settle();
    expect(timeline.at(-1)).toBe("0 stopped");
  });

  it.each([1_000, 3_000, 10_000, 30_000, 90_000])(
    "settles within the grace period of %i ms though a server is never drained, and keeps the hooks' time",
    async (gracePeriodMs) => {
      for (const hasHooks of [false, true]) {
        const { host, hooks, tell, timeline, run } = script({ gracePeriodMs, lameDuck: false });
        const closed = (): Promise<void> =>
          new Promise<void>((resolve) => void host.after(gracePeriodMs / 8, resolve)).then(() =>
            tell("closed"),
          );
        if (hasHooks) hooks.add("postgres", closed, {});
        const stopped = run();
        await host.advance(gracePeriodMs);
        const { tookMs, failed } = await stopped;
        expect(tookMs).toBeLessThan(gracePeriodMs);
        expect(failed).toEqual([]);
        expect(timeline.some((line) => line.endsWith("closed"))).toBe(hasHooks);
      }
    },
  );

  it("tells idle connections when nobody waits for them any longer", async () => {
    const { host, timeline, patience, run } = script({ lameDuck: false });
    void run();
    await host.advance(200);
    patience.endCourtesy();
    await host.settle();
    expect(timeline.slice(-2)).toEqual(["200 first: linger no longer", "200 second: linger no longer"]);
  });

  it("leaves no timer and no listener of its signals behind", async () => {
    const { host, first, second, patience, run } = script({ lameDuck: { minimumMs: 400, quietMs: 0 } });
    const listeners = () =>
      [patience.forStrangers, patience.forWork].flatMap((signal) => getEventListeners(signal, "abort"));
    void run();
    await host.advance(500);
    expect(listeners()).not.toEqual([]);
    first.drained.resolve();
    second.drained.resolve();
    await host.settle();
    expect(listeners()).toEqual([]);
    expect(host.leftovers.timers).toBe(0);
  });
});
