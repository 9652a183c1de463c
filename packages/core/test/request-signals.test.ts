import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { connect } from "./memory-client.ts";
import { forever, readyService } from "./service.ts";

/** A service whose requests stay unanswered, and the requests that it has got. */
function parkedService() {
  const service = readyService({ gracePeriodMs: 6_000, lameDuck: false });
  const requests: IncomingMessage[] = [];
  service.server.removeAllListeners("request").on("request", (req, res) => {
    requests.push(req);
    res.on("error", () => {});
  });
  return { ...service, requests };
}

async function park(service: ReturnType<typeof parkedService>): Promise<IncomingMessage> {
  connect(service.server).send("/");
  await service.host.settle();
  const req = service.requests.at(-1);
  if (req === undefined) throw new Error("The request has not come");
  return req;
}

describe("the abort signals of the service", () => {
  it("fire when the lame duck begins, and when the time is nearly up", async () => {
    const { host, shutdown } = readyService({ gracePeriodMs: 6_000 });
    void shutdown.waitUntil(forever);
    const fired: string[] = [];
    for (const name of ["leaving", "deadline"] as const) {
      shutdown[name].addEventListener("abort", () =>
        fired.push(`${host.now()} ${name} while ${shutdown.phase}`),
      );
    }
    expect(shutdown.leaving.aborted).toBe(false);
    void shutdown.stop();
    await host.advance(6_000);
    expect(fired).toEqual(["0 leaving while lame-duck", "5300 deadline while draining"]);
    expect(String(shutdown.leaving.reason)).toBe("AbortError: The server is shutting down");
    expect(String(shutdown.deadline.reason)).toBe("AbortError: The server's time to shut down is nearly up");
  });

  it("are the same whenever they are asked for", () => {
    const { shutdown } = readyService();
    expect(shutdown.leaving).toBe(shutdown.leaving);
    expect(shutdown.deadline).toBe(shutdown.deadline);
  });

  it("do not fire for a deadline that nobody has missed", async () => {
    const { host, shutdown } = readyService();
    void shutdown.stop();
    await host.advance(10_000);
    expect(shutdown.phase).toBe("stopped");
    expect(shutdown.deadline.aborted).toBe(false);
  });
});

describe("the abort signals of a request", () => {
  it("are made once, and fire with those of the service", async () => {
    const service = parkedService();
    const { host, shutdown } = service;
    const req = await park(service);
    const signals = shutdown.abortSignals(req);
    expect(shutdown.abortSignals(req)).toEqual(signals);
    expect(signals.leaving).not.toBe(shutdown.leaving);
    const fired: string[] = [];
    for (const name of ["leaving", "deadline"] as const) {
      signals[name].addEventListener("abort", () => fired.push(`${host.now()} ${name}`));
    }
    void shutdown.stop();
    await host.advance(6_000);
    expect(fired).toEqual(["0 leaving", "5300 deadline"]);
    expect(String(signals.leaving.reason)).toBe("AbortError: The server is shutting down");
  });

  it("have fired already where they are asked for late", async () => {
    const service = parkedService();
    const req = await park(service);
    void service.shutdown.stop();
    await service.host.settle();
    const { leaving, deadline } = service.shutdown.abortSignals(req);
    expect([leaving.aborted, deadline.aborted]).toEqual([true, false]);
    await service.host.advance(5_300);
    expect(deadline.aborted).toBe(true);
  });

  it("are each request's own", async () => {
    const service = parkedService();
    const [one, other] = [await park(service), await park(service)];
    expect(service.shutdown.abortSignals(one).leaving).not.toBe(service.shutdown.abortSignals(other).leaving);
  });

  it("do not fire for a request that is over", async () => {
    const { host, shutdown, server } = readyService();
    const [over, asked] = [connect(server), Promise.withResolvers<IncomingMessage>()];
    server.prependListener("request", (req: IncomingMessage) => asked.resolve(req));
    over.send("/");
    const { leaving } = shutdown.abortSignals(await asked.promise);
    await host.settle();
    void shutdown.stop();
    await host.settle();
    expect(shutdown.leaving.aborted).toBe(true);
    expect(leaving.aborted).toBe(false);
  });
});
