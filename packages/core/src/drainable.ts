import type { CutOff, InFlight } from "./outcome.ts";

/**
 * Work of the application's own that can be told to leave, waited for, and cut off: a queue's consumer, a timer, a pool
 * of workers. Attach it, and a stop drains it beside the servers. Whatever a verb throws is named in the outcome, and
 * stops nothing.
 */
export interface Drainable {
  /** What the log and the outcome call it. */
  readonly name: string;
  /** The lame duck begins: leave new work to others, who can do it; go on with what has begun. */
  discourage?(): unknown;
  /** Draining begins: take nothing new, and resolve when all that has begun is finished. */
  drain(): unknown;
  /** The time is up: end what is left. The names of what is lost may be returned; without them it has the drainable's. */
  cutOff?(): unknown;
}

/** How long a stop may take to drain. */
export interface DrainTime {
  /** What is idle stays this long, in milliseconds. */
  readonly lingerMs: number;
  /** Long-lived clients are told to leave spread over this many milliseconds. */
  readonly spreadMs: number;
  /** Fires when there is no time for either. */
  readonly unless: AbortSignal;
}

/**
 * Everything attached, in one shape: the script in `shutdown.ts` knows it by this alone. None of the verbs may throw;
 * `drain` resolves when nothing is left, also after `cutOff`.
 */
export interface Attached {
  /** Goes on serving everyone, and asks each client to go elsewhere, spread over `minimumMs` milliseconds. */
  discourage(minimumMs: number): void;
  /** Takes nothing new; resolves when nothing is left. */
  drain(time: DrainTime): Promise<void>;
  /** Ends whatever is left, now, and names it. */
  cutOff(): readonly CutOff[];
  /** Removes everything of ours from what is drained. */
  release(): void;
}

/** A server, to which strangers come. */
export interface AttachedServer extends Attached {
  inFlight(): readonly InFlight[];
  /** The requests under way, by all that their abort signals may have been asked for. */
  requests(): Iterable<object>;
  readonly connectionCount: number;
  readonly finishedCount: number;
}
