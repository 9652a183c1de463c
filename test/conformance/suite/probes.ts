import { describe, it } from "vitest";
import { textOf } from "../client/answer.ts";
import { request } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { longLameDuck } from "../stops.ts";

async function ask(
  service: Service,
  path: string,
  method = "GET",
): Promise<{ status: number; text: string }> {
  const client = await service.connect();
  client.send(request(method, path, "Connection: close"));
  const answer = await client.answer(method);
  return { status: answer.status, text: textOf(answer) };
}

const inKubernetes = { environment: { KUBERNETES_SERVICE_HOST: "10.0.0.1" } };

export function describeProbes(subject: Subject): void {
  describe("probes", () => {
    it("tell that the service is alive and ready, by GET and by HEAD, and leave other requests alone", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, {}, onTestFinished);
      const { status, text } = await ask(service, "/readyz?verbose");
      const conditions = { ready: true, serving: true, terminating: false };
      expect([status, JSON.parse(text)]).toEqual([200, { phase: "ready", ...conditions, checks: {} }]);
      expect(await ask(service, "/livez")).toMatchObject({ status: 200 });
      expect(await ask(service, "/readyz", "HEAD")).toEqual({ status: 200, text: "" });
      expect(await ask(service, "/readyz", "POST")).toMatchObject({ status: 404 });
      expect(await ask(service, "/readyz/more")).toMatchObject({ status: 404 });
    });

    it.for([
      ["503 outside Kubernetes, where the probe is the only voice", {}, 503],
      ["200 in Kubernetes, where failing would take the fallback away", inKubernetes, 200],
      ["200 where the application says so", { readiness: "while-serving" }, 200],
      [
        "503 in Kubernetes where the application says so",
        { ...inKubernetes, readiness: "until-termination" },
        503,
      ],
    ] as const)(
      "answer readiness during the lame duck with %s",
      async ([, options, expected], { expect, onTestFinished }) => {
        const service = await Service.start(subject, { ...longLameDuck, ...options }, onTestFinished);
        const client = await service.connectKept();
        expect(await ask(service, "/readyz")).toMatchObject({ status: 200 });
        await service.stopUntil("lame-duck");
        expect(await ask(service, "/readyz")).toMatchObject({ status: expected });
        expect(await ask(service, "/livez")).toMatchObject({ status: 200 });
        expect(service.shutdown.conditions).toEqual({
          ready: false,
          serving: expected === 200,
          terminating: true,
        });
        expect(client.isGone).toBe(false);
      },
    );

    it("tell the phases from starting on: ready without a call, as soon as the server listens", async ({
      expect,
      onTestFinished,
    }) => {
      const service = new Service(subject, {}, onTestFinished);
      service.attach();
      expect(service.shutdown.phase).toBe("starting");
      const { ready, terminating } = service.shutdown.conditions;
      expect([ready, terminating]).toEqual([false, false]);
      await service.listen();
      expect(service.shutdown.phase).toBe("ready");
    });

    it("answer 503 until `ready()` is called, where the application wants it so", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, { manualReady: true }, onTestFinished);
      expect(await ask(service, "/readyz")).toMatchObject({ status: 503 });
      expect(await ask(service, "/livez")).toMatchObject({ status: 200 });
      service.shutdown.ready();
      expect(await ask(service, "/readyz")).toMatchObject({ status: 200 });
    });

    it("answer 503 while a check fails, and name it", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, {}, onTestFinished);
      let isWell = false;
      service.shutdown.check("database", () => isWell, { cacheMs: 0 });
      service.shutdown.check("cache", () => Promise.resolve());
      const ill = await ask(service, "/readyz");
      expect(ill.status).toBe(503);
      expect(JSON.parse(ill.text)).toMatchObject({ checks: { database: "failed", cache: "ok" } });
      isWell = true;
      expect(await ask(service, "/readyz")).toMatchObject({ status: 200 });
    });

    it("are no traffic: a lame duck that waits for quiet does not wait for them", async ({
      expect,
      onTestFinished,
    }) => {
      const quietMs = 300;
      const lameDuck = { minimumMs: 0, quietMs, maximumMs: 60_000 };
      const options = { gracePeriodMs: 150_000, lameDuck, lingerMs: 0, ...inKubernetes };
      const service = await Service.start(subject, options, onTestFinished);
      await service.stopUntil("lame-duck");
      const client = await service.connect();
      const askedAt = performance.now();
      client.send(request("GET", "/now/page"));
      await client.answer();
      const draining = service.entered("draining");
      while (service.shutdown.phase === "lame-duck") {
        // Refused where the listener closes between the look and the connection.
        await ask(service, "/livez").catch(() => draining);
      }
      const quietFor = performance.now() - askedAt;
      expect(quietFor).toBeGreaterThanOrEqual(quietMs - 1);
      expect(quietFor).toBeLessThan(quietMs + 5_000);
    });
  });
}
