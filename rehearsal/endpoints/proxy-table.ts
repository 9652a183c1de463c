import type { SeededRandom } from "../seeded-random.ts";
import type { Endpoint } from "./endpoint.ts";

/** How late a table learns of a change. */
export interface Lag {
  readonly minimumMs: number;
  readonly maximumMs: number;
}

/** One node's view of the endpoints, as of a kube-proxy: it learns of each change in order, but late. */
export class ProxyTable {
  readonly #random: SeededRandom;
  readonly #lag: Lag;
  readonly #learned: { readonly atMs: number; readonly endpoints: readonly Endpoint[] }[] = [];

  constructor(random: SeededRandom, lag: Lag) {
    this.#random = random;
    this.#lag = lag;
  }

  /** The first list is known at once, as to a node that has been there for long. */
  announce(endpoints: readonly Endpoint[], nowMs: number): void {
    const last = this.#learned.at(-1);
    const lateMs = this.#random.between(this.#lag.minimumMs, this.#lag.maximumMs);
    const atMs = last === undefined ? nowMs : Math.max(last.atMs, nowMs + lateMs);
    this.#learned.push({ atMs, endpoints });
  }

  /** When it knows all that has been announced so far. */
  get upToDateAtMs(): number {
    return this.#learned.at(-1)?.atMs ?? 0;
  }

  endpointsAt(nowMs: number): readonly Endpoint[] {
    return this.#learned.findLast(({ atMs }) => atMs <= nowMs)?.endpoints ?? [];
  }
}

/** As many tables as asked for, one in each equal part of the lag, so that each run has early and late ones. */
export function proxyTables(count: number, random: SeededRandom, lag: Lag): ProxyTable[] {
  const partMs = (lag.maximumMs - lag.minimumMs) / count;
  return Array.from({ length: count }, (_, index) => {
    const minimumMs = lag.minimumMs + index * partMs;
    return new ProxyTable(random.fork(`table ${index}`), { minimumMs, maximumMs: minimumMs + partMs });
  });
}
