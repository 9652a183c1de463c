import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce } from "../stops.ts";

export function describeAdopted(subject: Subject): void {
  describe("a connection that was accepted before the server was attached", () => {
    it("is answered once more while draining, and told close: kept ones and those that never spoke", async ({
      expect,
      onTestFinished,
    }) => {
      const service = new Service(subject, drainingAtOnce, onTestFinished);
      await service.listen();
      const kept = await service.connectKept();
      const silent = await service.connect();
      await service.caughtUp();
      service.attach();
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      for (const client of [kept, silent]) {
        client.send(get("/now/page"));
        const answer = await client.answer();
        expect([textOf(answer), ...connectionLines(answer)]).toEqual(["this is page", "connection: close"]);
        expect(await client.ending).toBe("end");
      }
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 2 });
    });

    it("is ended cleanly when the linger is over", async ({ expect, onTestFinished }) => {
      const options = { gracePeriodMs: 2_500, lameDuck: false, lingerMs: 300 } as const;
      const service = new Service(subject, options, onTestFinished);
      await service.listen();
      const clients = [await service.connectKept(), await service.connect()];
      await service.caughtUp();
      service.attach();
      const beganAt = performance.now();
      await service.stopUntil("draining");
      for (const client of clients) expect(await client.ending).toBe("end");
      const tookMs = performance.now() - beganAt;
      expect(tookMs).toBeGreaterThanOrEqual(300);
      // Without the private fields nobody knows of them, so they stay until the deadline.
      expect(tookMs).toBeLessThan(service.hasPrivateFields ? 1_500 : 4_000);
      expect(await service.shutdown.stop()).toMatchObject({ code: 0, cutOff: [] });
    });

    it("has its request in flight answered whole", async ({ expect, onTestFinished }) => {
      const service = new Service(subject, drainingAtOnce, onTestFinished);
      await service.listen();
      const client = await service.connect();
      client.send(get("/later/page"));
      await service.pages.asked("page");
      service.attach();
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      service.pages.release("page");
      expect(textOf(await client.answer())).toBe("this is page");
      client.socket.end();
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("is cut off by a reset at the deadline", async ({ expect, onTestFinished }) => {
      const options = { gracePeriodMs: 600, lameDuck: false } as const;
      const service = new Service(subject, options, onTestFinished);
      await service.listen();
      const client = await service.connectKept();
      service.attach();
      client.send(get("/streamed/page"));
      await client.hears("begun");
      const stopped = service.shutdown.stop();
      // Without the private fields nothing leads from a TLS connection to the one below it, which could be reset.
      const canBeReset = !service.isTls || service.hasPrivateFields;
      expect(await client.ending).toBe(canBeReset ? "reset" : "end");
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ url: "/streamed/page" }] });
    });
  });
}
