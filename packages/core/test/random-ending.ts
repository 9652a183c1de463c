import * as fc from "fast-check";
import type { Begun } from "./random-begun.ts";
import { forever } from "./service.ts";
import type { Shutdown } from "../src/index.ts";

/** How something ends: after a while, well or badly, when the shutdown says so, or never. */
export interface Ending {
  readonly how: "well" | "badly" | "at leaving" | "at the deadline" | "never";
  readonly ms: number;
}

/** What the parts of a random life have in common. */
export interface World {
  readonly shutdown: Shutdown;
  readonly begun: Begun;
  /** What the application has thrown so far, each by the name that the outcome has for it. */
  readonly thrown: string[];
  /** A timer of the application's own. */
  readonly after: (ms: number, callback: () => void) => void;
}

export const someMs: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 12_000 }),
);

export const endings: fc.Arbitrary<Ending> = fc.record({
  how: fc.constantFrom<Ending["how"][]>("well", "badly", "at leaving", "at the deadline", "never"),
  ms: someMs,
});

/** Settles as its ending says. */
export async function ended({ how, ms }: Ending, { shutdown, after }: World): Promise<void> {
  switch (how) {
    case "never":
      return forever;
    case "at leaving":
      return fired(shutdown.leaving);
    case "at the deadline":
      return fired(shutdown.deadline);
    case "well":
    case "badly":
      await new Promise<void>((resolve) => after(ms, resolve));
      if (how === "badly") throw new Error("broken");
      return undefined;
    default:
      return how satisfies never;
  }
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve());
  });
}
