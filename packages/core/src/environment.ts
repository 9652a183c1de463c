import type { Host } from "./host.ts";
import { expected } from "./expectations.ts";

/** What the environment tells of where we run. */
export interface Surroundings {
  readonly isKubernetes: boolean;
  /** True under `node --watch` or `tsx watch`, which restart by SIGTERM at each save: a developer does not wait. */
  readonly isWatched: boolean;
  /** From `LAMEDUCK_GRACE_PERIOD_SECONDS`, which the manifest sets beside terminationGracePeriodSeconds. */
  readonly gracePeriodMs: number | undefined;
}

/** Reads the surroundings; throws when a variable of ours holds something else than it should. */
export function surroundings(host: Pick<Host, "environment" | "parentCommand">): Surroundings {
  const { environment } = host;
  return {
    isKubernetes: Boolean(environment["KUBERNETES_SERVICE_HOST"]),
    isWatched: Boolean(environment["WATCH_REPORT_DEPENDENCIES"]) || isTsxWatch(host.parentCommand()),
    gracePeriodMs: gracePeriod(environment["LAMEDUCK_GRACE_PERIOD_SECONDS"]),
  };
}

// tsx sets no variable of its own: its parent's command line is all that tells.
function isTsxWatch(command: string): boolean {
  return /\btsx\b.* watch\b/.test(command);
}

function gracePeriod(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) {
    throw expected(
      "LAMEDUCK_GRACE_PERIOD_SECONDS",
      "a number of seconds, more than 0",
      text,
      "Set it to the Pod's terminationGracePeriodSeconds, or leave it out",
    );
  }
  // The longest that a timer of Node can wait is 24.8 days.
  return Math.min(seconds * 1000, 0x7fff_ffff);
}
