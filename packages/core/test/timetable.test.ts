import { describe, expect, it } from "vitest";
import type { ShutdownOptions } from "../src/index.ts";
import { deadlines, timetable } from "../src/timetable.ts";

const elsewhere = { isKubernetes: false, isWatched: false, gracePeriodMs: undefined };
const kubernetes = { ...elsewhere, isKubernetes: true };

/** The figures of the table: lame duck (minimum, quiet, maximum), then the moments at which each part ends. */
function figures(options: ShutdownOptions, surroundings = elsewhere, isPatient = true) {
  const table = timetable(options, surroundings, isPatient);
  const withHooks = deadlines(table, true);
  const without = deadlines(table, false);
  return {
    lameDuck: [table.minimumMs, table.quietMs, table.maximumMs].map(Math.round),
    ends: [withHooks.giveUpAt, withHooks.deadlineAt, table.endAt, table.graceMs].map(Math.round),
    endsWithoutHooks: [without.giveUpAt, without.deadlineAt].map(Math.round),
    lingerMs: table.lingerMs,
  };
}

describe("the timetable", () => {
  it.each([
    ["in Kubernetes", {}, kubernetes, [10_000, 2_000, 15_000], [22_500, 23_000, 28_000, 30_000]],
    [
      "in Kubernetes, G 20 s",
      { gracePeriodMs: 20_000 },
      kubernetes,
      [7_000, 2_000, 10_000],
      [14_833, 15_333, 18_667, 20_000],
    ],
    [
      "in Kubernetes, G 5 s",
      { gracePeriodMs: 5_000 },
      kubernetes,
      [1_750, 2_000, 2_500],
      [3_583, 3_833, 4_667, 5_000],
    ],
    [
      "in Kubernetes, G 60 s",
      { gracePeriodMs: 60_000 },
      kubernetes,
      [10_000, 2_000, 30_000],
      [47_500, 48_000, 58_000, 60_000],
    ],
    ["elsewhere", {}, elsewhere, [0, 1_000, 5_000], [7_167, 7_667, 9_333, 10_000]],
    [
      "elsewhere, G 30 s",
      { gracePeriodMs: 30_000 },
      elsewhere,
      [0, 1_000, 15_000],
      [22_500, 23_000, 28_000, 30_000],
    ],
    ["G 4 s", { gracePeriodMs: 4_000 }, kubernetes, [0, 0, 0], [2_867, 3_067, 3_733, 4_000]],
    ["G 4.001 s", { gracePeriodMs: 4_001 }, elsewhere, [0, 1_000, 2_001], [2_867, 3_067, 3_734, 4_001]],
    ["G 1 s", { gracePeriodMs: 1_000 }, elsewhere, [0, 0, 0], [717, 767, 933, 1_000]],
    ["no lame duck", { lameDuck: false } as const, kubernetes, [0, 0, 0], [22_500, 23_000, 28_000, 30_000]],
  ])("%s", (_where, options, surroundings, lameDuck, ends) => {
    expect(figures(options, surroundings)).toMatchObject({ lameDuck, ends });
  });

  it.each([
    ["minimum", { minimumMs: 3_000 }, kubernetes, [3_000, 2_000, 15_000]],
    ["minimum of 0", { minimumMs: 0 }, kubernetes, [0, 2_000, 15_000]],
    ["minimum beyond G/2", { minimumMs: 20_000 }, kubernetes, [20_000, 2_000, 20_000]],
    ["quiet", { quietMs: 100 }, kubernetes, [10_000, 100, 15_000]],
    ["quiet beyond G/2", { quietMs: 18_000 }, kubernetes, [10_000, 18_000, 18_000]],
    ["maximum", { maximumMs: 20_000 }, kubernetes, [10_000, 2_000, 20_000]],
    ["maximum below the minimum of the table", { maximumMs: 500 }, kubernetes, [500, 500, 500]],
    ["maximum of 0", { maximumMs: 0 }, elsewhere, [0, 0, 0]],
    ["none that is given", {}, kubernetes, [10_000, 2_000, 15_000]],
    ["undefined", { minimumMs: undefined }, kubernetes, [10_000, 2_000, 15_000]],
    ["all", { minimumMs: 1, quietMs: 2, maximumMs: 3 }, elsewhere, [1, 2, 3]],
  ])("with a lame duck's figures of one's own: %s", (_which, lameDuck, surroundings, expected) => {
    expect(figures({ lameDuck } as ShutdownOptions, surroundings).lameDuck).toEqual(expected);
  });

  it("obeys figures of one's own under a grace period of 4 s or less, too", () => {
    const lameDuck = { minimumMs: 500 };
    expect(figures({ gracePeriodMs: 3_000, lameDuck }, elsewhere).lameDuck).toEqual([500, 1_000, 1_500]);
    expect(figures({ gracePeriodMs: 3_000, lameDuck: {} }, elsewhere).lameDuck).toEqual([0, 0, 0]);
  });

  it("has no lame duck and no lingering for those who are not patient, and leaves work its time", () => {
    const patient = figures({}, kubernetes);
    expect(figures({ lameDuck: { minimumMs: 5_000 }, lingerMs: 9_000 }, kubernetes, false)).toEqual({
      ...patient,
      lameDuck: [0, 0, 0],
      lingerMs: 0,
    });
  });

  it("gives the hooks' reserve to work where there are no hooks", () => {
    expect(figures({}, kubernetes).endsWithoutHooks).toEqual([27_500, 28_000]);
  });

  it.each([
    [3_000, 100],
    [15_000, 500],
    [60_000, 500],
  ])("of %i ms gives what is cut off %i ms to be gone, a part of the margin", (gracePeriodMs, cutOffMs) => {
    expect(timetable({ gracePeriodMs }, elsewhere, true).cutOffMs).toBe(cutOffMs);
  });

  it("lingers for 5 s, or as long as it is told", () => {
    expect(figures({}).lingerMs).toBe(5_000);
    expect(figures({ lingerMs: 0 }).lingerMs).toBe(0);
    expect(figures({ lingerMs: 60_000 }).lingerMs).toBe(60_000);
  });

  it("is over where nobody is connected, outside of Kubernetes alone", () => {
    expect(timetable({}, elsewhere, true).isOverWhenAlone).toBe(true);
    expect(timetable({}, kubernetes, true).isOverWhenAlone).toBe(false);
  });

  it("takes the figures that load balancers ask for without a word", () => {
    for (const [minimumMs, gracePeriodMs] of [
      [60_000, 90_000],
      [130_000, 180_000],
      [35_000, 60_000],
    ] as const) {
      const table = timetable({ gracePeriodMs, lameDuck: { minimumMs } }, kubernetes, true);
      expect([table.minimumMs, table.maximumMs]).toEqual([minimumMs, Math.max(minimumMs, gracePeriodMs / 2)]);
      expect(table.warning).toBeUndefined();
    }
  });
});
