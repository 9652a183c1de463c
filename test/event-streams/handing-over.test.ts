import { describe, it } from "vitest";
import type { AtTheEnd, Service } from "../conformance/service.ts";
import { Feed } from "./feed.ts";
import { FollowingClient } from "./following-client.ts";
import { serving } from "./serving.ts";
import { type Transport, transports } from "./transports.ts";

/** 1 s of lame duck; then streams end within 2.2 s, and work that is left is given up 2.1 s later. */
const options = { gracePeriodMs: 6_000, lameDuck: { minimumMs: 1_000, quietMs: 0 } };

/** Two servers with the same news, of which the application never ends a stream; `asked` resolves at the first request. */
async function twoServers(transport: Transport, atTheEnd: AtTheEnd) {
  const feed = new Feed();
  atTheEnd(async () => feed.end());
  const start = async (): Promise<{ service: Service; asked: Promise<void> }> => {
    const asked = Promise.withResolvers<void>();
    const service = await serving(transport, options, atTheEnd, ({ answer, lastEventId }, shutdown) => {
      const stream = shutdown.eventStream(answer, { retryMs: 20 });
      feed.follow(lastEventId, (text) => stream.write(text));
      asked.resolve();
    });
    return { service, asked: asked.promise };
  };
  return Promise.all([start(), start()]);
}

describe.concurrent.for(Object.entries(transports))("a client of events over %s", ([, transport]) => {
  it("finds its stream ended between two events, goes on elsewhere, misses nothing and gets nothing twice", async ({
    expect,
    onTestFinished,
  }) => {
    const [old, next] = await twoServers(transport, onTestFinished);
    const client = new FollowingClient(transport.connect, [old.service.port, next.service.port]);
    onTestFinished(() => client.leave());
    void client.follow();
    await client.hears(10);
    await old.service.stopUntil("lame-duck");
    await client.hears(10);
    expect([old.service.shutdown.phase, client.followed]).toEqual(["lame-duck", []]);
    const outcome = await old.service.shutdown.stop();
    await next.asked;
    await client.hears(10);
    // It may have come back once before the listener was closed, or over HTTP/2 before its session was told to leave.
    const ended = {
      port: old.service.port,
      ending: "whole",
      text: expect.stringMatching(/(^|\n)retry: 20\n\n$/),
    };
    expect(client.followed).toEqual(client.followed.map(() => ended));
    expect(client.ids).toEqual(Array.from(client.ids, (_, index) => index + 1));
    expect(outcome).toMatchObject({
      code: 0,
      requestsFinished: client.followed.length,
      cutOff: [],
      failed: [],
      noticed: [],
    });
    // The deadline is at 5.6 s.
    expect(outcome.tookMs).toBeLessThan(5_000);
  });
});
