import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { ask } from "./admin-client.ts";
import { serviceWithAdmin } from "./admin-service.ts";
import { connect } from "./memory-client.ts";
import { forever } from "./service.ts";

describe("the admin listener", () => {
  it("is for this machine alone, unless it is told otherwise", async () => {
    const everywhere = await serviceWithAdmin({ host: "0.0.0.0" });
    expect(everywhere.address).toEqual({ host: "0.0.0.0", port: expect.any(Number) });
    const { address, port, timeline } = await serviceWithAdmin();
    expect(address).toEqual({ host: "127.0.0.1", port: expect.any(Number) });
    expect(port).toBeGreaterThan(0);
    expect(timeline).toEqual(["0 admin listens"]);
  });

  it("answers probes in every phase from the first `attach` on", async () => {
    const { host, shutdown, server, port } = await serviceWithAdmin();
    const statuses = async (): Promise<number[]> =>
      Promise.all(["/livez", "/readyz?verbose"].map(async (path) => (await ask(port, path)).status));
    expect(await statuses()).toEqual([200, 503]);
    shutdown.ready();
    expect(await statuses()).toEqual([200, 200]);
    connect(server);
    void shutdown.waitUntil(forever, "an import");
    void shutdown.stop();
    await host.advance(100);
    expect([shutdown.phase, ...(await statuses())]).toEqual(["lame-duck", 200, 503]);
    await host.advance(900);
    expect([shutdown.phase, ...(await statuses())]).toEqual(["draining", 200, 503]);
    const { body } = await ask(port, "/readyz");
    expect(JSON.parse(body)).toMatchObject({ phase: "draining", serving: false, terminating: true });
  });

  it("answers them at the paths of the service's own, and runs its checks", async () => {
    const { shutdown, port } = await serviceWithAdmin(
      {},
      { probes: { ready: "/health/ready", live: "/health/live" } },
    );
    shutdown.ready();
    shutdown.check("postgres", () => false);
    expect((await ask(port, "/health/live", "HEAD")).status).toBe(200);
    const { status, body } = await ask(port, "/health/ready");
    expect([status, JSON.parse(body)]).toEqual([
      503,
      expect.objectContaining({ checks: { postgres: "failed" } }),
    ]);
    expect((await ask(port, "/readyz")).status).toBe(404);
  });

  it("is no traffic: a service grows quiet while it is asked all the time, and it counts no request of it", async () => {
    const { host, shutdown, server, port, timeline } = await serviceWithAdmin({
      handler: (_req, res) => res.end(),
    });
    shutdown.ready();
    connect(server);
    const stopped = shutdown.stop();
    for (let ms = 0; ms < 1_000; ms += 100) {
      expect(shutdown.phase).toBe("lame-duck");
      for (const path of ["/metrics", "/readyz"]) await ask(port, path);
      await host.advance(100);
    }
    expect(timeline).toContain("1000 draining");
    await host.advance(9_000);
    expect(await stopped).toMatchObject({ code: 0, requestsFinished: 0, cutOff: [] });
  });
});

describe("what is no probe", () => {
  it("is answered by 404", async () => {
    const { port } = await serviceWithAdmin();
    expect(await ask(port, "/metrics")).toEqual({ status: 404, body: "" });
    expect((await ask(port, "/livez", "POST")).status).toBe(404);
  });

  it("is answered by the handler, where there is one; a probe never comes to it", async () => {
    const paths: (string | undefined)[] = [];
    const handler = (req: IncomingMessage, res: ServerResponse): void => {
      paths.push(req.url);
      res.writeHead(202).end("metrics");
    };
    const { port } = await serviceWithAdmin({ handler });
    expect(await ask(port, "/metrics?since=0")).toEqual({ status: 202, body: "metrics" });
    await ask(port, "/livez");
    expect(paths).toEqual(["/metrics?since=0"]);
  });

  it.each<[how: string, handler: () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("no metrics");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no metrics"))],
  ])("is answered by 500 when the handler %s: that is told, and stops nothing", async (_how, handler) => {
    const { host, shutdown, port, timeline } = await serviceWithAdmin({ handler });
    shutdown.ready();
    expect(await ask(port, "/metrics")).toEqual({ status: 500, body: "" });
    expect(timeline.at(-1)).toBe("0 failed: admin handler");
    expect((await ask(port, "/readyz")).status).toBe(200);
    const stopped = shutdown.stop();
    await host.settle();
    expect(await stopped).toMatchObject({ code: 0, failed: [] });
  });

  it("is answered by 500, without a body, also when the handler fails behind the headers of one", async () => {
    const handler = (_req: IncomingMessage, res: ServerResponse): never => {
      res.setHeader("Content-Length", 100);
      throw new Error("no metrics");
    };
    const { port } = await serviceWithAdmin({ handler });
    expect(await ask(port, "/metrics")).toEqual({ status: 500, body: "" });
  });

  it("is cut off when the handler fails in the middle of its answer, so that nobody takes it for whole", async () => {
    const handler = async (_req: IncomingMessage, res: ServerResponse): Promise<never> => {
      await new Promise<void>((resolve) => void res.write("half of the me", () => resolve()));
      throw new Error("no metrics");
    };
    const { port, timeline } = await serviceWithAdmin({ handler });
    await expect(ask(port, "/metrics")).rejects.toThrow("aborted");
    expect(timeline.at(-1)).toBe("0 failed: admin handler");
    expect((await ask(port, "/livez")).status).toBe(200);
  });
});
