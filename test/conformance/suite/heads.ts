import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce } from "../stops.ts";

const lingerMs = 400;
const headMs = 2_000;

export function describeHeads(subject: Subject): void {
  describe("a request head that is half sent at the stop", () => {
    it.for([
      ["first", (service: Service) => service.connect()],
      ["second", (service: Service) => service.connectKept()],
    ] as const)(
      "is waited for, and the request answered (the %s of its connection)",
      async ([, connect], { expect, onTestFinished }) => {
        const service = await Service.start(subject, drainingAtOnce, onTestFinished);
        const client = await connect(service);
        const whole = get("/now/page");
        client.send(whole.slice(0, 20));
        await service.caughtUp();
        const stopped = service.shutdown.stop();
        await service.listenerClosed();
        client.send(whole.slice(20));
        const answer = await client.answer();
        expect([answer.status, textOf(answer)]).toEqual([200, "this is page"]);
        expect(connectionLines(answer)).toEqual(["connection: close"]);
        expect(await client.ending).toBe("end");
        expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1 });
      },
    );

    it("is waited for beyond the linger, for 2 s more and no longer, and is not counted as cut off", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, { lameDuck: false, lingerMs }, onTestFinished);
      const first = await service.connect();
      const second = await service.connectKept();
      const patient = await service.connect();
      const neighbour = await service.connectKept();
      for (const client of [first, second, patient]) client.send("GET /now/page HTTP/1.1\r\nHo");
      await service.caughtUp();
      const beganAt = performance.now();
      await service.stopUntil("draining");
      await neighbour.ending;
      // The linger is over: a head that is completed now is answered all the same.
      patient.send("st: test\r\n\r\n");
      expect(textOf(await patient.answer())).toBe("this is page");
      await Promise.all([first.ending, second.ending]);
      const tookMs = performance.now() - beganAt;
      expect(tookMs).toBeGreaterThanOrEqual(lingerMs + headMs);
      expect(tookMs).toBeLessThan(lingerMs + headMs + 1_500);
      expect(await service.shutdown.stop()).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [] });
    });

    it("has its 2 s also where idle connections have no linger", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, { lameDuck: false, lingerMs: 0 }, onTestFinished);
      const patient = await service.connect();
      const neighbour = await service.connectKept();
      patient.send("GET /now/page HTTP/1.1\r\nHo");
      await service.caughtUp();
      const stopped = service.shutdown.stop();
      await neighbour.ending;
      patient.send("st: test\r\n\r\n");
      expect(textOf(await patient.answer())).toBe("this is page");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [] });
    });

    it("is still subject to Node's own time limit", async ({ expect, onTestFinished }) => {
      const service = new Service(subject, drainingAtOnce, onTestFinished);
      Object.assign(service.server, { headersTimeout: 300, connectionsCheckingInterval: 50 });
      service.attach();
      await service.listen();
      const client = await service.connect();
      client.send("GET /now/page HTTP/1.1\r\nHo");
      await service.caughtUp();
      await service.stopUntil("draining");
      expect((await client.answer()).status).toBe(408);
      expect(await client.ending).toBe("end");
      expect(await service.shutdown.stop()).toMatchObject({ code: 0, cutOff: [] });
    });
  });
}
