import type { Pair } from "./arena.ts";
import { answerOf, startChild } from "./child.ts";
import { type Contestant, groups } from "./contestants.ts";
import type { Measured } from "./report.ts";
import { intervalOfMedian, median, seededRandom, sum } from "./statistics.ts";

export interface CpuPlan {
  /** For each contestant. */
  readonly pairs: number;
  /** Over how many processes the pairs are spread: V8 compiles the same code a little differently in each. */
  readonly processes: number;
  readonly seed: number;
  /** By `performance.now()`: where the time does not suffice there are fewer pairs. */
  readonly endAt: number;
  readonly onProgress: (what: string) => void;
}

interface Match {
  readonly contestant: Contestant;
  readonly group: number;
  readonly index: number;
  /** The pairs of each process. */
  readonly blocks: Pair[][];
}

/** Measures what a request costs each contestant, as a multiple of what it costs the bare server in the same process. */
export async function measureCpu(plan: CpuPlan): Promise<Measured[]> {
  const matches = groups.flatMap((contestants, group) =>
    contestants.map((contestant, index): Match => ({ contestant, group, index, blocks: [] })).slice(1),
  );
  const pairs = Math.ceil(plan.pairs / plan.processes);
  let left = matches.length * plan.processes;
  for (let round = 0; round < plan.processes; round += 1) {
    // A round more than there is time for would be made of warming up alone.
    if (round > 0 && performance.now() > plan.endAt) break;
    // Everyone has a turn in every round, so that a busy minute of the machine hits all of them.
    for (const { contestant, group, index, blocks } of matches) {
      plan.onProgress(`CPU, round ${round + 1} of ${plan.processes}: ${contestant.name}`);
      const limitMs = Math.round((plan.endAt - performance.now()) / left);
      const arena = startChild("arena.ts", 0, group, index, round % 2, plan.seed + left, pairs, limitMs);
      blocks.push(await answerOf(arena));
      left -= 1;
    }
  }
  return matches.map((match) => measured(match, plan.seed));
}

function measured({ contestant: { name, target }, blocks }: Match, seed: number): Measured {
  const ratios = blocks.map((pairs) => pairs.map(([base, contestant]) => contestant / base));
  const total = (side: 0 | 1): number => sum(blocks.flat().map((pair) => pair[side]));
  return {
    name,
    target,
    ratio: median(ratios.flat()),
    interval: intervalOfMedian(ratios, seededRandom(seed)),
    ofTotals: total(1) / total(0),
    pairs: ratios.flat().length,
  };
}
