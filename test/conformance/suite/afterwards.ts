import { once } from "node:events";
import { describe, it } from "vitest";
import { connectionLines } from "../client/answer.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { longLameDuck } from "../stops.ts";

/** Everything that can be seen on a server of whoever has had hands on it. */
function traces({ server }: Service): unknown {
  const names = server.eventNames().filter((name) => server.listenerCount(name) > 0);
  const counts = names.map((name) => [String(name), server.listenerCount(name)] as const);
  const own = ["emit", "close", "listen", "on"].filter((name) => Object.hasOwn(server, name));
  return { counts: Object.fromEntries(counts), own };
}

export function describeAfterwards(subject: Subject): void {
  describe("after the stop", () => {
    it("nothing of ours is left on the server, which has closed once, and the stop is the same promise for all", async ({
      expect,
      onTestFinished,
    }) => {
      const service = new Service(subject, longLameDuck, onTestFinished);
      let closedCount = 0;
      service.server.on("close", () => (closedCount += 1));
      const before = traces(service);
      service.attach();
      await service.listen();
      const client = await service.connectKept();
      const stopped = service.shutdown.stop("first");
      client.send(get("/now/page"));
      await client.ending;
      void service.outcome();
      expect(service.shutdown.stop("second")).toBe(stopped);
      expect(await stopped).toMatchObject({ reason: "first", code: 0 });
      expect(traces(service)).toEqual(before);
      expect([closedCount, service.server.listening, service.shutdown.phase]).toEqual([1, false, "stopped"]);
    });

    it("the server can listen, serve as ever, be attached to another shutdown, and be stopped again", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      await service.shutdown.stop();
      const { server } = service;
      await service.listen();
      const kept = await service.connectKept();
      kept.send(get("/now/page"));
      expect(connectionLines(await kept.answer())).toContain("connection: keep-alive");

      const another = new Service({ ...subject, serve: () => server }, longLameDuck, onTestFinished);
      another.attach();
      expect(another.shutdown.phase).toBe("ready");
      const closed = once(server, "close");
      await another.stopUntil("lame-duck");
      kept.send(get("/now/page"));
      expect(connectionLines(await kept.answer())).toEqual(["connection: close"]);
      expect(await another.outcome()).toMatchObject({ code: 0, requestsFinished: 1 });
      await closed;
    });
  });
}
