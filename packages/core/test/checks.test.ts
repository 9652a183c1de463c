import { describe, expect, it } from "vitest";
import { probe } from "./probing.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

describe("a readiness check", () => {
  it("is not run before somebody asks, and counts as passed until then", async () => {
    const { shutdown } = readyService();
    let runs = 0;
    shutdown.check("postgres", () => void (runs += 1));
    expect(shutdown.conditions.ready).toBe(true);
    expect(runs).toBe(0);
    await probe(shutdown);
    expect(runs).toBe(1);
  });

  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["true", () => true],
    ["a promise", () => Promise.resolve()],
    ["null", () => null],
    ["0", () => 0],
  ])("passes when it gives %s", async (_what, check) => {
    const { shutdown, timeline } = readyService();
    shutdown.check("postgres", check);
    const { status, body } = await probe(shutdown);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ checks: { postgres: "ok" } });
    expect(timeline).toEqual([]);
  });

  it.each<[string, () => unknown, unknown]>([
    ["returns false", () => false, new Error("returned false")],
    ["resolves to false", () => Promise.resolve(false), new Error("returned false")],
    [
      "throws",
      () => {
        throw new Error("no connection");
      },
      new Error("no connection"),
    ],
    ["rejects", () => Promise.reject(new Error("no connection")), new Error("no connection")],
    ["rejects with a string", () => Promise.reject("no connection"), "no connection"],
  ])("fails when it %s: the probe says which, and the events say why", async (_how, check, error) => {
    const { shutdown } = readyService();
    const events: unknown[] = [];
    shutdown.on((event) => void events.push(event));
    shutdown.check("postgres", check);
    shutdown.check("redis", () => true);
    const { status, body } = await probe(shutdown);
    expect(status).toBe(503);
    expect(JSON.parse(body)).toEqual({
      phase: "ready",
      ready: false,
      serving: false,
      terminating: false,
      checks: { postgres: "failed", redis: "ok" },
    });
    expect(body).not.toContain("no connection");
    expect(events).toEqual([{ type: "failed", name: 'check "postgres"', error, atMs: 0 }]);
  });

  it("fails when it takes longer than 900 ms", async () => {
    const { host, shutdown, timeline } = readyService();
    shutdown.check("postgres", () => forever);
    const answered = probe(shutdown);
    await host.advance(899);
    expect(timeline).toEqual([]);
    await host.advance(1);
    expect((await answered).status).toBe(503);
    expect(timeline).toEqual(['900 failed: check "postgres"']);
  });

  it("fails when it takes longer than its own limit", async () => {
    const { host, shutdown } = readyService();
    const events: unknown[] = [];
    shutdown.on((event) => void events.push(event));
    shutdown.check("postgres", () => forever, { timeoutMs: 50 });
    const answered = probe(shutdown);
    await host.advance(50);
    expect((await answered).status).toBe(503);
    expect(events).toMatchObject([{ error: new Error("not finished within 50 ms") }]);
    expect(host.leftovers.timers).toBe(0);
  });

  it.each([
    ["1 s", {}, 1_000],
    ["its own time", { cacheMs: 250 }, 250],
  ])("is not run again for %s", async (_how, options, cacheMs) => {
    const { host, shutdown } = readyService();
    let runs = 0;
    shutdown.check("postgres", () => void (runs += 1), options);
    await probe(shutdown);
    await host.advance(cacheMs - 1);
    await probe(shutdown);
    expect(runs).toBe(1);
    await host.advance(1);
    await probe(shutdown);
    expect(runs).toBe(2);
  });

  it("is run once for all probes that come in the meantime", async () => {
    const { host, shutdown } = readyService();
    let runs = 0;
    const result = Promise.withResolvers<boolean>();
    const check = (): Promise<boolean> => {
      runs += 1;
      return result.promise;
    };
    shutdown.check("postgres", check, { cacheMs: 0 });
    const answers = [probe(shutdown), probe(shutdown), probe(shutdown)];
    await host.settle();
    result.resolve(false);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(runs).toBe(1);
  });

  it("runs beside the others", async () => {
    const { host, shutdown } = readyService();
    for (const name of ["postgres", "redis", "kafka"]) {
      shutdown.check(name, () => new Promise<void>((resolve) => void host.after(500, resolve)));
    }
    const answered = probe(shutdown);
    await host.advance(500);
    expect((await answered).status).toBe(200);
  });

  it("tells its failure once, and again only after it has passed", async () => {
    const { host, shutdown, timeline } = readyService();
    const results = [false, false, true, false];
    shutdown.check("postgres", () => results.shift(), { cacheMs: 0 });
    const statuses: number[] = [];
    while (results.length > 0) {
      statuses.push((await probe(shutdown)).status);
      await host.advance(1_000);
    }
    expect(statuses).toEqual([503, 503, 200, 503]);
    expect(timeline).toEqual(['0 failed: check "postgres"', '3000 failed: check "postgres"']);
  });

  it("does not count in the outcome: only hooks and cuts do", async () => {
    const { host, shutdown } = readyService();
    shutdown.check("postgres", () => false);
    await probe(shutdown);
    const stopped = shutdown.stop();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, failed: [] });
  });

  it("counts during the lame duck, too, where readiness does", async () => {
    const { host, shutdown } = readyService({}, inKubernetes);
    shutdown.check("postgres", () => false);
    void shutdown.stop();
    await host.settle();
    expect((await probe(shutdown)).status).toBe(503);
  });
});
