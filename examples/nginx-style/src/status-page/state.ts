import type { Conditions, CutOff, InFlight, Outcome, Phase } from "@lameduck/express";

/** More than these are counted, not listed: a page is read by people. */
const MOST_LISTED = 50;
const LONGEST_URL = 200;

/** What the status page shows, as it travels. */
export interface State {
  readonly phase: Phase;
  readonly conditions: Conditions;
  /** The phases that have begun, in their order, each with the milliseconds spent in it by now. */
  readonly phases: readonly { readonly phase: Phase; readonly ms: number }[];
  readonly inFlight: Listed<InFlight>;
  /** The stop that is under way or done, and how long it has been. */
  readonly stop?: Stop & { readonly ms: number };
  /** How it ended. */
  readonly end?: End;
}

export interface Stop {
  readonly reason: string;
  readonly graceMs: number;
}

interface Listed<T> {
  readonly count: number;
  readonly first: readonly T[];
}

interface End extends Pick<Outcome, "code" | "tookMs" | "requestsFinished" | "noticed"> {
  readonly cutOff: Listed<string>;
  readonly failed: readonly { readonly name: string; readonly message: string }[];
}

export function listed<T, U>(all: readonly T[], shown: (one: T) => U): Listed<U> {
  return { count: all.length, first: all.slice(0, MOST_LISTED).map(shown) };
}

export function shortened(request: InFlight): InFlight {
  const { url } = request;
  return url.length > LONGEST_URL ? { ...request, url: `${url.slice(0, LONGEST_URL)}…` } : request;
}

export function endOf({ code, tookMs, requestsFinished, cutOff, failed, noticed }: Outcome): End {
  return {
    code,
    tookMs,
    requestsFinished,
    cutOff: listed(cutOff, nameOf),
    failed: failed.map(({ name, error }) => ({
      name,
      message: error instanceof Error ? error.message : String(error),
    })),
    noticed,
  };
}

function nameOf(lost: CutOff): string {
  switch (lost.kind) {
    case "request": {
      const { method, url } = shortened(lost);
      return `${method} ${url}`;
    }
    case "work":
      return lost.name;
    case "upgraded connection":
    case "web socket":
      return `${lost.kind} from ${lost.from}`;
    default:
      return lost satisfies never;
  }
}
