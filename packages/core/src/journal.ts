import type { Events } from "./events.ts";
import type { Host } from "./host.ts";
import { type CutOff, exitCode, type Outcome } from "./outcome.ts";
import type { Phase } from "./phases.ts";

/** What a shutdown did, written down while it does it; the outcome is made from it. */
export class Journal {
  readonly beganAt: number;
  readonly #reason: string;
  readonly #host: Host;
  readonly #events: Events;
  readonly #entered: { readonly phase: Phase; readonly at: number }[] = [];
  readonly #failed: { readonly name: string; readonly error: unknown }[] = [];
  readonly #noticed: string[] = [];

  constructor(reason: string, host: Host, events: Events) {
    this.#reason = reason;
    this.#host = host;
    this.#events = events;
    this.beganAt = host.now();
  }

  entered(phase: Phase): void {
    this.#entered.push({ phase, at: this.#host.now() });
  }

  notice(what: string): void {
    this.#noticed.push(what);
    this.#events.tell({ type: "noticed", what });
  }

  readonly failed = (name: string, error: unknown): void => {
    this.#failed.push({ name, error });
    this.#events.tell({ type: "failed", name, error });
  };

  outcome(requestsFinished: number, cutOff: readonly CutOff[]): Outcome {
    const now = this.#host.now();
    const facts = { cutOff, failed: [...this.#failed] };
    return {
      reason: this.#reason,
      code: exitCode(facts),
      tookMs: now - this.beganAt,
      phases: this.#entered
        .map(({ phase, at }, index, all) => ({ phase, ms: (all[index + 1]?.at ?? now) - at }))
        .filter(({ phase }) => phase !== "stopped"),
      requestsFinished,
      ...facts,
      noticed: [...this.#noticed],
    };
  }
}
