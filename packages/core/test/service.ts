import { createServer, type Server } from "node:http";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { ShutdownOptions } from "../src/index.ts";
import { FakeHost, type FakeHostOptions } from "./fake-host.ts";
import { timelineOf } from "./timeline.ts";

export const inKubernetes: FakeHostOptions = { environment: { KUBERNETES_SERVICE_HOST: "10.96.0.1" } };

export interface Service {
  readonly host: FakeHost;
  readonly shutdown: GracefulShutdown;
  readonly server: Server;
  readonly timeline: string[];
}

/** A service with one server that is not ready yet; silent unless a logger is given. */
export function startingService(options: ShutdownOptions = {}, surroundings: FakeHostOptions = {}): Service {
  const host = new FakeHost(surroundings);
  const shutdown = new GracefulShutdown({ logger: false, ...options }, host);
  const server = shutdown.attach(createServer((_req, res) => res.end("hello")));
  return { host, shutdown, server, timeline: timelineOf(shutdown) };
}

/** The same, ready; its timeline begins then. */
export function readyService(options: ShutdownOptions = {}, surroundings: FakeHostOptions = {}): Service {
  const service = startingService(options, surroundings);
  service.shutdown.ready();
  service.timeline.length = 0;
  return service;
}

/** Work that never ends. */
export const forever: Promise<never> = new Promise(() => {});
