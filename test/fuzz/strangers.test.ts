import { describe, it } from "vitest";
import { seed } from "../../packages/core/test/seed.ts";
import { SeededRandom } from "../../rehearsal/seeded-random.ts";
import { kinds } from "./kinds.ts";
import { gracePeriodMs, siege } from "./siege.ts";
import { Victim } from "./victim.ts";

/** 10,000 over all kinds of servers. */
const connectionsPerKind = 2_000;
/** Node itself keeps things that it makes once. */
const connectionsToWarmUp = 60;
/** Some 1 MB is kept of what was compiled and learned; a TLS connection kept by mistake is 10 kB. */
const heapMayGrowBytes = 3_000_000;

describe.concurrent(`servers that stop under whatever bytes come (seed ${seed})`, () => {
  it.for(kinds)(
    "%s: nothing crashes, hangs or leaks, and ordinary requests are answered whole",
    { timeout: 150_000 },
    async (kind, { expect, onTestFinished }) => {
      const random = new SeededRandom(seed).fork(kind);
      const victim = new Victim(kind);
      onTestFinished(() => victim.kill());
      const start = await victim.weigh();
      await siege(victim, kind, random.fork("warm-up"), connectionsToWarmUp);
      const warm = await victim.weigh();
      const lives = await siege(victim, kind, random, connectionsPerKind);
      const end = await victim.weigh();

      const meetings = lives.flatMap((life) => life.meetings);
      expect(meetings.filter((meeting) => meeting === "met").length).toBeGreaterThanOrEqual(
        connectionsPerKind,
      );
      expect(meetings).not.toContain("still connected");
      expect(lives.flatMap(({ wrong }) => wrong)).toEqual([]);

      const stops = lives.map(({ stopped }) => stopped);
      // Where the machine was busy with something else for a while, the stop may be late by as much.
      const late = stops.filter(
        ({ outcome, longestTurnMs }) => outcome.tookMs - longestTurnMs > gracePeriodMs,
      );
      expect(late).toEqual([]);
      expect(stops.filter(({ connections }) => connections > 0)).toEqual([]);
      expect(stops.flatMap(({ outcome }) => outcome.failed)).toEqual([]);
      for (const { before, after } of stops) expect(after).toEqual(before);

      expect(end).toMatchObject({ resources: start.resources, listeners: start.listeners });
      // Node itself keeps a session of HTTP/2, and with it its server, whose client sends garbage and resets.
      if (kind === "http1" || kind === "https") expect(end.survivors).toBe(0);
      expect(end.heapBytes - warm.heapBytes).toBeLessThan(heapMayGrowBytes);
      expect(await victim.end()).toEqual({ code: 0, signal: null, stderr: "" });
    },
  );
});
