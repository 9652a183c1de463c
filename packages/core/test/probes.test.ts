import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import type { RequestHead } from "../src/index.ts";
import { connect } from "./memory-client.ts";
import { probe } from "./probing.ts";
import { forever, inKubernetes, readyService, startingService } from "./service.ts";

describe("probes", () => {
  it("tell readiness with the phase, the conditions and the checks", async () => {
    const { shutdown } = readyService();
    const { head, body } = await probe(shutdown);
    expect(head).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Type: application\/json\r\n/);
    expect(head).toContain(`Content-Length: ${body.length}`);
    expect(head).toContain("Cache-Control: no-store");
    expect(body).toBe('{"phase":"ready","ready":true,"serving":true,"terminating":false,"checks":{}}\n');
  });

  it("tell liveness with the phase, from the beginning to the end", async () => {
    const { host, shutdown } = startingService({}, inKubernetes);
    const live = async (): Promise<string> => {
      const { status, body } = await probe(shutdown, "/livez");
      return `${status} ${body}`;
    };
    shutdown.check("postgres", () => false);
    expect(await live()).toBe('200 {"phase":"starting"}\n');
    shutdown.ready();
    expect(await live()).toBe('200 {"phase":"ready"}\n');
    void shutdown.waitUntil(forever);
    shutdown.onClose("postgres", () => forever);
    void shutdown.stop();
    for (const phase of ["lame-duck", "draining", "closing", "stopped"]) {
      expect(await live()).toBe(`200 {"phase":"${phase}"}\n`);
      await host.advance(phase === "draining" ? 13_000 : 10_000);
    }
  });

  it.each([
    ["starting", {}, 503],
    ["ready", {}, 200],
    ["lame-duck", {}, 503],
    ["lame-duck", inKubernetes, 200],
    ["draining", inKubernetes, 503],
  ] as const)("answer readiness while %s, in surroundings %j, by %i", async (phase, surroundings, status) => {
    const { host, shutdown } = startingService({}, surroundings);
    if (phase !== "starting") shutdown.ready();
    if (phase === "lame-duck" || phase === "draining") {
      void shutdown.waitUntil(forever);
      void shutdown.stop();
    }
    if (phase === "draining") await host.advance(10_000);
    expect(shutdown.phase).toBe(phase);
    expect((await probe(shutdown)).status).toBe(status);
  });

  it.each([
    ["/readyz?verbose=1", "GET", 200],
    ["/readyz", "HEAD", 200],
    ["/livez", "HEAD", 200],
    ["/readyz", "POST", 404],
    ["/livez", "DELETE", 404],
    ["/readyz/", "GET", 404],
    ["/", "GET", 404],
    ["/READYZ", "GET", 404],
    ["/api/readyz", "GET", 404],
  ])("answer %s by %s with %i, and leave alone what is none", async (path, method, status) => {
    const { shutdown } = readyService();
    const { status: got, body } = await probe(shutdown, path, { method });
    expect(got).toBe(status);
    const whose = status === 404 ? "the application" : `{"phase":"ready"`;
    expect(body.startsWith(method === "HEAD" ? "" : whose)).toBe(true);
    expect(body === "").toBe(method === "HEAD");
  });

  it("are on the paths of one's own, and not on the others then", async () => {
    const { shutdown } = readyService({ probes: { ready: "/health/ready", live: "/health/live" } });
    const statusOf = async (path: string): Promise<number> => (await probe(shutdown, path)).status;
    expect(await statusOf("/health/ready")).toBe(200);
    expect(await statusOf("/health/live")).toBe(200);
    expect(await statusOf("/readyz")).toBe(404);
    expect(await statusOf("/livez")).toBe(404);
  });

  it("do not answer over an answer that was begun while the checks ran", async () => {
    const { host, shutdown } = readyService();
    shutdown.check("slow", () => new Promise<void>((resolve) => void host.after(100, resolve)));
    const server = createServer((req, res) => {
      expect(shutdown.probe(req, res)).toBe(true);
      res.statusCode = 418;
      res.end("too slow");
    });
    const client = connect(server);
    client.send("/readyz");
    await host.advance(100);
    expect(client.received).toMatch(/^HTTP\/1.1 418 [^]*too slow$/);
  });
});

describe("a probe whose client has left before the checks were done", () => {
  it("harms nobody", async () => {
    const { host, shutdown } = readyService();
    shutdown.check("slow", () => new Promise<void>((resolve) => void host.after(100, resolve)));
    const server = createServer((req, res) => void shutdown.probe(req, res));
    const client = connect(server);
    client.send("/readyz");
    await host.settle();
    client.leave();
    await host.advance(100);
    expect(client.received).toBe("");
    expect((await probe(shutdown)).status).toBe(200);
  });
});

function ignore({ url }: RequestHead): boolean {
  if (url === "/boom") throw new Error("boom");
  return url === "/metrics";
}

describe("what counts as traffic", () => {
  it.each([
    ["/", { "User-Agent": "kube-probe/1.33" }, false],
    ["/", { "User-Agent": "ELB-HealthChecker/2.0" }, false],
    ["/", { "User-Agent": "GoogleHC/1.0" }, false],
    ["/", { "User-Agent": "Envoy/HC" }, false],
    ["/livez", {}, false],
    ["/readyz?full", {}, false],
    ["/metrics", {}, false],
    ["/boom", {}, true],
    ["/", { "User-Agent": "curl/8.5.0 kube-probe/1.33" }, true],
    ["/", { "User-Agent": "Mozilla/5.0" }, true],
    ["/", {}, true],
    ["/livezz", {}, true],
  ])("%s with %j: %s", async (path, headers, isTraffic) => {
    const { host, shutdown, server, timeline } = readyService({ probes: { ignore } });
    const client = connect(server);
    connect(server);
    void shutdown.stop();
    await host.advance(500);
    client.send(path, headers);
    await host.advance(9_500);
    expect(client.received).toContain("200 OK");
    expect(timeline).toContain(isTraffic ? "1500 draining" : "1000 draining");
  });
});
