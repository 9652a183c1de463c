import { createServer, type Server } from "node:http";
import { onTestFinished } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { AdminOptions, ShutdownOptions } from "../src/index.ts";
import { adminOf } from "./admin-client.ts";
import { FakeHost } from "./fake-host.ts";
import { timelineOf } from "./timeline.ts";

interface ServiceWithAdmin {
  readonly host: FakeHost;
  readonly shutdown: GracefulShutdown;
  /** It listens nowhere. */
  readonly server: Server;
  readonly timeline: string[];
  readonly address: { readonly host: string; readonly port: number };
  readonly port: number;
}

/** A service whose admin listener is real, on a port that the kernel chose; its clock is not. */
export async function serviceWithAdmin(
  admin: Omit<AdminOptions, "port"> = {},
  options: ShutdownOptions = {},
  host: FakeHost = new FakeHost(),
): Promise<ServiceWithAdmin> {
  const shutdown = new GracefulShutdown({ logger: false, admin: { port: 0, ...admin }, ...options }, host);
  onTestFinished(async () => {
    const stopped = shutdown[Symbol.asyncDispose]();
    await host.advance(60_000);
    await stopped;
  });
  const listens = adminOf(shutdown);
  const timeline = timelineOf(shutdown);
  const server = shutdown.attach(createServer((_req, res) => res.end("hello")));
  const address = await listens;
  return { host, shutdown, server, timeline, address, port: address.port };
}
