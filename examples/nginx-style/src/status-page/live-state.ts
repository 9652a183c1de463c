import type { Outcome, Phase, Shutdown, ShutdownEvent } from "@lameduck/express";
import { endOf, listed, shortened, type State, type Stop } from "./state.ts";

/** What a status page may see of a shutdown: it cannot begin or hasten one. */
export type Watched = Pick<Shutdown, "on" | "phase" | "conditions" | "inFlight">;

/** Remembers what a shutdown only tells once, so that whoever looks later sees all of it. */
export class LiveState {
  readonly #shutdown: Watched;
  readonly #begun: { readonly phase: Phase; readonly at: number }[];
  #stop: (Stop & { readonly at: number }) | undefined;
  #outcome: Outcome | undefined;

  constructor(shutdown: Watched) {
    this.#shutdown = shutdown;
    this.#begun = [{ phase: shutdown.phase, at: performance.now() }];
  }

  /** Whether there is nothing more to come. */
  get isLast(): boolean {
    return this.#outcome !== undefined;
  }

  note(event: ShutdownEvent): void {
    const at = performance.now();
    if (event.type === "entered") this.#begun.push({ phase: event.phase, at });
    if (event.type === "stopping") this.#stop = { reason: event.reason, graceMs: event.graceMs, at };
    if (event.type === "stopped") this.#outcome = event.outcome;
  }

  now(): State {
    const { phase, conditions } = this.#shutdown;
    const now = performance.now();
    return {
      phase,
      conditions,
      phases: this.#begun.map(({ phase: name, at }, index) => ({
        phase: name,
        ms: Math.round((this.#begun[index + 1]?.at ?? now) - at),
      })),
      inFlight: listed(this.#shutdown.inFlight(), shortened),
      ...(this.#stop && {
        stop: {
          reason: this.#stop.reason,
          graceMs: this.#stop.graceMs,
          ms: Math.round(now - this.#stop.at),
        },
      }),
      ...(this.#outcome && { end: endOf(this.#outcome) }),
    };
  }
}
