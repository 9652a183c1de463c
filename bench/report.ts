import type { Interval } from "./statistics.ts";

/** A contestant, as a multiple of the base. */
export interface Measured {
  readonly name: string;
  readonly target: number | undefined;
  /** The median of the ratios of all pairs. */
  readonly ratio: number;
  readonly interval: Interval;
  /** The ratio of the sums. */
  readonly ofTotals: number;
  readonly pairs: number;
}

const widths = [38, 8, 16, 8, 7, 8, 0] as const;

function row(...cells: readonly string[]): string {
  return cells
    .map((cell, index) =>
      index === 0 || index === 6 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
    )
    .join("  ")
    .trimEnd();
}

function verdict({ ratio, interval, target }: Measured): string {
  if (target === undefined) return "";
  const word = ratio <= target ? "met" : "MISSED";
  if (Number.isNaN(interval.low)) return `${word}, of too few to tell`;
  return interval.low <= target && target < interval.high ? `${word}, within the noise` : word;
}

function between({ low, high }: Interval): string {
  return Number.isNaN(low) ? "" : `${low.toFixed(4)}..${high.toFixed(4)}`;
}

/** The measurements as lines of a table, with a heading. */
export function table(heading: string, measurements: readonly Measured[]): string {
  const lines = measurements.map((one) =>
    row(
      one.name,
      one.ratio.toFixed(4),
      between(one.interval),
      one.ofTotals.toFixed(4),
      String(one.pairs),
      one.target?.toFixed(3) ?? "",
      verdict(one),
    ),
  );
  return [heading, row("", "median", "95 % interval", "totals", "pairs", "target"), ...lines].join("\n");
}
