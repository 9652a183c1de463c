import { describe, expect, it } from "vitest";
import { gracefulShutdown, type ShutdownOptions } from "../src/index.ts";
import type { FakeHostOptions } from "./fake-host.ts";
import { hostOf, make } from "./making.ts";

describe("whoever is refused", () => {
  it("has installed nothing", () => {
    const host = hostOf();
    expect(() => make({ signals: ["TERM"] }, host)).toThrow(TypeError);
    expect(() => make({ gracePeriodMs: 1_000, lameDuck: { minimumMs: 5_000 } }, host)).toThrow(TypeError);
    expect(host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
    make({}, host);
    expect(host.leftovers.listeners).toBe(3);
  });
});

describe("options are taken", () => {
  it.each<[string, unknown]>([
    ["none", {}],
    [
      "none that is given",
      { gracePeriodMs: undefined, lameDuck: undefined, signals: undefined, logger: undefined },
    ],
    ["the shortest times", { gracePeriodMs: 1, lingerMs: 0 }],
    ["the longest times", { gracePeriodMs: 2 ** 31 - 1, lingerMs: 2 ** 31 - 1 }],
    ["no lame duck", { lameDuck: { minimumMs: 0, quietMs: 0, maximumMs: 0 } }],
    ["the console", { logger: console }],
    ["no signal", { signals: [] }],
    ["signals of one's own", { signals: ["SIGHUP", "SIGUSR2", "SIGBREAK"].slice(0, 2) }],
  ])("%s", (_what, options) => {
    const printed = make({ logger: false, ...(options as object) }).printed;
    expect(printed).toEqual([]);
  });

  it("and never changed", () => {
    const signals = Object.freeze(["SIGTERM"]);
    const options = Object.freeze({ signals, lameDuck: Object.freeze({ minimumMs: 1 }), logger: false });
    expect(() => make(options)).not.toThrow();
  });

  it("by the function that everybody calls, too", () => {
    expect(() => gracefulShutdown({ gracePeriodMs: -1 })).toThrow(TypeError);
    expect(() => gracefulShutdown(null as unknown as ShutdownOptions)).toThrow(
      new TypeError("Expected `options` to be an object, got null"),
    );
    expect(gracefulShutdown().phase).toBe("starting");
  });
});

describe("figures that can be met", () => {
  it("are taken up to the last millisecond", () => {
    expect(make({ gracePeriodMs: 30_000, lameDuck: { maximumMs: 22_500 }, logger: false }).printed).toEqual(
      [],
    );
    expect(() => make({ gracePeriodMs: 30_000, lameDuck: { maximumMs: 22_501 } })).toThrow(TypeError);
  });
});

describe("figures that cannot be met", () => {
  it("are named by the one that is too long", () => {
    const lameDuck = { minimumMs: 22_500, quietMs: 25_000 };
    expect(() => make({ gracePeriodMs: 30_000, lameDuck })).toThrow(
      "Expected `lameDuck.quietMs` to be at most 22500",
    );
  });

  it.each<[ShutdownOptions, string]>([
    [
      { gracePeriodMs: 10_000, lameDuck: { maximumMs: 8_000 } },
      "Expected `lameDuck.maximumMs` to be at most 7166 with a grace period of 10000 ms, got 8000 (number). " +
        "Shorten it, or lengthen the grace period",
    ],
    [
      { gracePeriodMs: 10_000, lameDuck: { minimumMs: 8_000 } },
      "Expected `lameDuck.minimumMs` to be at most 7166 with a grace period of 10000 ms, got 8000 (number). " +
        "Shorten it, or lengthen the grace period",
    ],
    [
      { gracePeriodMs: 10_000, lameDuck: { quietMs: 8_000 } },
      "Expected `lameDuck.quietMs` to be at most 7166 with a grace period of 10000 ms, got 8000 (number). " +
        "Shorten it, or lengthen the grace period",
    ],
  ])("throw where options contradict each other: %j", (options, message) => {
    expect(() => make(options)).toThrow(new TypeError(message));
    const surroundings = { environment: { LAMEDUCK_GRACE_PERIOD_SECONDS: "60" } };
    expect(() => make(options, hostOf(surroundings))).toThrow(new TypeError(message));
  });

  it.each<[string, ShutdownOptions, FakeHostOptions, string]>([
    [
      "a variable that is earlier than the option",
      { gracePeriodMs: 60_000, lameDuck: { maximumMs: 8_000 } },
      { environment: { LAMEDUCK_GRACE_PERIOD_SECONDS: "10" } },
      "lameDuck.maximumMs",
    ],
    [
      "a variable alone",
      { lameDuck: { minimumMs: 8_000 } },
      { environment: { LAMEDUCK_GRACE_PERIOD_SECONDS: "10" } },
      "lameDuck.minimumMs",
    ],
    ["the default of where we run", { lameDuck: { quietMs: 8_000 } }, {}, "lameDuck.quietMs"],
  ])("are shortened with one warning where the reason is %s", (_reason, options, surroundings, name) => {
    const { printed } = make(options, hostOf(surroundings));
    expect(printed).toEqual([
      `lameduck: Expected \`${name}\` to be at most 7166 with a grace period of 10000 ms, got 8000 (number): ` +
        "it is shortened",
    ]);
  });
});
