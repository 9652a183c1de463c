import type { Journal, Loss } from "../journal.ts";

/** Fewer than these prove nothing when none is lost. */
const MINIMUM_REQUESTS = 3_000;

export const EXIT_CODES: {
  readonly nothingLost: 0;
  readonly lost: 1;
  readonly inconclusive: 2;
  readonly wrongUse: 2;
} = Object.freeze({ nothingLost: 0, lost: 1, inconclusive: 2, wrongUse: 2 });

/** One sentence, and the exit code that says the same. */
export interface Verdict {
  readonly sentence: string;
  readonly exitCode: 0 | 1 | 2;
}

/** Judges a run in which the named replica was replaced. */
export function judge({ totals, losses }: Pick<Journal, "totals" | "losses">, replaced: string): Verdict {
  const { requests, lost } = totals;
  const outcome = `${whole(lost)} of ${whole(requests)} requests lost while ${replaced} was replaced`;
  if (lost > 0) return { sentence: `${outcome}: ${waysLost(losses)}`, exitCode: EXIT_CODES.lost };
  if (requests < MINIMUM_REQUESTS) {
    const sentence = `Inconclusive: ${outcome}, but fewer than ${whole(MINIMUM_REQUESTS)} requests prove nothing`;
    return { sentence, exitCode: EXIT_CODES.inconclusive };
  }
  // The rule of three: with none of N lost, the true rate is below 3/N with a confidence of 95 %.
  const bound = whole(Math.floor(requests / 3));
  return {
    sentence: `${outcome} (95 % confidence: fewer than 1 in ${bound})`,
    exitCode: EXIT_CODES.nothingLost,
  };
}

/** For example `30 refused, 7 reset`: the most frequent way first. */
function waysLost(losses: readonly Loss[]): string {
  const counts = new Map<string, number>();
  for (const { how } of losses) counts.set(how, (counts.get(how) ?? 0) + 1);
  const ways = [...counts].toSorted(([, one], [, other]) => other - one);
  return ways.map(([how, count]) => `${whole(count)} ${how}`).join(", ");
}

function whole(count: number): string {
  return count.toLocaleString("en");
}
