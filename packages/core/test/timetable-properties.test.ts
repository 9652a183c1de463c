import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Surroundings } from "../src/environment.ts";
import type { ShutdownOptions } from "../src/index.ts";
import { validateOptions } from "../src/options.ts";
import { deadlines, timetable } from "../src/timetable.ts";
import { seed } from "./seed.ts";

const ms = (least: number) =>
  fc.oneof(fc.integer({ min: least, max: 200_000 }), fc.constantFrom(least, 0x7fff_ffff));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const lameDucks = fc.oneof(
  fc.constant(undefined),
  fc.constant(false as const),
  fc.record({ minimumMs: ms(0), quietMs: ms(0), maximumMs: ms(0) }, { requiredKeys: [] }),
);
const options = fc.record({ gracePeriodMs: maybe(ms(1)), lameDuck: lameDucks, lingerMs: maybe(ms(0)) });
const surroundings = fc.record({
  isKubernetes: fc.boolean(),
  isWatched: fc.boolean(),
  gracePeriodMs: maybe(ms(1)),
});

/** What `make` throws, as long as it is a complaint of ours. */
function complaint(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith("Expected `")) return error.message;
    throw error;
  }
}

describe(`for whatever options and surroundings (seed ${seed})`, () => {
  it("each part of the timetable ends before the next, and all before the grace period", () => {
    fc.assert(
      fc.property(options, surroundings, fc.boolean(), fc.boolean(), (given, where, isPatient, hasHooks) => {
        const wanted = given as ShutdownOptions;
        fc.pre(complaint(() => validateOptions(wanted)) === undefined);
        fc.pre(complaint(() => timetable(wanted, where, isPatient)) === undefined);
        const table = timetable(wanted, where, isPatient);
        const { giveUpAt, deadlineAt } = deadlines(table, hasHooks);
        const inOrder = [
          0,
          table.minimumMs,
          table.maximumMs,
          giveUpAt,
          deadlineAt,
          table.endAt,
          table.graceMs,
        ];
        expect(inOrder).toEqual(inOrder.toSorted((one, other) => one - other));
        expect(table.quietMs).toBeLessThanOrEqual(table.maximumMs);
        expect(table.quietMs).toBeGreaterThanOrEqual(0);
        expect(giveUpAt).toBeLessThan(deadlineAt);
        expect(table.endAt + table.cutOffMs).toBeLessThan(table.graceMs);
        const cutOffBy = hasHooks ? table.endAt : table.graceMs;
        expect(deadlineAt + table.cutOffMs).toBeLessThan(cutOffBy);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it("what is given counts, or is complained of: it is never changed without a word", () => {
    fc.assert(
      fc.property(options, surroundings, (given, where) => {
        const wanted = given as ShutdownOptions;
        fc.pre(complaint(() => validateOptions(wanted)) === undefined);
        fc.pre(complaint(() => timetable(wanted, where, true)) === undefined);
        const table = timetable(wanted, where, true);
        const known = [wanted.gracePeriodMs, where.gracePeriodMs].filter((one) => one !== undefined);
        expect(table.graceMs).toBe(
          Math.min(...(known.length > 0 ? known : [where.isKubernetes ? 30_000 : 10_000])),
        );
        expect(table.lingerMs).toBe(wanted.lingerMs ?? 5_000);
        if (table.warning !== undefined || !wanted.lameDuck) return;
        for (const [name, value] of Object.entries(wanted.lameDuck)) {
          expect(table[name as "minimumMs"]).toBe(value);
        }
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it("an option is complained of only where it leaves no room itself, and warned of only where others do", () => {
    const told: fc.Arbitrary<readonly [ShutdownOptions, Surroundings]> = fc
      .tuple(options as fc.Arbitrary<ShutdownOptions>, surroundings)
      .filter(([given]) => complaint(() => validateOptions(given)) === undefined);
    fc.assert(
      fc.property(told, ([given, where]) => {
        const { gracePeriodMs = Infinity } = given;
        const isOwnFault = gracePeriodMs <= (where.gracePeriodMs ?? Number.MAX_SAFE_INTEGER);
        const isRefused = complaint(() => timetable(given, where, true)) !== undefined;
        const isWarnedOf = !isRefused && timetable(given, where, true).warning !== undefined;
        expect(isRefused && !isOwnFault).toBe(false);
        expect(isWarnedOf && isOwnFault).toBe(false);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
