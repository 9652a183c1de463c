import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import type { Client } from "../client/client.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { longLameDuck } from "../stops.ts";

interface Told {
  /** When the last request was sent that was answered without a close. */
  readonly untoldUntil: number;
  readonly toldAt: number;
  readonly statuses: ReadonlySet<number>;
}

/** Asks again and again, until an answer says close. */
async function askUntilTold(client: Client): Promise<Told> {
  const statuses = new Set<number>();
  for (let untoldUntil = Number.NEGATIVE_INFINITY; ; await sleep(10)) {
    const askedAt = performance.now();
    client.send(get("/now/page"));
    const answer = await client.answer();
    statuses.add(answer.status);
    const isTold = connectionLines(answer).includes("connection: close");
    if (isTold) return { untoldUntil, toldAt: performance.now(), statuses };
    untoldUntil = askedAt;
  }
}

export function describeGoodbye(subject: Subject): void {
  describe("during the lame duck", () => {
    it("new connections are accepted, answered, and told close at once without a minimum", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const anchor = await service.connectKept();
      await service.stopUntil("lame-duck");
      for (const name of ["first", "second", "third"]) {
        const client = await service.connect();
        client.send(get(`/now/${name}`));
        const answer = await client.answer();
        expect([answer.status, textOf(answer)]).toEqual([200, `this is ${name}`]);
        expect(connectionLines(answer)).toEqual(["connection: close"]);
        expect(await client.ending).toBe("end");
      }
      expect(service.shutdown.phase).toBe("lame-duck");
      anchor.send(get("/now/last"));
      expect(connectionLines(await anchor.answer())).toEqual(["connection: close"]);
      expect(await anchor.ending).toBe("end");
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 4, noticed: [] });
    });

    it("each connection is told once, at a moment of its own: in the first half those that were there, in the second half newcomers", async ({
      expect,
      onTestFinished,
    }) => {
      const minimumMs = 2_000;
      const lameDuck = { minimumMs, quietMs: 60_000, maximumMs: 60_000 };
      const service = await Service.start(subject, { gracePeriodMs: 150_000, lameDuck }, onTestFinished);
      const old = await Promise.all(Array.from({ length: 12 }, () => service.connectKept()));
      const idle = await service.connectKept();
      const stoppedAt = performance.now();
      await service.stopUntil("lame-duck");
      const begunBy = performance.now();
      const newcomers = await Promise.all(Array.from({ length: 4 }, () => service.connect()));

      const [toOld, toNew] = await Promise.all(
        [old, newcomers].map((clients) => Promise.all(clients.map(askUntilTold))),
      );
      for (const { untoldUntil, statuses } of toOld ?? []) {
        expect(untoldUntil).toBeLessThanOrEqual(begunBy + minimumMs / 2);
        expect(statuses).toEqual(new Set([200]));
      }
      for (const { toldAt, untoldUntil, statuses } of toNew ?? []) {
        expect(toldAt).toBeGreaterThanOrEqual(stoppedAt + minimumMs / 2);
        expect(untoldUntil).toBeLessThanOrEqual(begunBy + minimumMs);
        expect(statuses).toEqual(new Set([200]));
      }
      for (const client of [...old, ...newcomers]) expect(await client.ending).toBe("end");
      expect(idle.isGone).toBe(false);
      expect(service.shutdown.phase).toBe("lame-duck");
    });

    it("a request that asks for an upgrade that nobody offers is answered as ever", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connectKept();
      await service.stopUntil("lame-duck");
      client.send(get("/now/page", "Connection: Upgrade", "Upgrade: h2c"));
      const answer = await client.answer();
      expect([answer.status, textOf(answer)]).toEqual([200, "this is page"]);
      expect(await client.ending).toBe("end");
    });

    it("a client of HTTP/1.0 that asks for keep-alive is told close", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connect();
      const ask = "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
      client.send(ask);
      expect(connectionLines(await client.answer())).toContain("connection: keep-alive");
      await service.stopUntil("lame-duck");
      client.send(ask);
      expect(connectionLines(await client.answer())).toEqual(["connection: close"]);
      expect(await client.ending).toBe("end");
    });
  });
}
