/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of fewer values nothing can be said. */
const fewest = 5;

/**
 * The 95 % bootstrap interval of the median of values that came in blocks (one per process): blocks are drawn, then
 * values within them, since values of one process are more alike than others. NaN of too few.
 */
export function intervalOfMedian(blocks: readonly (readonly number[])[], random: () => number): Interval {
  if (blocks.flat().length < fewest) return { low: Number.NaN, high: Number.NaN };
  const draw = <T>(items: readonly T[]): T[] =>
    items.map(() => items[Math.floor(random() * items.length)] as T);
  const medians = Array.from({ length: 1_000 }, () => median(draw(blocks).flatMap(draw)));
  const sorted = medians.toSorted((a, b) => a - b);
  return { low: sorted[25] ?? Number.NaN, high: sorted[974] ?? Number.NaN };
}
