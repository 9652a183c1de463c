import { setTimeout as sleep } from "node:timers/promises";
import type { ShutdownOptions } from "@lameduck/core";
import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import type { Kind } from "./kinds.ts";
import { askInPeace, askSlowly } from "./ordinary.ts";
import type { Stopped } from "./programs/messages.ts";
import { sequence } from "./sequence.ts";
import { type Meeting, meet } from "./stranger.ts";
import type { Victim } from "./victim.ts";

export const gracePeriodMs = 1_000;

/** How many services of a process stop side by side. */
const lanes = 6;
/** How many strangers come to one server, and within which time. */
const strangers = 50;
const withinMs = 600;

/** One server's life: what its strangers saw, what was wrong with ordinary answers, and how it stopped. */
export interface Life {
  readonly meetings: readonly Meeting[];
  readonly wrong: readonly string[];
  readonly stopped: Stopped;
}

function optionsOf(random: SeededRandom): ShutdownOptions {
  const lameDuck = random.pick([false, { minimumMs: 150, quietMs: 50, maximumMs: 400 }] as const) ?? false;
  return { gracePeriodMs, lameDuck, lingerMs: random.pick([0, 100, 5_000]) ?? 0, logger: false };
}

/** One server is started, met by strangers, asked ordinary things, and stopped in the middle of it all. */
async function life(victim: Victim, kind: Kind, random: SeededRandom): Promise<Life> {
  const { id, port } = await victim.serve(optionsOf(random));
  const gone = Promise.withResolvers<void>();
  const meetings = Array.from({ length: strangers }, (_, n) =>
    meet(port, sequence(kind, random.fork(`stranger ${n}`), withinMs), gone.promise),
  );
  await sleep(random.between(50, withinMs * 0.7));
  const wrong = await askInPeace(kind, port, random);
  const slow = askSlowly(kind, port, random);
  await slow.begun;
  const stopped = await victim.stop(id);
  gone.resolve();
  wrong.push(...[await slow.wrong].filter((complaint) => complaint !== undefined));
  return { meetings: await Promise.all(meetings), wrong, stopped };
}

/** As many lives, one after the other, as it takes for so many connections. */
async function lane(victim: Victim, kind: Kind, random: SeededRandom, connections: number): Promise<Life[]> {
  const lives: Life[] = [];
  for (let left = connections; left > 0;) {
    const lived = await life(victim, kind, random.fork(`life ${lives.length}`));
    lives.push(lived);
    left -= lived.meetings.filter((meeting) => meeting !== "refused").length;
    // Whatever goes wrong, it ends.
    if (lives.length > connections) throw new Error("Hardly any connection came about");
  }
  return lives;
}

/** So many connections in all, to services of one process that stop side by side. */
export async function siege(
  victim: Victim,
  kind: Kind,
  random: SeededRandom,
  connections: number,
): Promise<Life[]> {
  const each = Math.ceil(connections / lanes);
  const all = Array.from({ length: lanes }, (_, n) => lane(victim, kind, random.fork(`lane ${n}`), each));
  return (await Promise.all(all)).flat();
}
