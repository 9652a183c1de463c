import { ProxyTable } from "../rehearsal/endpoints/proxy-table.ts";
import type { SeededRandom } from "../rehearsal/seeded-random.ts";
import { lag } from "./terms.ts";

/** How late a table learns that is later than this share of all: exponential, and cut at the longest. */
function lagMs(share: number): number {
  return Math.min(lag.longestMs, (-Math.log(1 - share) * lag.medianMs) / Math.LN2);
}

/** As many views of the endpoints as asked for, one in each equal share, so that each run has early and late ones. */
export function laggingTables(count: number, random: SeededRandom): ProxyTable[] {
  return Array.from({ length: count }, (_, index) => {
    const between = { minimumMs: lagMs(index / count), maximumMs: lagMs((index + 1) / count) };
    return new ProxyTable(random.fork(`table ${index}`), between);
  });
}
