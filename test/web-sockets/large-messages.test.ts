import { createHash } from "node:crypto";
import { once } from "node:events";
import { describe, it } from "vitest";
import type { Subject } from "../conformance/service.ts";
import { drainingAtOnce } from "../conformance/stops.ts";
import { WebSocketService } from "./service.ts";
import { overHttp, overHttps } from "./subjects.ts";

const forty = 40 << 20;
const short = { gracePeriodMs: 1_200, lameDuck: false, lingerMs: 100 } as const;

/** 40 MB in which a missing, misplaced or altered byte shows. */
const large = Buffer.allocUnsafe(forty);
for (let at = 0; at < forty; at += 4) large.writeUInt32BE(Math.imul(at, 2_654_435_761) >>> 0, at);

const hashOf = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
const hash = hashOf(large);

function describeLargeMessages(name: string, subject: Subject): void {
  describe(`40 MB in flight when the stop begins, over ${name}`, () => {
    it("arrive whole at a client, then the close", async ({ expect, onTestFinished }) => {
      const web = await WebSocketService.start(subject, drainingAtOnce, onTestFinished);
      const { client, served } = await web.connect();
      served.send(large);
      const stopped = web.service.outcome();
      expect(await client.closed).toMatchObject({ code: 1001 });
      expect(client.messages.map(hashOf)).toEqual([hash]);
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("arrive whole from a client, which is closed behind them", async ({ expect, onTestFinished }) => {
      const web = await WebSocketService.start(subject, drainingAtOnce, onTestFinished);
      const { client, served, request } = await web.connect();
      const [begun, whole] = [once(request.socket, "data"), once(served, "message")];
      // ws masks the very bytes that it is given.
      client.socket.send(Buffer.from(large));
      await begun;
      const stopped = web.service.outcome();
      const [message] = (await whole) as [Buffer];
      expect(hashOf(message)).toBe(hash);
      expect(await client.closed).toMatchObject({ code: 1001 });
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("are cut off visibly at the deadline, and named, when the client reads too slowly", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, short, onTestFinished);
      const { client, served } = await web.connectRaw("/slow");
      // 64 KB each 20 ms make 3 MB in a second.
      client.socket.on("data", () => {
        client.socket.pause();
        setTimeout(() => client.socket.resume(), 20);
      });
      const { client: deaf, served: servedDeaf } = await web.connect("/deaf");
      deaf.socket.pause();
      for (const each of [served, servedDeaf]) each.send(large);
      const { code, cutOff } = await web.service.shutdown.stop();
      expect([code, ...cutOff]).toMatchObject([1, { url: "/slow" }, { url: "/deaf" }]);
      deaf.socket.resume();
      expect(await deaf.closed).toMatchObject({ code: 1006 });
      expect(deaf.messages).toEqual([]);
      await client.ending;
      // Neither the end of the message nor a close frame.
      expect(client.received.length).toBeGreaterThan(100_000);
      expect(client.received.length).toBeLessThan(forty);
      expect(client.received.includes("going away")).toBe(false);
    });

    it("are cut off visibly at the deadline, and named, when the application reads too slowly", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, short, onTestFinished);
      const { client, served, request } = await web.connect("/upload");
      served.on("message", () => expect.unreachable("it is not whole"));
      const begun = once(request.socket, "data");
      client.socket.send(Buffer.from(large));
      await begun;
      served.pause();
      const stopped = web.service.shutdown.stop();
      expect(await client.closed).toMatchObject({ code: 1006 });
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ kind: "web socket", url: "/upload" }] });
    });
  });
}

describeLargeMessages("node:http", overHttp);
describeLargeMessages("node:https", overHttps);
