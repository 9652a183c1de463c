import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { ShutdownOptions } from "../src/index.ts";
import { FakeHost, type FakeHostOptions } from "./fake-host.ts";

/** The first process of a container: there a shutdown listens to signals from the moment on when it is made. */
export function hostOf(surroundings: FakeHostOptions = {}): FakeHost {
  return new FakeHost({ ...surroundings, isInitProcess: true });
}

/** Makes a shutdown with whatever options, and gives its host. */
export function make(options: unknown, host: FakeHost = hostOf()): FakeHost {
  const shutdown = new GracefulShutdown(options as ShutdownOptions, host);
  if (shutdown.phase !== "starting") throw new Error("It has started by itself");
  return host;
}
