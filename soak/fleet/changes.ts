import { setTimeout as sleep } from "node:timers/promises";
import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import { lag } from "../terms.ts";
import type { Fleet, Member } from "./fleet.ts";

const wanted = 3;
const pauseMs = { shortest: 500, longest: 4_000 };

/** Those that every table knows by now. */
function known(fleet: Fleet, nowMs: number): readonly Member[] {
  return fleet.members.filter(({ readySinceMs }) => readySinceMs + lag.longestMs < nowMs);
}

function chanceOfStart(missing: number): number {
  if (missing > 1) return 1;
  return missing === 1 ? 0.7 : 0.2;
}

/**
 * Stops replicas and starts others at random moments, now one before the other and now the other way round. One that
 * every client knows is always left.
 */
export async function change(
  fleet: Fleet,
  random: SeededRandom,
  nowMs: () => number,
  enough: AbortSignal,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  while (!enough.aborted) {
    const ms = random.between(pauseMs.shortest, pauseMs.longest);
    await sleep(ms, undefined, { signal: enough }).catch(() => {});
    if (enough.aborted) break;
    const missing = wanted - fleet.members.length;
    // At times one more than wanted, as a rolling update has it, and at times one less.
    if (random.next() < chanceOfStart(missing)) await fleet.start();
    const leavers = known(fleet, nowMs());
    const leaver = random.pick(leavers);
    if (leaver !== undefined && leavers.length > 1) underWay.push(fleet.stop(leaver));
  }
  await Promise.all(underWay);
}
