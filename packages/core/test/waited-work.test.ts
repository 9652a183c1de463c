import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, readyService } from "./service.ts";

describe("waitUntil()", () => {
  it("returns the very promise that it was given", () => {
    const { shutdown } = readyService();
    const work = Promise.resolve(42);
    expect(shutdown.waitUntil(work, "an answer")).toBe(work);
  });

  it("makes draining wait until the work is finished", async () => {
    const { host, shutdown } = readyService();
    const work = Promise.withResolvers<void>();
    void shutdown.waitUntil(work.promise, "an import");
    const stopped = shutdown.stop();
    await host.advance(2_000);
    expect(shutdown.phase).toBe("draining");
    work.resolve();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, cutOff: [], tookMs: 2_000 });
  });

  it("takes work that is rejected for finished: its error is its caller's", async () => {
    const { host, shutdown } = readyService();
    const work = Promise.withResolvers<void>();
    const given = shutdown.waitUntil(work.promise, "an import");
    const stopped = shutdown.stop();
    work.reject(new Error("no such file"));
    await expect(given).rejects.toThrow("no such file");
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, cutOff: [], failed: [] });
  });

  it("waits for the last of several, and names each that was cut off with its time", async () => {
    const { host, shutdown, timeline } = readyService({ gracePeriodMs: 6_000 });
    void shutdown.waitUntil(Promise.resolve(), "a mail");
    void shutdown.waitUntil(forever, "an import");
    await host.advance(400);
    void shutdown.waitUntil(forever);
    const stopped = shutdown.stop();
    await host.advance(6_000);
    expect(timeline).toContain("6000 cut off: an import, work outside of a request");
    expect(await stopped).toMatchObject({
      code: 1,
      cutOff: [
        { kind: "work", name: "an import", atLeastMs: 6_000 },
        { kind: "work", name: "work outside of a request", atLeastMs: 5_600 },
      ],
    });
  });

  it("takes work while the lame duck serves and while draining", async () => {
    const { host, shutdown } = readyService({ lameDuck: { minimumMs: 100, quietMs: 0 } });
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const stopped = shutdown.stop();
    await host.advance(50);
    void shutdown.waitUntil(first.promise, "begun in the lame duck");
    await host.advance(100);
    void shutdown.waitUntil(second.promise, "begun while draining");
    first.resolve();
    await host.advance(100);
    expect(shutdown.phase).toBe("draining");
    second.resolve();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, tookMs: 250 });
  });

  it("takes the work that a request gives at its end, when nothing else is left to wait for", async () => {
    const { host, shutdown, server } = readyService();
    const [request, work] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    server.removeAllListeners("request");
    const answer = async (res: ServerResponse): Promise<void> => {
      await request.promise;
      void shutdown.waitUntil(work.promise, "a mail");
      res.end("sent");
    };
    server.on("request", (_req, res) => void answer(res));
    const client = connect(server);
    client.send("/");
    await host.settle();
    const stopped = shutdown.stop();
    await host.advance(2_000);
    request.resolve();
    await host.advance(1_000);
    expect(client.received).toContain("sent");
    expect(client.isConnected).toBe(false);
    expect(shutdown.phase).toBe("draining");
    work.resolve();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, tookMs: 3_000, requestsFinished: 1 });
  });

  it("waits for work that other work leaves behind", async () => {
    const { host, shutdown } = readyService();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    void shutdown.waitUntil(first.promise.then(() => void shutdown.waitUntil(second.promise)));
    const stopped = shutdown.stop();
    await host.advance(1_000);
    first.resolve();
    await host.advance(1_000);
    expect(shutdown.phase).toBe("draining");
    second.resolve();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, tookMs: 2_000 });
  });

  it("says that it does not wait for work that comes once closing has begun", async () => {
    const { host, shutdown } = readyService();
    shutdown.onClose("mailer", () => void shutdown.waitUntil(forever, "a mail"));
    const stopped = shutdown.stop();
    await host.advance(10_000);
    expect((await stopped).noticed).toEqual([
      'waitUntil("a mail") came while closing: nobody waits for it any more',
    ]);
  });
});
