/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Waiting times as of people who do not know of each other: exponential, but never longer than `longestMs`. */
export function thinkingTimes(random: () => number, meanMs: number, longestMs: number): () => number {
  return () => Math.min(longestMs, -meanMs * Math.log(1 - random()));
}
