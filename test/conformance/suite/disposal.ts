import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";

/** Long enough that a test which waits for any of it fails. */
const patient = {
  gracePeriodMs: 300_000,
  lameDuck: { minimumMs: 60_000, quietMs: 60_000, maximumMs: 100_000 },
  lingerMs: 60_000,
};

export function describeDisposal(subject: Subject): void {
  describe("disposing", () => {
    it("stops at once though connections are idle, half a head has come, and a long lame duck was asked for", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, patient, onTestFinished);
      const clients = [await service.connectKept(), await service.connect(), await service.connect()];
      clients[2]?.send("GET / HT");
      await service.caughtUp();
      await service.shutdown[Symbol.asyncDispose]();
      for (const client of clients) expect(await client.ending).toBe("end");
      const outcome = await service.shutdown.stop();
      expect(outcome).toMatchObject({ reason: "disposed", code: 0, cutOff: [] });
      expect(outcome.phases.map(({ phase }) => phase)).toEqual(["lame-duck", "draining", "closing"]);
      expect(outcome.tookMs).toBeLessThan(5_000);
    });

    it("finishes what is in flight", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, patient, onTestFinished);
      const client = await service.connect();
      const idle = await service.connectKept();
      client.send(get("/later/page"));
      await service.pages.asked("page");
      const disposed = service.shutdown[Symbol.asyncDispose]();
      expect(await idle.ending).toBe("end");
      service.pages.release("page");
      const answer = await client.answer();
      expect([textOf(answer), ...connectionLines(answer)]).toEqual(["this is page", "connection: close"]);
      expect(await client.ending).toBe("end");
      await disposed;
      expect(await service.shutdown.stop()).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [] });
    });

    it("ends the lame duck of a stop that is under way", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, patient, onTestFinished);
      const client = await service.connectKept();
      await service.stopUntil("lame-duck");
      await service.shutdown[Symbol.asyncDispose]();
      expect(await client.ending).toBe("end");
      expect(await service.shutdown.stop()).toMatchObject({ reason: "requested", code: 0 });
    });
  });
}
