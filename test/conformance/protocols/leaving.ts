import { describe, it } from "vitest";
import type { ServiceOptions } from "../service.ts";
import { longLameDuck } from "../stops.ts";
import type { Protocol } from "./protocol.ts";

const shortLinger: ServiceOptions = { gracePeriodMs: 6_000, lameDuck: false, lingerMs: 300 };
const shortGrace: ServiceOptions = { gracePeriodMs: 1_200, lameDuck: false, lingerMs: 100 };

/** What every protocol promises its clients when the server leaves. */
export function describeLeaving({ name, start, cutOff }: Protocol): void {
  describe(`${name}:`, () => {
    it("in flight finishes", async ({ expect, onTestFinished }) => {
      const party = await start(shortLinger, onTestFinished);
      const talk = await party.connect();
      const unfinished = await talk.begin("page");
      await party.stopUntil("draining");
      await party.listenerClosed();
      party.pages.release("page");
      expect(await unfinished.whole).toBe("this is page");
      expect(await party.shutdown.stop()).toMatchObject({ code: 0, cutOff: [] });
    });

    it("new during the lame duck is served", async ({ expect, onTestFinished }) => {
      const party = await start(longLameDuck, onTestFinished);
      const anchor = await party.connect();
      await anchor.ask("before");
      await party.stopUntil("lame-duck");
      for (const page of ["first", "second"]) {
        const talk = await party.connect();
        expect(await talk.ask(page)).toBe(`this is ${page}`);
      }
      const talk = await party.connect();
      const unfinished = await talk.begin("third");
      expect(party.shutdown.phase).toBe("lame-duck");
      const stopped = party.shutdown.stop();
      void party.shutdown[Symbol.asyncDispose]();
      party.pages.release("third");
      expect(await unfinished.whole).toBe("this is third");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("the client is told, and its connection ends cleanly", async ({ expect, onTestFinished }) => {
      const party = await start(shortLinger, onTestFinished);
      const talk = await party.connect();
      const unfinished = await talk.begin("page");
      const stopped = party.shutdown.stop();
      party.pages.release("page");
      expect(await unfinished.whole).toBe("this is page");
      await talk.told();
      expect(await talk.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("idle ends, and is not counted as cut off", async ({ expect, onTestFinished }) => {
      const party = await start(shortLinger, onTestFinished);
      const talks = await Promise.all([1, 2, 3].map(() => party.connect()));
      await talks[0]?.ask("page");
      await talks[1]?.ask("page");
      const stopped = party.shutdown.stop();
      for (const { ending } of talks) expect(await ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("the deadline cuts off visibly and names it", async ({ expect, onTestFinished }) => {
      const party = await start(shortGrace, onTestFinished);
      const talk = await party.connect();
      const other = await party.connect();
      const never = await talk.begin("never");
      const whole = await other.begin("page");
      const stopped = party.shutdown.stop();
      party.pages.release("page");
      expect(await whole.whole).toBe("this is page");
      expect(await never.isVisiblyCut).toBe(true);
      const outcome = await stopped;
      expect(outcome).toMatchObject({ code: 1, cutOff: [cutOff] });
      expect(outcome.tookMs).toBeGreaterThan(1_000);
    });
  });
}
