import type { Phase } from "./phases.ts";

/**
 * A request that is being served. Node keeps no headers for the stream API of node:http2: a request that began there before
 * the shutdown is `HTTP/2`, `stream n`.
 */
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
  /** A client of a registered WebSocket server; `url` is what it asked for, where that was seen. */
  | { readonly kind: "web socket"; readonly from: string; readonly url?: string }
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
  const cut: CutOff = "kind" in work ? work : { kind: "request", ...work };
  const age = "atLeastMs" in cut ? ` (${Math.round(cut.atLeastMs)} ms or longer)` : "";
  const inBrackets = (text: string | undefined): string => (text === undefined ? "" : ` [${text}]`);
  switch (cut.kind) {
    case "request":
      return `${cut.method} ${cut.url}${inBrackets(cut.route)}${age}`;
    case "upgraded connection":
      return `upgraded connection from ${cut.from}`;
    case "web socket":
      return `web socket from ${cut.from}${inBrackets(cut.url)}`;
    case "work":
      return `${cut.name}${age}`;
    default:
      return cut satisfies never;
  }
}
