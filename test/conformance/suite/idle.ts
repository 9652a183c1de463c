import { once } from "node:events";
import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce } from "../stops.ts";

const lingerMs = 400;
/** For a busy machine; far less than what a half-sent head gets on top. */
/** Node counts a timer from the beginning of its turn of the event loop, so that it may be early by that. */
const earlyMs = 20;
const toleranceMs = 1_500;

export function describeIdle(subject: Subject): void {
  describe("while draining, a connection without a request", () => {
    it("is left to its client for the linger, then ended cleanly: kept ones and those that never spoke", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, { lameDuck: false, lingerMs }, onTestFinished);
      const kept = await service.connectKept();
      const silent = await service.connect();
      const beganAt = performance.now();
      await service.stopUntil("draining");
      for (const client of [kept, silent]) {
        expect(await client.ending).toBe("end");
        const tookMs = performance.now() - beganAt;
        expect(tookMs).toBeGreaterThanOrEqual(lingerMs - earlyMs);
        expect(tookMs).toBeLessThan(lingerMs + toleranceMs);
      }
      const outcome = await service.shutdown.stop();
      expect(outcome).toMatchObject({ code: 0, cutOff: [], requestsFinished: 0 });
      expect(outcome.tookMs).toBeLessThan(lingerMs + toleranceMs);
    });

    it("is answered once more and told close: kept ones and those that never spoke", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const kept = await service.connectKept();
      const silent = await service.connect();
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      for (const client of [kept, silent]) {
        client.send(get("/now/page"));
        const answer = await client.answer();
        expect([answer.status, textOf(answer)]).toEqual([200, "this is page"]);
        expect(connectionLines(answer)).toEqual(["connection: close"]);
        expect(await client.ending).toBe("end");
      }
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 2 });
    });

    it("does not outlive the deadline, however long the linger, and is not counted as cut off", async ({
      expect,
      onTestFinished,
    }) => {
      const options = { gracePeriodMs: 900, lameDuck: false, lingerMs: 60_000 } as const;
      const service = await Service.start(subject, options, onTestFinished);
      const clients = [await service.connectKept(), await service.connect()];
      const stopped = service.shutdown.stop();
      for (const client of clients) expect(await client.ending).toBe("end");
      const outcome = await stopped;
      expect(outcome).toMatchObject({ code: 0, cutOff: [] });
      // The grace period less its margin of a fifteenth is 840; a timer may be early by the length of a turn.
      expect(outcome.tookMs).toBeGreaterThanOrEqual(820);
      expect(outcome.tookMs).toBeLessThan(840 + toleranceMs);
    });

    it("may still be shaking hands: it has the linger for that, too", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, { lameDuck: false, lingerMs }, onTestFinished);
      const silent = await service.connectTcp();
      const begun = await service.connectTcp();
      // The beginning of a TLS record.
      if (service.isTls) begun.write(Buffer.from([22, 3, 1, 2]));
      await service.caughtUp();
      const beganAt = performance.now();
      await service.stopUntil("draining");
      await Promise.all([silent, begun].map((socket) => once(socket.resume(), "close")));
      const tookMs = performance.now() - beganAt;
      expect(tookMs).toBeGreaterThanOrEqual(lingerMs - earlyMs);
      expect(tookMs).toBeLessThan(lingerMs + toleranceMs);
      expect(await service.shutdown.stop()).toMatchObject({ code: 0, cutOff: [] });
    });

    it("is answered also when it shakes hands only then", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const socket = await service.connectTcp();
      await service.caughtUp();
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      const client = await service.connect({ socket });
      client.send(get("/now/page"));
      const answer = await client.answer();
      expect([textOf(answer), ...connectionLines(answer)]).toEqual(["this is page", "connection: close"]);
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1 });
    });
  });
}
