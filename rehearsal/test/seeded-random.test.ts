import { describe, expect, it } from "vitest";
import { SeededRandom } from "../seeded-random.ts";

const draw = (random: SeededRandom, count: number): number[] =>
  Array.from({ length: count }, () => random.next());

describe("SeededRandom", () => {
  it("gives the same numbers for the same seed, and others for the next", () => {
    expect(draw(new SeededRandom(1), 50)).toStrictEqual(draw(new SeededRandom(1), 50));
    const both = new Set([...draw(new SeededRandom(1), 50), ...draw(new SeededRandom(2), 50)]);
    expect(both.size).toBe(100);
  });

  it("forks by name, whatever was drawn before", () => {
    const fresh = new SeededRandom(7);
    const used = new SeededRandom(7);
    draw(used, 10);
    expect(draw(used.fork("a"), 5)).toStrictEqual(draw(fresh.fork("a"), 5));
    expect(draw(fresh.fork("b"), 5)).not.toStrictEqual(draw(fresh.fork("a"), 5));
    expect(draw(fresh.fork("ab"), 5)).not.toStrictEqual(draw(fresh.fork("ba"), 5));
  });

  it("spreads evenly from 0 to 1", () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of draw(new SeededRandom(3), 10_000)) {
      const tenth = Math.floor(value * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(900);
    expect(Math.max(...tenths)).toBeLessThan(1_100);
  });

  it("waits exponentially around the mean, never longer than the maximum", () => {
    const random = new SeededRandom(4);
    const waits = Array.from({ length: 10_000 }, () => random.exponential(100, 400));
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(mean).toBeGreaterThan(93);
    expect(mean).toBeLessThan(103);
    expect(Math.max(...waits)).toBe(400);
  });

  it("reaches both ends of a whole range and every choice, and nothing else", () => {
    const random = new SeededRandom(5);
    expect(new Set(Array.from({ length: 200 }, () => random.whole(2, 4)))).toStrictEqual(new Set([2, 3, 4]));
    expect(new Set(Array.from({ length: 200 }, () => random.pick(["a", "b"])))).toStrictEqual(
      new Set(["a", "b"]),
    );
    expect(random.pick([])).toBeUndefined();
    expect(random.bytes(300)).toHaveLength(300);
  });
});
