import type { IncomingMessage } from "node:http";
import type { CutOff, InFlight } from "./outcome.ts";

/**
 * Anything that can be told to leave, waited for, and cut off: the script in `shutdown.ts` knows its servers by
 * this alone. None of the verbs may throw; `drain` resolves when nothing is left, also after `cutOff`.
 */
export interface Drainable {
  readonly name: string;
  /** Goes on serving everyone, and asks each client to go elsewhere, spread over `minimumMs` milliseconds. */
  discourage(minimumMs: number): void;
  /** Takes nothing new; what is idle stays for `lingerMs` milliseconds, or until `unless` fires. */
  drain(lingerMs: number, unless: AbortSignal): Promise<void>;
  /** Ends whatever is left, now, and names it. */
  cutOff(): readonly CutOff[];
  /** Removes everything of ours from what is drained. */
  release(): void;
  inFlight(): readonly InFlight[];
  /** The requests under way, whose abort signals may fire. */
  requests(): Iterable<IncomingMessage>;
  readonly connectionCount: number;
  readonly finishedCount: number;
}
