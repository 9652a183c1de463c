import { describe, expect, it } from "vitest";
import type { FakeHost } from "./fake-host.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

const after = (host: FakeHost, ms: number) => new Promise<void>((resolve) => void host.after(ms, resolve));

describe("close hooks", () => {
  it("run one after the other, the last added first, once nothing is left to drain", async () => {
    const { host, shutdown, timeline } = readyService();
    for (const name of ["postgres", "redis", "telemetry"]) {
      shutdown.onClose(name, async () => {
        timeline.push(`${host.now()} ${name} begins`);
        await after(host, 100);
        timeline.push(`${host.now()} ${name} ends`);
      });
    }
    void shutdown.stop();
    await host.advance(10_000);
    expect(timeline.slice(3)).toEqual([
      "0 closing",
      "0 telemetry begins",
      "100 telemetry ends",
      "100 redis begins",
      "200 redis ends",
      "200 postgres begins",
      "300 postgres ends",
      "300 stopped",
      "300 outcome 0",
    ]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no connection");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no connection"))],
    [
      "throws a string",
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- what an application may do
        throw "no connection";
      },
    ],
    ["rejects with nothing", () => Promise.reject()],
  ])("go on with the next when one %s, and name it in the outcome", async (_how, hook) => {
    const { host, shutdown, timeline } = readyService();
    shutdown.onClose("postgres", () => void timeline.push("postgres closed"));
    shutdown.onClose("redis", hook);
    const stopped = shutdown.stop();
    await host.settle();
    expect(timeline.slice(3)).toEqual([
      "0 closing",
      "0 failed: redis",
      "postgres closed",
      "0 stopped",
      "0 outcome 1",
    ]);
    const { failed, code } = await stopped;
    expect(code).toBe(1);
    expect(failed.map(({ name }) => name)).toEqual(["redis"]);
  });

  it("have a fair share each of the time that is left, and what one leaves the next may use", async () => {
    const { host, shutdown, timeline } = readyService({ gracePeriodMs: 30_000 });
    shutdown.onClose("postgres", () => forever);
    shutdown.onClose("redis", () => after(host, 1_000));
    shutdown.onClose("telemetry", () => forever);
    shutdown.onClose("mailer", () => forever);
    const stopped = shutdown.stop();
    await host.advance(30_000);
    // 28 s are left: 28/4, then (28 - 7)/3, then 1 s, then the rest.
    expect(timeline.slice(3)).toEqual([
      "0 closing",
      "7000 failed: mailer",
      "14000 failed: telemetry",
      "28000 failed: postgres",
      "28000 stopped",
      "28000 outcome 1",
    ]);
    expect((await stopped).failed).toEqual([
      { name: "mailer", error: new Error("not finished within 7000 ms") },
      { name: "telemetry", error: new Error("not finished within 7000 ms") },
      { name: "postgres", error: new Error("not finished within 13000 ms") },
    ]);
  });

  it("have the time of their own, where they are given one, but never more than there is", async () => {
    const { host, shutdown, timeline } = readyService({ gracePeriodMs: 30_000 });
    shutdown.onClose("postgres", () => forever, { timeoutMs: 60_000 });
    shutdown.onClose("redis", () => forever, { timeoutMs: 250 });
    void shutdown.stop();
    await host.advance(30_000);
    expect(timeline.slice(3)).toEqual([
      "0 closing",
      "250 failed: redis",
      "28000 failed: postgres",
      "28000 stopped",
      "28000 outcome 1",
    ]);
  });

  it("keep a sixth of the grace period for themselves, also one that was added during the lame duck", async () => {
    const { host, shutdown, timeline } = readyService({}, inKubernetes);
    void shutdown.waitUntil(forever, "an import");
    void shutdown.stop();
    await host.advance(5_000);
    shutdown.onClose("postgres", () => after(host, 4_000));
    await host.advance(25_000);
    expect(timeline.slice(2)).toEqual([
      "10000 draining",
      "23000 cut off: an import",
      "23000 closing",
      "27000 stopped",
      "27000 outcome 1",
    ]);
  });

  it("may reject after their time is up: it is known already, and nothing is left unhandled", async () => {
    const { host, shutdown } = readyService();
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const late = Promise.withResolvers<void>();
    shutdown.onClose("postgres", () => late.promise, { timeoutMs: 100 });
    const stopped = shutdown.stop();
    await host.advance(200);
    late.reject(new Error("too late"));
    await host.settle();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
    expect((await stopped).failed).toEqual([
      { name: "postgres", error: new Error("not finished within 100 ms") },
    ]);
  });

  it("may call stop(): they get the promise that they are part of", async () => {
    const { host, shutdown } = readyService();
    let inner: unknown;
    shutdown.onClose("postgres", () => void (inner = shutdown.stop("again")));
    const stopped = shutdown.stop();
    await host.settle();
    expect(inner).toBe(stopped);
    expect(await stopped).toMatchObject({ reason: "requested", code: 0 });
  });

  it("may even wait for stop(): that takes their time, and the next has its own", async () => {
    const { host, shutdown, timeline } = readyService();
    shutdown.onClose("postgres", () => void timeline.push("postgres closed"));
    shutdown.onClose("confused", () => shutdown.stop(), { timeoutMs: 500 });
    void shutdown.stop();
    await host.advance(10_000);
    expect(timeline.slice(3)).toEqual([
      "0 closing",
      "500 failed: confused",
      "postgres closed",
      "500 stopped",
      "500 outcome 1",
    ]);
  });

  it("may have the same name: both run", async () => {
    const { host, shutdown, timeline } = readyService();
    shutdown.onClose("pool", () => void timeline.push("first"));
    shutdown.onClose("pool", () => void timeline.push("second"));
    void shutdown.stop();
    await host.settle();
    expect(timeline.slice(4, 6)).toEqual(["second", "first"]);
  });

  it.each(["closing", "stopped"] as const)("are refused by name once %s: the log says so", async (phase) => {
    const { host, shutdown, timeline } = readyService();
    const late = (): void => void timeline.push("never called");
    if (phase === "closing") shutdown.onClose("mailer", () => shutdown.onClose("postgres", late));
    const stopped = shutdown.stop();
    await host.settle();
    if (phase === "stopped") shutdown.onClose("postgres", late);
    const what = `onClose("postgres") came while ${phase}: it is not called, close it where you opened it`;
    expect(timeline).toContain(`0 noticed: ${what}`);
    expect(timeline).not.toContain("never called");
    expect((await stopped).noticed).toEqual(phase === "closing" ? [what] : []);
  });
});
