import type { ServiceOptions } from "./service.ts";

/** A lame duck that lasts longer than any test takes, and tells everyone at once; `Service.outcome` ends it. */
export const longLameDuck: ServiceOptions = {
  gracePeriodMs: 150_000,
  lameDuck: { minimumMs: 0, quietMs: 60_000, maximumMs: 60_000 },
};

/** Draining begins at once, and idle connections may stay for longer than any test takes. */
export const drainingAtOnce: ServiceOptions = { gracePeriodMs: 150_000, lameDuck: false, lingerMs: 60_000 };
