import { describe, it } from "vitest";
import { textOf } from "../client/answer.ts";
import { get, post, postHead } from "../client/requests.ts";
import { Service, type ServiceOptions, type Subject } from "../service.ts";

const gracePeriodMs = 900;
/**
 * The grace period less its margin of a fifteenth is 840; Node counts a timer from the beginning of its turn of the event
 * loop, so that it may be early by the length of that turn.
 */
const deadlineMs = 820;
const toleranceMs = 1_500;
const short: ServiceOptions = { gracePeriodMs, lameDuck: false, lingerMs: 100 };

export function describeDeadline(subject: Subject): void {
  describe("at the deadline", () => {
    it("a request that is not answered is cut off by a reset, not before, and named in the outcome", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, short, onTestFinished);
      const client = await service.connect();
      client.send(post("/later/page?with=query", "body"));
      await service.pages.asked("page");
      const stoppedAt = performance.now();
      const stopped = service.shutdown.stop();
      expect(await client.ending).toBe("reset");
      const tookMs = performance.now() - stoppedAt;
      expect(tookMs).toBeGreaterThanOrEqual(deadlineMs);
      expect(tookMs).toBeLessThan(deadlineMs + toleranceMs);
      const outcome = await stopped;
      expect(outcome.cutOff).toEqual([
        expect.objectContaining({ kind: "request", method: "POST", url: "/later/page?with=query" }),
      ]);
      const [cut] = outcome.cutOff;
      const atLeastMs = cut?.kind === "request" ? cut.atLeastMs : Number.NaN;
      expect(atLeastMs).toBeGreaterThan(deadlineMs - 50);
      expect(atLeastMs).toBeLessThan(deadlineMs + toleranceMs);
      expect(outcome).toMatchObject({ code: 1, requestsFinished: 0 });
      expect(service.shutdown.deadline.aborted).toBe(true);
    });

    it("a streamed response is truncated visibly: what was sent arrives, then a reset, never a clean end", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, short, onTestFinished);
      const client = await service.connect();
      client.send(get("/streamed/page"));
      await client.hears("begun");
      const stopped = service.shutdown.stop();
      expect(await client.ending).toBe("reset");
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ method: "GET", url: "/streamed/page" }] });
    });

    it("a response to a client that never reads is cut off, and named", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, short, onTestFinished);
      const client = await service.connect();
      client.socket.pause();
      client.send(get("/large/page"));
      await service.caughtUp();
      const outcome = await service.shutdown.stop();
      expect(outcome).toMatchObject({ code: 1, cutOff: [{ method: "GET", url: "/large/page" }] });
      expect(outcome.tookMs).toBeGreaterThanOrEqual(deadlineMs);
      client.socket.resume();
      // What the kernel holds can still be read; Node 22 does not tell a client that was not reading of the reset behind it.
      await expect(client.answer()).rejects.toThrow("before the answer was whole");
    });

    it("an upload that is not finished is cut off, and named", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, short, onTestFinished);
      const client = await service.connect();
      client.send(postHead("/upload/page", 1_000), "the beginning");
      await service.caughtUp();
      const stopped = service.shutdown.stop();
      expect(await client.ending).toBe("reset");
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ method: "POST", url: "/upload/page" }] });
    });

    it("an upload that was answered early and goes on for ever is ended, and is not counted as cut off", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, short, onTestFinished);
      const client = await service.connect();
      const neighbour = await service.connectKept();
      await service.stopUntil("draining");
      client.send(postHead("/refused/page", 1_000), "the beginning");
      expect(textOf(await client.answer())).toBe("this is refused");
      const outcome = await service.shutdown.stop();
      expect(outcome).toMatchObject({ code: 0, cutOff: [], requestsFinished: 1 });
      expect(outcome.tookMs).toBeLessThan(deadlineMs + toleranceMs);
      expect(await neighbour.ending).toBe("end");
    });

    it("pipelined requests are all named", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, short, onTestFinished);
      const client = await service.connect();
      client.send(get("/later/one"), get("/later/two"));
      await service.pages.asked("two");
      const stopped = service.shutdown.stop();
      expect(await client.ending).toBe("reset");
      const { cutOff } = await stopped;
      expect(cutOff.map((cut) => (cut.kind === "request" ? cut.url : cut.kind))).toEqual([
        "/later/one",
        "/later/two",
      ]);
    });

    it("all others have been answered: one slow request costs no other anything", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, short, onTestFinished);
      const slow = await service.connect();
      slow.send(get("/later/slow"));
      const quick = await Promise.all(Array.from({ length: 5 }, () => service.connect()));
      for (const [index, client] of quick.entries()) client.send(get(`/later/quick-${index}`));
      await Promise.all([...quick.keys()].map((index) => service.pages.asked(`quick-${index}`)));
      await service.pages.asked("slow");
      const stopped = service.shutdown.stop();
      for (const [index, client] of quick.entries()) {
        service.pages.release(`quick-${index}`);
        expect(textOf(await client.answer())).toBe(`this is quick-${index}`);
      }
      expect(await slow.ending).toBe("reset");
      expect(await stopped).toMatchObject({
        code: 1,
        requestsFinished: 5,
        cutOff: [{ url: "/later/slow" }],
      });
    });
  });
}
