import dns from "node:dns";
import { createServer } from "node:http";
import { Server as NetServer } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import { adminOf, ask } from "./admin-client.ts";
import { serviceWithAdmin } from "./admin-service.ts";
import { FakeHost } from "./fake-host.ts";
import { listening } from "./listening.ts";

type LookedUp = (error: null, addresses: readonly object[]) => void;

const refused = expect.objectContaining({ code: "ECONNREFUSED" });

describe("the admin listener is closed", () => {
  it("after a stop() of the application's", async () => {
    const { host, shutdown, port } = await serviceWithAdmin();
    const stopped = shutdown.stop();
    await host.settle();
    await stopped;
    await expect(ask(port, "/livez")).rejects.toEqual(refused);
  });

  it("at the end of the block that has it by `await using`", async () => {
    const ports: number[] = [];
    {
      const host = new FakeHost();
      await using shutdown = new GracefulShutdown({ logger: false, admin: { port: 0 } }, host);
      const listens = adminOf(shutdown);
      shutdown.attach({ name: "emails", drain() {} });
      await host.settle();
      ports.push((await listens).port);
    }
    await expect(ask(ports[0]!, "/livez")).rejects.toEqual(refused);
  });

  it("after a stop by a signal, where the process does not exit", async () => {
    const { host, shutdown, port } = await serviceWithAdmin({}, { exit: false });
    await host.deliver("SIGTERM");
    expect([shutdown.phase, host.exits]).toEqual(["stopped", []]);
    await expect(ask(port, "/livez")).rejects.toEqual(refused);
  });

  it("for whoever is connected, too, idle or not", async () => {
    const asked = Promise.withResolvers<void>();
    const { host, shutdown, port } = await serviceWithAdmin({ handler: () => asked.resolve() });
    const answer = ask(port, "/never").catch(String);
    await asked.promise;
    const stopped = shutdown.stop();
    await host.settle();
    expect((await stopped).code).toBe(0);
    expect(await answer).toBe("Error: socket hang up");
  });

  it("when the application closes its last server while ready, and opened with the next", async () => {
    const { host, shutdown, server, port, timeline } = await serviceWithAdmin();
    listening(server).emit("close");
    expect(shutdown.phase).toBe("ready");
    await expect(ask(port, "/livez")).rejects.toEqual(refused);
    const listens = adminOf(shutdown);
    shutdown.attach(createServer());
    const { port: next } = await listens;
    expect((await ask(next, "/livez")).status).toBe(200);
    expect(timeline).toEqual(["0 admin listens", "0 ready", "0 admin listens"]);
    await host.settle();
  });

  it("though it was still looking up its address: it does not come to listen after the stop", async () => {
    let found: () => void = () => {};
    vi.spyOn(dns, "lookup").mockImplementation(((_name: string, _options: object, done: LookedUp) => {
      found = () => done(null, [{ address: "127.0.0.1", family: 4 }]);
    }) as never);
    const listen = vi.spyOn(NetServer.prototype, "listen");
    const host = new FakeHost();
    const shutdown = new GracefulShutdown({ logger: false, admin: { port: 0, host: "localhost" } }, host);
    const told: string[] = [];
    shutdown.on(({ type }) => void told.push(type));
    shutdown.attach(createServer());
    const stopped = shutdown.stop();
    await host.settle();
    await stopped;
    found();
    await nextTurn();
    expect(told).not.toContain("admin listens");
    expect((listen.mock.contexts as NetServer[]).map(({ listening: isListening }) => isListening)).toEqual([
      false,
    ]);
  });
});

describe("the admin listener is not closed", () => {
  it("when the application closes one of its servers, and the other is still there", async () => {
    const { shutdown, server, port } = await serviceWithAdmin();
    shutdown.attach(createServer());
    server.emit("close");
    expect((await ask(port, "/livez")).status).toBe(200);
  });

  it("when the service beside it stops: each has a listener of its own", async () => {
    const host = new FakeHost();
    const [one, other] = [await serviceWithAdmin({}, {}, host), await serviceWithAdmin({}, {}, host)];
    expect(one.port).not.toBe(other.port);
    other.shutdown.ready();
    expect((await ask(one.port, "/readyz")).status).toBe(503);
    expect((await ask(other.port, "/readyz")).status).toBe(200);
    const stopped = one.shutdown.stop();
    await host.settle();
    await stopped;
    await expect(ask(one.port, "/livez")).rejects.toEqual(refused);
    expect((await ask(other.port, "/readyz")).status).toBe(200);
  });

  it("when there is none: a service that attaches nothing opens none", async () => {
    const listen = vi.spyOn(NetServer.prototype, "listen");
    const host = new FakeHost({ isInitProcess: true });
    const shutdown = new GracefulShutdown({ logger: false, admin: { port: 0 } }, host);
    await host.deliver("SIGTERM");
    expect([shutdown.phase, host.exits]).toEqual(["stopped", [0]]);
    expect(listen).not.toHaveBeenCalled();
  });
});
