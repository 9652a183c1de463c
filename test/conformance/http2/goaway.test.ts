import { setTimeout as sleep } from "node:timers/promises";
import { describe, it, vi } from "vitest";
import { longLameDuck } from "../stops.ts";
import { frameTypes, NO_ERROR } from "./frames.ts";
import type { RawClient } from "./raw-client.ts";
import { Http2Service, subjects } from "./service.ts";

vi.setConfig({ maxConcurrency: 8 });

/** The streams that were answered whole. */
function answered({ frames }: RawClient): readonly number[] {
  return [...new Set(frames.filter(({ type }) => type === frameTypes.HEADERS).map(({ stream }) => stream))];
}

/** Where the first frame of a kind stands among all that came. */
function placeOf({ frames }: RawClient, type: number, stream?: number): number {
  return frames.findIndex((frame) => frame.type === type && (stream ?? frame.stream) === frame.stream);
}

/** Asks again and again, until the session is told. */
async function askUntilTold(
  client: RawClient,
): Promise<{ readonly toldAt: number; readonly untoldUntil: number }> {
  for (let untoldUntil = Number.NEGATIVE_INFINITY; ;) {
    const askedAt = performance.now();
    await client.answer(client.ask("/now/again"));
    if (client.goaways.length > 0) return { toldAt: performance.now(), untoldUntil };
    untoldUntil = askedAt;
    await sleep(20);
  }
}

describe.concurrent.each(Object.entries(subjects))("the GOAWAY of %s", (_name, serve) => {
  it("says NO_ERROR, and its last stream covers every one that was answered", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Http2Service.serve(serve, longLameDuck, onTestFinished);
    const clients = await Promise.all([1, 2, 3, 4].map(() => service.connectServed()));
    const streams = clients.flatMap((client, index) =>
      [1, 2, 3].map((n) => client.ask(`/later/${index}-${n}`)),
    );
    await Promise.all(
      [0, 1, 2, 3].flatMap((index) => [1, 2, 3].map((n) => service.pages.asked(`${index}-${n}`))),
    );
    await service.stopUntil("lame-duck");
    await Promise.all(clients.map((client) => askUntilTold(client)));
    service.pages.releaseAll();
    for (const client of clients) await client.ending;
    for (const client of clients) {
      expect(client.goaways.length).toBeGreaterThan(0);
      for (const { code, lastStream } of client.goaways) {
        expect(code).toBe(NO_ERROR);
        expect(lastStream).toBeGreaterThanOrEqual(Math.max(...answered(client)));
      }
    }
    expect(answered(clients[0]!)).toEqual(expect.arrayContaining(streams.slice(0, 3)));
    expect(await service.outcome()).toMatchObject({ code: 0, cutOff: [] });
  });

  it("comes before the answer to the request that it waited for, so that nothing can be on its way", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Http2Service.serve(serve, longLameDuck, onTestFinished);
    const client = await service.connectServed();
    await service.stopUntil("lame-duck");
    await askUntilTold(client);
    const last = Math.max(...answered(client));
    expect(client.goaways[0]?.lastStream).toBe(last);
    expect(placeOf(client, frameTypes.GOAWAY)).toBeLessThan(placeOf(client, frameTypes.HEADERS, last));
    expect(await client.ending).toBe("end");
  });

  it("comes at a moment of its own in the second half of the minimum", async ({ expect, onTestFinished }) => {
    const minimumMs = 2_000;
    const lameDuck = { minimumMs, quietMs: 60_000, maximumMs: 60_000 };
    const service = await Http2Service.serve(serve, { gracePeriodMs: 150_000, lameDuck }, onTestFinished);
    const clients = await Promise.all(Array.from({ length: 6 }, () => service.connectServed()));
    const stoppedAt = performance.now();
    await service.stopUntil("lame-duck");
    const newcomer = await service.connectServed();
    const all = await Promise.all([...clients, newcomer].map(askUntilTold));
    for (const { toldAt, untoldUntil } of all) {
      expect(toldAt).toBeGreaterThanOrEqual(stoppedAt + minimumMs / 2);
      expect(untoldUntil).toBeLessThan(stoppedAt + minimumMs + 1_000);
    }
    expect(service.shutdown.phase).toBe("lame-duck");
  });

  it("does not come to a session that has not spoken yet before its linger is over", async ({
    expect,
    onTestFinished,
  }) => {
    const options = { gracePeriodMs: 60_000, lameDuck: false, lingerMs: 1_000 } as const;
    const service = await Http2Service.serve(serve, options, onTestFinished);
    const silent = await service.connectRaw();
    const late = await service.connectRaw();
    await silent.until(() => silent.frames.length > 0);
    const stopped = service.shutdown.stop();
    await service.listenerClosed();
    expect(silent.goaways).toEqual([]);
    expect(await late.answer(late.ask("/now/late"))).toMatchObject({
      body: "this is late",
      ending: "END_STREAM",
    });
    expect(await silent.ending).toBe("end");
    expect(silent.goaways[0]).toEqual({ code: NO_ERROR, lastStream: 0 });
    expect(await stopped).toMatchObject({ code: 0, cutOff: [], requestsFinished: 1 });
  });

  it("is followed by nothing: a stream behind it is not executed", async ({ expect, onTestFinished }) => {
    const service = await Http2Service.serve(serve, longLameDuck, onTestFinished);
    const client = await service.connectServed();
    const kept = client.ask("/later/kept");
    await service.pages.asked("kept");
    await service.stopUntil("lame-duck");
    await askUntilTold(client);
    const behind = client.ask("/now/behind");
    service.pages.release("kept");
    expect(await client.answer(kept)).toMatchObject({ body: "this is kept", ending: "END_STREAM" });
    expect(await client.answer(behind)).toMatchObject({ status: undefined, body: "" });
    expect(service.pages.executed).not.toContain("behind");
    expect(client.goaways.every(({ lastStream }) => lastStream < behind)).toBe(true);
  });
});
