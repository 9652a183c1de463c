import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce } from "../stops.ts";

export function describeSeveralServers(subject: Subject): void {
  describe("several servers of one shutdown", () => {
    it("are ready when all of them listen, and stop together when all of their requests are answered", async ({
      expect,
      onTestFinished,
    }) => {
      const one = new Service(subject, drainingAtOnce, onTestFinished);
      const other = new Service(
        {
          ...subject,
          gracefulShutdown: () => one.shutdown,
          serve: (_, pages) => subject.serve(one.shutdown, pages),
        },
        {},
        onTestFinished,
      );
      one.attach();
      other.attach();
      await one.listen();
      expect(one.shutdown.phase).toBe("starting");
      await other.listen();
      expect(one.shutdown.phase).toBe("ready");

      const client = await one.connect();
      const another = await other.connect();
      client.send(get("/later/page"));
      another.send(get("/later/page"));
      await Promise.all([one.pages.asked("page"), other.pages.asked("page")]);
      expect(one.shutdown.inFlight()).toHaveLength(2);
      const stopped = one.shutdown.stop();
      await Promise.all([one.listenerClosed(), other.listenerClosed()]);
      one.pages.release("page");
      expect(textOf(await client.answer())).toBe("this is page");
      expect(one.shutdown.phase).toBe("draining");
      other.pages.release("page");
      const answer = await another.answer();
      expect([textOf(answer), ...connectionLines(answer)]).toEqual(["this is page", "connection: close"]);
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 2 });
    });
  });
}
