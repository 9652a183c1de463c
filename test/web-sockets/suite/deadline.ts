import { describe, it } from "vitest";
import type { Subject } from "../../conformance/service.ts";
import { CLOSE, framesIn } from "../frames.ts";
import { WebSocketService, type WebSocketServiceOptions } from "../service.ts";

/** The deadline comes 2,240 ms after the beginning, a fifteenth of the grace period before its end. */
const short: WebSocketServiceOptions = { gracePeriodMs: 2_400, lameDuck: false, lingerMs: 100 };
/** A timer of Node's counts from the beginning of its turn of the event loop, and may be early by its length. */
const deadlineMs = 2_220;

export function describeDeadline(subject: Subject): void {
  describe("at the deadline", () => {
    it("a client that does not answer the close is cut off by a reset, not before, and named once", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, short, onTestFinished);
      const { client } = await web.connectRaw("/chat?room=1");
      const from = `127.0.0.1:${client.socket.localPort ?? ""}`;
      const stopped = web.service.shutdown.stop();
      expect(await client.ending).toBe("reset");
      expect(framesIn(client.received).map(({ opcode }) => opcode)).toEqual([CLOSE]);
      const outcome = await stopped;
      expect(outcome.cutOff).toEqual([{ kind: "web socket", from, url: "/chat?room=1" }]);
      expect(outcome.code).toBe(1);
      expect(outcome.tookMs).toBeGreaterThanOrEqual(deadlineMs);
    });

    it("a client that does not read is named, and costs no other anything", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, short, onTestFinished);
      const { client: deaf } = await web.connect("/deaf");
      deaf.socket.pause();
      const others = [await web.connect(), await web.connect(), await web.connect()];
      const stopped = web.service.shutdown.stop();
      for (const { client } of others) expect(await client.closed).toMatchObject({ code: 1001 });
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ kind: "web socket", url: "/deaf" }] });
    });

    it("a client in the middle of a message of its own is cut off without a close", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, short, onTestFinished);
      const { client, served } = await web.connectRaw();
      // Of a text of five bytes three have come.
      client.send(Buffer.from([0x81, 0x85, 0, 0, 0, 0]), "hal");
      served.on("message", () => expect.unreachable("it is not whole"));
      await web.service.caughtUp();
      const stopped = web.service.shutdown.stop();
      expect(await client.ending).toBe("reset");
      expect(framesIn(client.received)).toEqual([]);
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ kind: "web socket", url: "/chat" }] });
    });
  });
}
