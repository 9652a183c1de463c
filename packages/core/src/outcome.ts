import type { Phase } from "./phases.ts";

/** A request that is being served. */
export interface InFlight {
  readonly method: string;
  readonly url: string;
  /** The route that serves it, where the framework's adapter knows it. */
  readonly route?: string;
  /** How long it has been seen, in milliseconds: a lower bound, since nothing is noted before somebody looks. */
  readonly atLeastMs: number;
}

/** Something that was ended before it was finished. */
export type CutOff =
  | ({ readonly kind: "request" } & InFlight)
  | { readonly kind: "upgraded connection"; readonly from: string }
  | { readonly kind: "work"; readonly name: string; readonly atLeastMs: number };

/** What a shutdown did. */
export interface Outcome {
  /** Why it began: a signal's name, `requested`, or what was given to `stop()`. */
  readonly reason: string;
  /** 0: clean · 1: something was cut off, or a hook failed. */
  readonly code: 0 | 1;
  readonly tookMs: number;
  /** The phases of the shutdown in their order, each with the milliseconds spent in it. */
  readonly phases: readonly { readonly phase: Phase; readonly ms: number }[];
  /** How many requests were answered from the beginning of the shutdown on. */
  readonly requestsFinished: number;
  readonly cutOff: readonly CutOff[];
  /** The close hooks that threw, rejected or took too long. */
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
  /** What was odd, each in a sentence. */
  readonly noticed: readonly string[];
}

/** The exit code that an outcome asks for: 1 as soon as anything was cut off or a hook failed. */
export function exitCode(outcome: Pick<Outcome, "cutOff" | "failed">): 0 | 1 {
  return outcome.cutOff.length > 0 || outcome.failed.length > 0 ? 1 : 0;
}

/** One line about a request in flight or something cut off, for a log. */
export function describeWork(work: CutOff | InFlight): string {
  if ("kind" in work && work.kind === "upgraded connection") return `upgraded connection from ${work.from}`;
  if ("kind" in work && work.kind === "work")
    return `${work.name} (${Math.round(work.atLeastMs)} ms or longer)`;
  const route = work.route === undefined ? "" : ` [${work.route}]`;
  return `${work.method} ${work.url}${route} (${Math.round(work.atLeastMs)} ms or longer)`;
}
