import type { Surroundings } from "./environment.ts";
import { expected } from "./expectations.ts";
import { DEFAULTS, type ShutdownOptions } from "./options.ts";

/** How the grace period is divided, in milliseconds. */
export interface Timetable {
  readonly graceMs: number;
  /** The lame duck lasts this long at least, … */
  readonly minimumMs: number;
  /** … then until no request has come for this long, … */
  readonly quietMs: number;
  /** … and never longer than this. */
  readonly maximumMs: number;
  /** With nobody connected there is nobody to tell: true where no proxy is known to send newcomers. */
  readonly isOverWhenAlone: boolean;
  readonly lingerMs: number;
  /** Between the signal that the time is nearly up, and the cut. */
  readonly giveUpMs: number;
  /** How long connections may take to be gone once they were cut off. */
  readonly cutOffMs: number;
  /** What close hooks keep for themselves, if there are any. */
  readonly hooksMs: number;
  /** The end of everything, counted from the beginning; the rest is margin before SIGKILL. */
  readonly endAt: number;
  /** Where the environment forced less than the options ask for, one sentence. */
  readonly warning: string | undefined;
}

/** A grace period too short to spend any of it on serving. */
const shortGraceMs = 4_000;

/**
 * Divides the grace period G: at most G/2 lame duck (more only where an option asks for it), G/6 for the hooks if there
 * are any, a margin of min(2 s, G/15) before SIGKILL, and the rest for draining. Who is not patient, a developer at the
 * keyboard or a service that never became ready, has no lame duck and does not linger.
 *
 * @throws when options contradict each other; where the environment's grace period is too short for them, they are
 * shortened and `warning` says so.
 */
export function timetable(
  options: ShutdownOptions,
  surroundings: Surroundings,
  isPatient: boolean,
): Timetable {
  const graceMs = graceOf(options, surroundings);
  const endAt = graceMs - Math.min(2_000, graceMs / 15);
  const hooksMs = graceMs / 6;
  const giveUpMs = Math.min(500, graceMs / 20);
  const { warning, ...lameDuck } = lameDuckOf(options, surroundings, graceMs, endAt - hooksMs - giveUpMs);
  return {
    graceMs,
    ...(isPatient ? lameDuck : noLameDuck),
    isOverWhenAlone: !surroundings.isKubernetes && lameDuck.minimumMs === 0,
    lingerMs: isPatient ? (options.lingerMs ?? DEFAULTS.lingerMs) : 0,
    giveUpMs,
    cutOffMs: Math.min(500, graceMs / 30),
    hooksMs,
    endAt,
    warning,
  };
}

/** When work is told that its time is nearly up, and when it is cut off, counted from the beginning. */
export function deadlines(
  { endAt, hooksMs, giveUpMs }: Timetable,
  hasHooks: boolean,
): { readonly giveUpAt: number; readonly deadlineAt: number } {
  const deadlineAt = hasHooks ? endAt - hooksMs : endAt;
  return { giveUpAt: deadlineAt - giveUpMs, deadlineAt };
}

const noLameDuck = { minimumMs: 0, quietMs: 0, maximumMs: 0 };

function graceOf(options: ShutdownOptions, { isKubernetes, gracePeriodMs }: Surroundings): number {
  const known = [options.gracePeriodMs, gracePeriodMs].filter((ms) => ms !== undefined);
  if (known.length > 0) return Math.min(...known);
  return isKubernetes ? 30_000 : 10_000;
}

function lameDuckOf(
  options: ShutdownOptions,
  { isKubernetes }: Surroundings,
  graceMs: number,
  longestMs: number,
): Pick<Timetable, "minimumMs" | "quietMs" | "maximumMs" | "warning"> {
  const wanted = options.lameDuck;
  if (wanted === false) return { ...noLameDuck, warning: undefined };
  const isTold = wanted !== undefined && Object.values(wanted).some((ms) => ms !== undefined);
  if (graceMs <= shortGraceMs && !isTold) return { ...noLameDuck, warning: undefined };

  const defaultMinimumMs = isKubernetes ? Math.min(10_000, 0.35 * graceMs) : 0;
  const defaultMaximumMs = Math.max(graceMs / 2, wanted?.minimumMs ?? 0, wanted?.quietMs ?? 0);
  const maximumMs = wanted?.maximumMs ?? defaultMaximumMs;
  const minimumMs = wanted?.minimumMs ?? Math.min(defaultMinimumMs, maximumMs);
  const quietMs = wanted?.quietMs ?? Math.min(isKubernetes ? 2_000 : 1_000, maximumMs);
  if (maximumMs <= longestMs) return { minimumMs, quietMs, maximumMs, warning: undefined };

  const isEnvironmentsFault = graceMs !== options.gracePeriodMs;
  const tooLong = minimumMs > longestMs ? "lameDuck.minimumMs" : "lameDuck.quietMs";
  const name = wanted?.maximumMs === undefined ? tooLong : "lameDuck.maximumMs";
  const expectation = `at most ${Math.floor(longestMs)} with a grace period of ${graceMs} ms`;
  const complaint = (advice?: string): TypeError => expected(name, expectation, maximumMs, advice);
  if (!isEnvironmentsFault) throw complaint("Shorten it, or lengthen the grace period");
  return {
    minimumMs: Math.min(minimumMs, longestMs),
    quietMs: Math.min(quietMs, longestMs),
    maximumMs: longestMs,
    warning: `${complaint().message}: it is shortened`,
  };
}
