import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, it } from "vitest";
import { get } from "../client/requests.ts";
import { Pages } from "../pages.ts";
import { Service, type Subject } from "../service.ts";
import { longLameDuck } from "../stops.ts";

export function describeSlowReading(subject: Subject): void {
  describe("a response that its client is slow to read", () => {
    it("arrives whole, though the stop and the linger pass meanwhile", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, { lameDuck: false, lingerMs: 100 }, onTestFinished);
      const client = await service.connect();
      const neighbour = await service.connectKept();
      client.socket.pause();
      client.send(get("/large/page"));
      await service.caughtUp();
      const stopped = service.shutdown.stop();
      // The neighbour goes when the linger is over.
      await neighbour.ending;
      client.socket.resume();
      expect((await client.answer()).body.equals(Pages.large)).toBe(true);
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [] });
    });

    it("arrives whole when it was asked for during the lame duck, and says close", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connect();
      await service.stopUntil("lame-duck");
      client.socket.pause();
      client.send(get("/large/page"));
      while (client.socket.isPaused()) {
        // The application has ended the response: from here on it waits for its client alone.
        if (service.shutdown.inFlight().length > 0) client.socket.resume();
        await nextTurn();
      }
      expect((await client.answer()).body.equals(Pages.large)).toBe(true);
      expect(await client.ending).toBe("end");
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 1 });
    });
  });
}
