import { answerOf, startChild } from "./child.ts";
import type { PerConnection } from "./idle-server.ts";
import type { Measured } from "./report.ts";
import { intervalOfMedian, median, seededRandom, shuffled, sum } from "./statistics.ts";

export interface MemoryPlan {
  readonly connections: number;
  readonly rounds: number;
  /** By `performance.now()`: no round begins after this, but the first. */
  readonly endAt: number;
  readonly seed: number;
  readonly onProgress: (what: string) => void;
}

const kinds = ["bare", "control", "core"] as const;
type Kind = (typeof kinds)[number];

/** Open files for other things than the connections that count: those of the warm-up, and the process's own. */
const otherFiles = 800;

/** As many connections as asked for, or as one process may have open. */
export function connectionsWithin(wanted: number): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { hard: unknown } } };
  const hard = Number(userLimits?.open_files?.hard);
  // Node raises its own soft limit to the hard one. "unlimited" is no number.
  return Number.isNaN(hard) ? wanted : Math.min(wanted, hard - otherFiles);
}

export interface MemoryResult {
  readonly ratios: readonly Measured[];
  /** The medians in bytes, for scale. */
  readonly bytes: Readonly<Record<"bare" | "core", PerConnection>>;
}

/** Measures the memory of an idle connection, attached and bare, each in a process of its own. */
export async function measureMemory(plan: MemoryPlan): Promise<MemoryResult> {
  const { connections, rounds, endAt, seed, onProgress } = plan;
  const random = seededRandom(seed);
  const results: Record<Kind, PerConnection[]> = { bare: [], control: [], core: [] };
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0 && performance.now() > endAt) break;
    for (const kind of shuffled(kinds, random)) {
      onProgress(`memory, round ${round + 1} of ${rounds}: ${kind}`);
      results[kind].push(await answerOf(startChild("idle-server.ts", 0, kind, connections)));
    }
  }
  const resident = (kind: Kind): number[] => results[kind].map((one) => one.resident);
  const compare = (name: string, kind: Kind, target?: number): Measured => {
    const bases = resident("bare");
    const ratios = resident(kind).map((bytes, round) => bytes / (bases[round] ?? Number.NaN));
    return {
      name,
      target,
      ratio: median(ratios),
      interval: intervalOfMedian(
        ratios.map((ratio) => [ratio]),
        random,
      ),
      ofTotals: sum(resident(kind)) / sum(bases),
      pairs: ratios.length,
    };
  };
  const bytes = (kind: Kind): PerConnection => ({
    resident: median(resident(kind)),
    heap: median(results[kind].map((one) => one.heap)),
  });
  return {
    ratios: [compare("node:http (control)", "control"), compare("@lameduck/core", "core", 1.05)],
    bytes: { bare: bytes("bare"), core: bytes("core") },
  };
}
