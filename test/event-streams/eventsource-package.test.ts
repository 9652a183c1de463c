import { EventSource } from "eventsource";
import { Agent, fetch } from "undici";
import { describe, it } from "vitest";
import type { AtTheEnd, Service } from "../conformance/service.ts";
import { Feed } from "./feed.ts";
import { drainingAtOnce, serving } from "./serving.ts";
import { type Transport, transports } from "./transports.ts";

/** Two servers with the same news. */
async function twoServers(transport: Transport, atTheEnd: AtTheEnd): Promise<[Service, Service]> {
  const feed = new Feed();
  atTheEnd(async () => feed.end());
  const start = (): Promise<Service> =>
    serving(transport, drainingAtOnce, atTheEnd, ({ answer, lastEventId }, shutdown) => {
      const stream = shutdown.eventStream(answer, { retryMs: 50 });
      feed.follow(lastEventId, (text) => stream.write(text));
    });
  return Promise.all([start(), start()]);
}

describe.concurrent.for([
  ["node:http", "http:"],
  ["node:http2 over TLS", "https:"],
] as const)("the package eventsource on undici over %s", ([name, scheme]) => {
  it("follows events from a server that leaves to the next, and misses none", async ({
    expect,
    onTestFinished,
  }) => {
    const [old, next] = await twoServers(transports[name]!, onTestFinished);
    // The certificate is a fixture that nobody signed.
    const dispatcher = new Agent({ allowH2: true, connect: { rejectUnauthorized: false } });
    onTestFinished(() => dispatcher.destroy());
    const asked: number[] = [];
    const source = new EventSource(`${scheme}//127.0.0.1/events`, {
      // As behind a load balancer: the first that accepts it answers.
      async fetch(url, init) {
        for (const { port } of [old, next]) {
          const where = Object.assign(new URL(url), { port: String(port) });
          const response = await fetch(where, { ...init, dispatcher }).catch(() => undefined);
          if (response === undefined) continue;
          asked.push(port);
          return response;
        }
        throw new Error("Nobody is there");
      },
    });
    onTestFinished(() => source.close());
    const ids: number[] = [];
    const hears = async (count: number): Promise<void> => {
      const enough = ids.length + count;
      await new Promise<void>((resolve) => {
        source.addEventListener("message", ({ lastEventId, data }) => {
          expect(data).toBe(`event ${lastEventId}`);
          if (ids.at(-1) !== Number(lastEventId)) ids.push(Number(lastEventId));
          if (ids.length >= enough) resolve();
        });
      });
    };
    await hears(10);
    expect(asked).toEqual([old.port]);
    const goneElsewhere = new Promise<void>((resolve) => {
      source.addEventListener("open", () => asked.includes(next.port) && resolve());
    });
    expect(await old.shutdown.stop()).toMatchObject({ code: 0, cutOff: [], failed: [] });
    await goneElsewhere;
    await hears(10);
    // It may have come back before the listener was closed, or over HTTP/2 before its session was told to leave.
    expect(asked.lastIndexOf(old.port)).toBeLessThan(asked.indexOf(next.port));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });
});
