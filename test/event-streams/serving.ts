import { gracefulShutdown, type Shutdown } from "@lameduck/core";
import { type AtTheEnd, Service, type ServiceOptions } from "../conformance/service.ts";
import type { Call, Transport } from "./transports.ts";

/** Draining begins at once, and streams end within 2.8 s: half of the time that there is until work is given up. */
export const drainingAtOnce: ServiceOptions = { gracePeriodMs: 6_300, lameDuck: false };

/** A service over this transport that answers every request in this way; it listens, and is ready. */
export function serving(
  transport: Transport,
  options: ServiceOptions,
  atTheEnd: AtTheEnd,
  answer: (call: Call, shutdown: Shutdown) => unknown,
): Promise<Service> {
  const subject = {
    gracefulShutdown,
    environment: {},
    serve: (shutdown: Shutdown) => transport.serve((call) => answer(call, shutdown)),
  };
  return Service.start(subject, options, atTheEnd);
}
