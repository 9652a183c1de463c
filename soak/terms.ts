import type { ShutdownOptions } from "@lameduck/core";

/** How late a client may learn of a change of the endpoints; half of them learn of it within the median. */
export const lag: { readonly medianMs: number; readonly longestMs: number } = {
  medianMs: 300,
  longestMs: 2_000,
};

export const gracePeriodMs = 12_000;

/** Newcomers are served for longer than it takes the last of them to learn that they are to go elsewhere. */
export const options: ShutdownOptions = {
  gracePeriodMs,
  lameDuck: { minimumMs: lag.longestMs + 1_000, quietMs: 500, maximumMs: 5_000 },
};

/** The events of all streams: one in so many milliseconds, numbered since the epoch that all replicas are given. */
export const eventEveryMs = 100;
