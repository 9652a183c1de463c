import { once } from "node:events";
import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import type { Client } from "../client/client.ts";
import { postHead, request } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce, longLameDuck } from "../stops.ts";

const mebibyte = Buffer.alloc(1 << 20, "m");
const uploadMebibytes = 12;

/** Sends some of the upload and waits until the kernel has taken it. */
async function upload(client: Client, mebibytes: number): Promise<void> {
  for (let sent = 0; sent < mebibytes; sent += 1) {
    if (!client.socket.write(mebibyte)) await once(client.socket, "drain");
  }
}

export function describeUploads(subject: Subject): void {
  describe("an upload", () => {
    it("that is under way at the stop is read to its end and answered", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      client.send(postHead("/upload/page", 2 * mebibyte.length));
      await upload(client, 1);
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      await upload(client, 1);
      const answer = await client.answer();
      expect([answer.status, textOf(answer)]).toEqual([200, `${2 * mebibyte.length} bytes`]);
      expect(connectionLines(answer)).toEqual(["connection: close"]);
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [] });
    });

    it("in chunks that is under way at the stop is read to its end and answered", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      client.send(request("POST", "/upload/page", "Transfer-Encoding: chunked"), "4\r\nhalf\r\n");
      await service.caughtUp();
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      client.send("4\r\nhalf\r\n0\r\n\r\n");
      expect(textOf(await client.answer())).toBe("8 bytes");
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("that is answered early, with a close, is taken to its end: the client that goes on writing sees no reset", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connect({ staysOpen: true });
      await service.stopUntil("lame-duck");
      client.send(postHead("/refused/page", uploadMebibytes * mebibyte.length));
      await upload(client, 1);
      const answer = await client.answer();
      expect([answer.status, textOf(answer)]).toEqual([413, "this is refused"]);
      expect(connectionLines(answer)).toEqual(["connection: close"]);
      await upload(client, uploadMebibytes - 1);
      client.socket.end();
      expect(await client.ending).toBe("end");
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 1 });
    });

    it("that is answered early has its answer also for a client that reads only when it has written everything", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect({ staysOpen: true });
      await service.stopUntil("draining");
      client.socket.pause();
      client.send(postHead("/refused/page", uploadMebibytes * mebibyte.length));
      await upload(client, uploadMebibytes);
      client.socket.resume();
      const answer = await client.answer();
      expect([answer.status, textOf(answer)]).toEqual([413, "this is refused"]);
      client.socket.end();
      expect(await client.ending).toBe("end");
    });
  });
}
