import type { Shutdown } from "./contract.ts";
import { GracefulShutdown } from "./graceful-shutdown.ts";
import { processHost } from "./host.ts";
import type { ShutdownOptions } from "./options.ts";
import { expectRuntime } from "./runtime.ts";

/**
 * Makes the shutdown of a service. Attach its servers, and no request is lost when the process is told to stop.
 *
 * @throws TypeError for an option that is not what it should be
 * @throws Error on a runtime that is not Node 22.12 or later
 */
export function gracefulShutdown(options: ShutdownOptions = {}): Shutdown {
  expectRuntime(processHost);
  return new GracefulShutdown(options, processHost);
}

export type { AdminOptions } from "./admin.ts";
export type { CheckOptions, CheckResult } from "./checks.ts";
export type { CloseHookOptions } from "./close-hooks.ts";
export type { Shutdown } from "./contract.ts";
export type { Drainable } from "./drainable.ts";
export type { EventStream, EventStreamOptions } from "./event-streams.ts";
export type { Listener, ShutdownEvent } from "./events.ts";
export type { Logger } from "./log.ts";
export type { LameDuckOptions, ProbeOptions, ReadinessPolicy, ShutdownOptions } from "./options.ts";
export type { CutOff, InFlight, Outcome } from "./outcome.ts";
export type { Conditions, Phase } from "./phases.ts";
export type { ProbeRequest, ProbeResponse } from "./probes.ts";
export type { Abortable, AbortSignals } from "./request-signals.ts";
export type { Attachable, AttachableServer } from "./server/attachable.ts";
export type { RequestHead } from "./server/under-way.ts";
export type { WebSocket, WebSocketOptions, WebSocketServer } from "./web-sockets/contract.ts";
