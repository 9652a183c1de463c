import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { postHead } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce, longLameDuck } from "../stops.ts";

const head = postHead("/upload/page", 5, "Expect: 100-continue");

export function describeExpectations(subject: Subject): void {
  describe("a client that expects 100-continue", () => {
    it("is told to continue during the lame duck, and answered with a close", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connect();
      await service.stopUntil("lame-duck");
      client.send(head);
      expect((await client.answer()).status).toBe(100);
      client.send("hello");
      const answer = await client.answer();
      expect([answer.status, textOf(answer)]).toEqual([200, "5 bytes"]);
      expect(connectionLines(answer)).toEqual(["connection: close"]);
      expect(await client.ending).toBe("end");
    });

    it("and was told to continue before the stop is answered after it", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      client.send(head);
      expect((await client.answer()).status).toBe(100);
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      client.send("hello");
      expect(textOf(await client.answer())).toBe("5 bytes");
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1 });
    });

    it("is answered once by an application that decides for itself, as `checkContinue` lets it", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      service.server.on("checkContinue", (req, res) => {
        res.writeContinue();
        service.server.emit("request", req, res);
      });
      const client = await service.connect();
      await service.stopUntil("lame-duck");
      client.send(head);
      expect((await client.answer()).status).toBe(100);
      expect(service.shutdown.inFlight()).toHaveLength(1);
      client.send("hello");
      const answer = await client.answer();
      expect([textOf(answer), ...connectionLines(answer)]).toEqual(["5 bytes", "connection: close"]);
      expect(await client.ending).toBe("end");
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 1 });
    });
  });
}
