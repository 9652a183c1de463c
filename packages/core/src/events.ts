import { expectFunction } from "./expectations.ts";
import type { Host } from "./host.ts";
import type { CutOff, Outcome } from "./outcome.ts";
import type { Phase } from "./phases.ts";

/** What happens in the life of a shutdown; `atMs` counts from the call of `gracefulShutdown()`. */
export type ShutdownEvent = { readonly atMs: number } & (
  | { readonly type: "admin listens"; readonly host: string; readonly port: number }
  | { readonly type: "entered"; readonly phase: Phase }
  | {
      readonly type: "stopping";
      readonly reason: string;
      readonly graceMs: number;
      readonly inFlight: number;
      readonly connections: number;
    }
  | { readonly type: "hurried"; readonly by: string }
  | { readonly type: "cut off"; readonly work: readonly CutOff[] }
  | { readonly type: "failed"; readonly name: string; readonly error: unknown }
  | { readonly type: "noticed"; readonly what: string }
  | { readonly type: "stopped"; readonly outcome: Outcome }
);

/** An event before its time is stamped on it. */
export type Happening = ShutdownEvent extends infer Event
  ? Event extends ShutdownEvent
    ? Omit<Event, "atMs">
    : never
  : never;

export type Listener = (event: ShutdownEvent) => void;

/** Tells every listener what happened; a listener that throws stops neither the others nor the shutdown. */
export class Events {
  readonly #listeners = new Set<Listener>();
  readonly #host: Pick<Host, "now">;
  readonly #createdAt: number;

  constructor(host: Pick<Host, "now">) {
    this.#host = host;
    this.#createdAt = host.now();
  }

  /** Adds a listener and returns the function that removes it. */
  on(listener: Listener): () => void {
    expectFunction("listener", listener);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(happening: Happening): void {
    const event = { ...happening, atMs: this.#host.now() - this.#createdAt } as ShutdownEvent;
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A listener that fails at the news of its own failure is left alone.
        const isOwnNews = event.type === "failed" && event.name === "event listener";
        if (!isOwnNews) this.tell({ type: "failed", name: "event listener", error });
      }
    }
  }
}
