import type { Outcome, ShutdownOptions } from "@lameduck/core";

/** Nothing is asked of the program any more: it ends when nothing keeps it. */
export interface Leave {
  readonly do: "leave";
}

/** What the test tells the program. */
export type Order =
  | Leave
  | { readonly do: "serve"; readonly id: number; readonly options: ShutdownOptions }
  | { readonly do: "stop"; readonly id: number }
  | { readonly do: "weigh"; readonly id: number };

export interface Listening {
  readonly id: number;
  readonly port: number;
}

/** What a stop did, and what it left. */
export interface Stopped {
  readonly id: number;
  readonly outcome: Outcome;
  /** How long the longest turn of the event loop took in the meantime, in milliseconds. */
  readonly longestTurnMs: number;
  /** How many connections the server still counts. */
  readonly connections: number;
  /** What was on the server before it was attached, and what is after the stop. */
  readonly before: object;
  readonly after: object;
}

/** What the process holds when garbage has been collected. */
export interface Weight {
  readonly id: number;
  readonly heapBytes: number;
  /** Of the servers and shutdowns made so far, how many are still there. */
  readonly survivors: number;
  readonly resources: readonly string[];
  readonly listeners: object;
}

export type Answer = Listening | Stopped | Weight;
