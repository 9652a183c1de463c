import type { IncomingMessage } from "node:http";
import { constants } from "node:os";
import { type AdminOptions, validateAdmin } from "./admin.ts";
import { expectBoolean, expected, expectFunction, expectKeys, expectMs } from "./expectations.ts";
import type { Logger } from "./log.ts";
import type { RequestHead } from "./server/under-way.ts";

/** Which answer readiness gives while the lame duck serves; see `readiness` in `ShutdownOptions`. */
export type ReadinessPolicy = "auto" | "while-serving" | "until-termination";

export interface LameDuckOptions {
  /** Serve at least this long, in milliseconds: the time the data plane needs to learn that we leave. */
  readonly minimumMs?: number;
  /** Then go on until no new request has come for this many milliseconds. */
  readonly quietMs?: number;
  /** End the lame duck after this many milliseconds in any case. */
  readonly maximumMs?: number;
}

export interface ProbeOptions {
  /** The path of the readiness probe; default `/readyz`. */
  readonly ready?: string;
  /** The path of the liveness probe; default `/livez`. */
  readonly live?: string;
  /** Tells further requests that are probes or scrapes, by method, url and headers: they do not count as traffic. */
  readonly ignore?: (req: RequestHead) => boolean;
}

export interface ShutdownOptions {
  /**
   * All the time there is, in milliseconds, from the beginning of the termination to SIGKILL. The earlier of this and
   * the environment's `LAMEDUCK_GRACE_PERIOD_SECONDS` counts; without both 30_000 in Kubernetes, 10_000 elsewhere.
   */
  readonly gracePeriodMs?: number;
  /** How long to go on serving everybody; `false` goes straight to draining. */
  readonly lameDuck?: false | LameDuckOptions;
  /** How long, in milliseconds, draining leaves an idle connection to its client; default 5_000. */
  readonly lingerMs?: number;
  /**
   * What readiness answers during the lame duck: `while-serving` 200, `until-termination` 503; `auto` (the default)
   * is while-serving inside Kubernetes, whose endpoints are not ready from the deletion on, and until-termination
   * elsewhere, where the probe is the only voice.
   */
  readonly readiness?: ReadinessPolicy;
  /** Become ready by a call of `ready()` alone, not as soon as every attached server listens; default false. */
  readonly manualReady?: boolean;
  /** The signals that begin the shutdown; default SIGTERM and SIGINT, `false` for none. */
  readonly signals?: readonly NodeJS.Signals[] | false;
  /** Exit with the outcome's code after a shutdown that a signal began; default true. */
  readonly exit?: boolean;
  readonly probes?: ProbeOptions;
  /** A listener of its own for the probes, and for whatever else shall be reachable until the exit. */
  readonly admin?: AdminOptions;
  /** Where the lines go; default stderr, `false` for nowhere. */
  readonly logger?: Logger | false;
  /** Names the route that serves a request, for lists of work in flight; the adapters set it. */
  readonly route?: (req: IncomingMessage) => string | undefined;
}

interface Defaults {
  readonly lingerMs: number;
  readonly readiness: ReadinessPolicy;
  readonly manualReady: boolean;
  readonly signals: readonly NodeJS.Signals[];
  readonly exit: boolean;
  readonly readyPath: string;
  readonly livePath: string;
}

/** Every default that is a plain value; those that depend on the environment are made in `timetable.ts`. */
export const DEFAULTS: Defaults = Object.freeze({
  lingerMs: 5_000,
  readiness: "auto",
  manualReady: false,
  signals: Object.freeze(["SIGTERM", "SIGINT"] as const),
  exit: true,
  readyPath: "/readyz",
  livePath: "/livez",
});

const keys: readonly (keyof ShutdownOptions)[] = [
  "gracePeriodMs",
  "lameDuck",
  "lingerMs",
  "readiness",
  "manualReady",
  "signals",
  "exit",
  "probes",
  "admin",
  "logger",
  "route",
];

const policies: readonly ReadinessPolicy[] = ["auto", "while-serving", "until-termination"];

// SIGKILL and SIGSTOP cannot be handled, and SIGUSR1 opens Node's inspector.
const refusedSignals: readonly string[] = ["SIGKILL", "SIGSTOP", "SIGUSR1"];

/** Throws at the first option that is not what it should be: what was expected, what came. */
export function validateOptions(options: ShutdownOptions): void {
  expectKeys("options", options, keys);
  expectMs("gracePeriodMs", options.gracePeriodMs, 1);
  expectMs("lingerMs", options.lingerMs);
  validateLameDuck(options.lameDuck);
  if (options.readiness !== undefined && !policies.includes(options.readiness)) {
    throw expected("readiness", policies.map((policy) => `"${policy}"`).join(" or "), options.readiness);
  }
  expectBoolean("manualReady", options.manualReady);
  expectBoolean("exit", options.exit);
  validateSignals(options.signals);
  validateProbes(options.probes);
  validateAdmin(options.admin);
  if (options.logger !== undefined && options.logger !== false) validateLogger(options.logger);
  if (options.route !== undefined) expectFunction("route", options.route);
}

function validateLameDuck(lameDuck: ShutdownOptions["lameDuck"]): void {
  if (lameDuck === undefined || lameDuck === false) return;
  expectKeys("lameDuck", lameDuck, ["minimumMs", "quietMs", "maximumMs"], "an object or false");
  const { minimumMs, quietMs, maximumMs } = lameDuck;
  expectMs("lameDuck.minimumMs", minimumMs);
  expectMs("lameDuck.quietMs", quietMs);
  expectMs("lameDuck.maximumMs", maximumMs);
  for (const [name, ms] of Object.entries({ minimumMs, quietMs })) {
    if (ms !== undefined && maximumMs !== undefined && ms > maximumMs) {
      throw expected(`lameDuck.${name}`, `at most \`lameDuck.maximumMs\` (${maximumMs})`, ms);
    }
  }
}

function validateSignals(signals: unknown): void {
  if (signals === undefined || signals === false) return;
  if (!Array.isArray(signals)) throw expected("signals", "an array of signal names, or false", signals);
  for (const signal of signals as readonly unknown[]) {
    if (typeof signal !== "string" || !(signal in constants.signals)) {
      throw expected("signals", `signal names such as "SIGTERM"`, signal);
    }
    if (refusedSignals.includes(signal)) {
      throw expected("signals", "signals that a process can handle for itself", signal);
    }
  }
}

function validateProbes(probes: ProbeOptions | undefined): void {
  if (probes === undefined) return;
  expectKeys("probes", probes, ["ready", "live", "ignore"]);
  for (const name of ["ready", "live"] as const) {
    const path: unknown = probes[name];
    if (path !== undefined && (typeof path !== "string" || !/^\/[^?]*$/.test(path))) {
      throw expected(`probes.${name}`, `a path that begins with "/", without a query`, path);
    }
  }
  const ready = probes.ready ?? DEFAULTS.readyPath;
  if (ready === (probes.live ?? DEFAULTS.livePath)) {
    throw expected("probes.ready", "another path than `probes.live`", ready);
  }
  if (probes.ignore !== undefined) expectFunction("probes.ignore", probes.ignore);
}

function validateLogger(logger: unknown): void {
  const methods = ["info", "warn", "error"] as const;
  const has = (name: string): boolean =>
    typeof (logger as Record<string, unknown> | null)?.[name] === "function";
  if (typeof logger !== "object" || !methods.every(has)) {
    throw expected(
      "logger",
      "an object with info, warn and error, as console and pino are, or false",
      logger,
    );
  }
}
