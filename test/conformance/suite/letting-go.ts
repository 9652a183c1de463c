import { once } from "node:events";
import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce, longLameDuck } from "../stops.ts";

export function describeLettingGo(subject: Subject): void {
  describe("what the application does with its server", () => {
    it("an address in use is the application's to handle: it gets the error, and may listen elsewhere", async ({
      expect,
      onTestFinished,
    }) => {
      const occupant = await Service.start(subject, {}, onTestFinished);
      const service = new Service(subject, drainingAtOnce, onTestFinished);
      service.attach();
      // An error that nobody listens to ends the process; a listener of ours would hide it.
      expect(service.server.listenerCount("error")).toBe(0);
      service.server.listen(occupant.port, "127.0.0.1");
      const [error] = await once(service.server, "error");
      expect(error).toMatchObject({ code: "EADDRINUSE" });
      expect(service.shutdown.phase).toBe("starting");
      await service.listen();
      expect(service.shutdown.phase).toBe("ready");
      const client = await service.connectKept();
      const stopped = service.shutdown.stop();
      client.send(get("/now/page"));
      expect(textOf(await client.answer())).toBe("this is page");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1 });
    });

    it("one that it closes while ready is let go: it closes as ever, and may be attached again", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const { server } = service;
      const client = await service.connectKept();
      let closedCount = 0;
      server.on("close", () => (closedCount += 1));
      await new Promise((resolve) => server.close(resolve));
      expect(await client.ending).toBe("end");
      expect([closedCount, service.shutdown.phase]).toEqual([1, "ready"]);
      service.attach();
      await service.listen();
      const again = await service.connectKept();
      await service.stopUntil("lame-duck");
      again.send(get("/now/page"));
      expect(connectionLines(await again.answer())).toEqual(["connection: close"]);
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 1 });
    });

    it("one that it closes during the lame duck begins to drain: no connection is cut, and its callback is called once", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, { ...longLameDuck, lingerMs: 60_000 }, onTestFinished);
      const working = await service.connect();
      const idle = await service.connectKept();
      working.send(get("/later/page"));
      await service.pages.asked("page");
      await service.stopUntil("lame-duck");
      const draining = service.entered("draining");
      let calledCount = 0;
      service.server.close(() => (calledCount += 1));
      await draining;
      await service.listenerClosed();
      idle.send(get("/now/idle"));
      expect(textOf(await idle.answer())).toBe("this is idle");
      service.pages.release("page");
      expect(textOf(await working.answer())).toBe("this is page");
      const { code, noticed } = await service.outcome();
      expect([code, calledCount, noticed.length]).toEqual([0, 1, 1]);
      expect(noticed[0]).toContain("closed the listener");
    });

    it("one that never listened is no obstacle, and does not begin to listen during the stop", async ({
      expect,
      onTestFinished,
    }) => {
      const service = new Service(subject, {}, onTestFinished);
      service.attach();
      const stopped = service.shutdown.stop();
      service.server.listen(0);
      expect(service.server.listening).toBe(false);
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
      expect(service.server.listening).toBe(false);
    });
  });
}
