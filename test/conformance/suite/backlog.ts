import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, it } from "vitest";
import type { WaitingClients } from "../client/waiting-clients.ts";
import { Service, type Subject } from "../service.ts";

const count = 20;

export function describeBacklog(subject: Subject): void {
  describe("connections that wait to be accepted", () => {
    it("are all answered when the stop comes while the event loop is blocked", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, { lameDuck: false, lingerMs: 5_000 }, onTestFinished);
      const areWaiting = new Int32Array(new SharedArrayBuffer(4));
      const workerData: WaitingClients = { port: service.port, isTls: service.isTls, count, areWaiting };
      const worker = new Worker(new URL("../client/waiting-clients.ts", import.meta.url), { workerData });
      onTestFinished(async () => void (await worker.terminate()));
      await once(worker, "online");
      const answers = once(worker, "message");

      // eslint-disable-next-line unicorn/require-post-message-target-origin -- a thread knows no origins
      worker.postMessage("connect");
      expect(Atomics.wait(areWaiting, 0, 0, 20_000)).not.toBe("timed-out");
      const stopped = service.shutdown.stop();

      expect(await stopped).toMatchObject({ code: 0, requestsFinished: count, noticed: [] });
      expect(await answers).toEqual([Array.from({ length: count }, () => "this is page")]);
    });
  });
}
