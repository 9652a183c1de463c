import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { get, post } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { longLameDuck } from "../stops.ts";

export function describeAbortSignals(subject: Subject): void {
  describe("the abort signals of a request", () => {
    it.for([
      ["has no body", get("/signal/leaving")],
      ["has a body that was read", post("/signal/leaving", "a body")],
    ] as const)(
      "tell that the lame duck has begun, so that a long poll can answer early (a request that %s)",
      async ([, request], { expect, onTestFinished }) => {
        const service = await Service.start(subject, longLameDuck, onTestFinished);
        const client = await service.connect();
        client.send(request);
        await service.pages.asked("leaving");
        await service.stopUntil("lame-duck");
        const answer = await client.answer();
        expect([textOf(answer), ...connectionLines(answer)]).toEqual(["leaving", "connection: close"]);
        expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 1 });
      },
    );

    it.for([
      ["has no body", get("/signal/deadline")],
      ["has a body that was read", post("/signal/deadline", "a body")],
    ] as const)(
      "tell that the time is nearly up, early enough for an answer (a request that %s)",
      async ([, request], { expect, onTestFinished }) => {
        const service = await Service.start(subject, { gracePeriodMs: 900, lameDuck: false }, onTestFinished);
        const client = await service.connect();
        client.send(request);
        await service.pages.asked("deadline");
        const stopped = service.shutdown.stop();
        expect(textOf(await client.answer())).toBe("deadline");
        expect(await client.ending).toBe("end");
        const outcome = await stopped;
        expect(outcome).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [] });
        // It fires at 795; a timer may be early by the length of a turn.
        expect(outcome.tookMs).toBeGreaterThanOrEqual(775);
      },
    );

    it("reach every request of a pipeline, also one that waits for its turn", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connect();
      const poll = get("/signal/leaving");
      client.send(poll, poll, poll);
      await service.caughtUp();
      await service.stopUntil("lame-duck");
      for (let n = 0; n < 3; n += 1) expect(textOf(await client.answer())).toBe("leaving");
      expect(await service.outcome()).toMatchObject({ code: 0, cutOff: [] });
    });

    it("have fired already when they are asked for after the moment", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connectKept();
      await service.stopUntil("lame-duck");
      client.send(get("/signal/leaving"));
      expect(textOf(await client.answer())).toBe("leaving");
    });

    it("belong to their request: many at a time are no reason for a warning", async ({
      expect,
      onTestFinished,
    }) => {
      const warnings: string[] = [];
      const warned = ({ name }: Error): void => void warnings.push(name);
      process.on("warning", warned);
      onTestFinished(() => void process.off("warning", warned));
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const clients = await Promise.all(Array.from({ length: 30 }, () => service.connect()));
      for (const client of clients) client.send(get("/signal/leaving"));
      await service.caughtUp();
      await service.stopUntil("lame-duck");
      for (const client of clients) expect(textOf(await client.answer())).toBe("leaving");
      expect(warnings).not.toContain("MaxListenersExceededWarning");
    });
  });
}
