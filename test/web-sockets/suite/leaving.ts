import { once } from "node:events";
import { describe, it } from "vitest";
import { WebSocket } from "ws";
import type { Subject } from "../../conformance/service.ts";
import { drainingAtOnce, longLameDuck } from "../../conformance/stops.ts";
import { CLOSE, closing, frame, framesIn, TEXT } from "../frames.ts";
import { WebSocketService } from "../service.ts";

const goingAway = { code: 1001, reason: "the server is going away" };

export function describeLeaving(subject: Subject): void {
  describe("a client", () => {
    it("that has asked before the stop is answered during the lame duck", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, longLameDuck, onTestFinished);
      const { client, served } = await web.connect();
      const asked = once(served, "message");
      client.socket.send("a question");
      await asked;
      await web.service.stopUntil("lame-duck");
      // Whoever had been told would know it by now.
      await web.service.caughtUp();
      served.send("its answer");
      await client.hears("its answer");
      expect(client.socket.readyState).toBe(WebSocket.OPEN);
      const stopped = web.service.outcome();
      expect(await client.closed).toEqual(goingAway);
      expect(client.texts).toEqual(["its answer"]);
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("that comes during the lame duck is served", async ({ expect, onTestFinished }) => {
      const web = await WebSocketService.start(subject, longLameDuck, onTestFinished);
      await web.connect();
      await web.service.stopUntil("lame-duck");
      const { client, served } = await web.connect();
      await web.service.caughtUp();
      const asked = once(served, "message");
      client.socket.send("a question");
      await asked;
      served.send("its answer");
      await client.hears("its answer");
      expect(web.service.shutdown.phase).toBe("lame-duck");
      const stopped = web.service.outcome();
      expect(await client.closed).toEqual(goingAway);
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("that is idle is told once newcomers are refused, and its connection ends cleanly", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, drainingAtOnce, onTestFinished);
      const { client } = await web.connectRaw();
      await web.service.stopUntil("draining");
      await web.service.listenerClosed();
      const stopped = web.service.outcome();
      await client.hears(goingAway.reason);
      const frames = framesIn(client.received);
      expect(frames.map(({ opcode }) => opcode)).toEqual([CLOSE]);
      expect(frames.map(closing)).toEqual([goingAway]);
      client.send(frame(CLOSE, frames[0]?.payload ?? ""));
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("is told the code and the reason that were given", async ({ expect, onTestFinished }) => {
      const registered = { code: 1012, reason: "a new version comes" };
      const web = await WebSocketService.start(subject, { ...drainingAtOnce, registered }, onTestFinished);
      const { client } = await web.connect();
      const stopped = web.service.outcome();
      expect(await client.closed).toEqual(registered);
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("is told the defaults where options are undefined", async ({ expect, onTestFinished }) => {
      const registered = { code: undefined, reason: undefined } as object;
      const web = await WebSocketService.start(subject, { ...drainingAtOnce, registered }, onTestFinished);
      const { client } = await web.connect();
      const stopped = web.service.outcome();
      expect(await client.closed).toEqual(goingAway);
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("that comes by a kept connection, when newcomers are refused, is told like the others", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, drainingAtOnce, onTestFinished);
      const early = await web.connectRaw("/early");
      const kept = await web.service.connectKept();
      await web.service.stopUntil("draining");
      await web.service.listenerClosed();
      const { client, served } = await web.connectRaw("/late", kept);
      const heard = once(served, "message");
      client.send(frame(TEXT, "still there?"));
      expect(String((await heard)[0])).toBe("still there?");
      const stopped = web.service.outcome();
      for (const each of [client, early.client]) {
        await each.hears(goingAway.reason);
        each.send(frame(CLOSE, ""));
        expect(await each.ending).toBe("end");
      }
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("that comes by a kept connection, when all others have left, is told as well", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, drainingAtOnce, onTestFinished);
      const kept = await web.service.connectKept();
      await web.service.stopUntil("draining");
      await web.service.listenerClosed();
      const { client } = await web.connectRaw("/late", kept);
      const stopped = web.service.outcome();
      await client.hears(goingAway.reason);
      client.send(frame(CLOSE, ""));
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("that leaves by itself is waited for no longer", async ({ expect, onTestFinished }) => {
      const web = await WebSocketService.start(subject, drainingAtOnce, onTestFinished);
      const { client } = await web.connectRaw();
      await web.service.stopUntil("draining");
      client.send(frame(CLOSE, ""));
      await client.ending;
      expect(await web.service.outcome()).toMatchObject({ code: 0, cutOff: [] });
    });
  });
}
