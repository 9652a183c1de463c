import { setTimeout as sleep } from "node:timers/promises";
import { SeededRandom } from "../rehearsal/seeded-random.ts";
import { type Town, sendOut } from "./clients/crowd.ts";
import { kinds } from "./clients/kinds.ts";
import { change } from "./fleet/changes.ts";
import { Fleet, type Stop } from "./fleet/fleet.ts";
import { Queue } from "./fleet/queue.ts";
import { laggingTables } from "./lags.ts";
import type { Ports } from "./program/messages.ts";
import { Tally } from "./tally.ts";

const replicas = 3;
const tables = 12;
/** A stop that begins so long before the end is over by then. */
const lastStopMs = 8_000;

/** What is to be done, and who hears of it. */
export interface Plan {
  readonly seconds: number;
  readonly seed: number;
  readonly note: (atMs: number, text: string) => void;
  /** Is given the fleet before anything is started, to end it in an emergency. */
  readonly began: (fleet: Fleet) => void;
}

/** What was seen in a soak. */
export interface Seen {
  readonly tallies: readonly Tally[];
  readonly stops: readonly Stop[];
}

/** The whole run: replicas under every kind of traffic, stopped and started at random. */
export async function soak({ seconds, seed, note, began }: Plan): Promise<Seen> {
  const beganAt = performance.now();
  const nowMs = (): number => performance.now() - beganAt;
  const random = new SeededRandom(seed);
  const queue = new Queue(random.fork("jobs"));
  const phaseOf = (name: string): string => fleet.phaseOf(name);
  const jobs = new Tally("jobs of a queue", nowMs, phaseOf);
  const fleet: Fleet = new Fleet({
    queue,
    nowMs,
    epochMs: Date.now(),
    note: (text) => note(nowMs(), text),
    jobsLost: ({ name }, lost) => {
      for (const job of lost) jobs.lose(`job ${job} was begun and never reported`, name);
    },
  });
  began(fleet);
  try {
    await Promise.all(Array.from({ length: replicas }, () => fleet.start()));
    const tallies = kinds.map(({ name }) => new Tally(name, nowMs, phaseOf));
    await underTraffic(fleet, tallies, { seconds, random, nowMs });
    // The last ones stop when nobody is left.
    queue.close();
    await Promise.all(fleet.members.map((member) => fleet.stop(member)));
    [jobs.sent, jobs.answered] = [queue.begun, queue.finished];
    return { tallies: [...tallies, jobs], stops: fleet.stops };
  } finally {
    fleet.kill();
  }
}

interface Traffic {
  readonly seconds: number;
  readonly random: SeededRandom;
  readonly nowMs: () => number;
}

/** Sends out all clients, changes the fleet meanwhile, and has them finish what they have begun. */
async function underTraffic(
  fleet: Fleet,
  tallies: readonly Tally[],
  { seconds, random, nowMs }: Traffic,
): Promise<void> {
  const views = laggingTables(tables, random);
  for (const view of views) {
    view.announce(fleet.slice.endpoints, nowMs());
    fleet.slice.watch((endpoints) => view.announce(endpoints, nowMs()));
  }
  const enough = new AbortController();
  const portsOf = (name: string): Ports | undefined => fleet.portsOf(name);
  const town: Town = { tables: views, random, enough: enough.signal, nowMs, portsOf };
  const traffic = Promise.all(kinds.map((kind, n) => sendOut(kind, tallies[n]!, town)));
  const leftMs = Math.round(seconds * 1_000 - nowMs());
  const lastStop = AbortSignal.timeout(Math.max(0, leftMs - lastStopMs));
  const changes = change(fleet, random.fork("changes"), nowMs, lastStop);
  // Whatever fails ends all.
  await Promise.race([traffic, Promise.all([sleep(leftMs), changes])]);
  enough.abort();
  await traffic;
}
