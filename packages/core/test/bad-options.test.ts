import { describe, expect, it } from "vitest";
import { make } from "./making.ts";

function server(): void {}
function log(): void {}

const names =
  "gracePeriodMs, lameDuck, lingerMs, readiness, manualReady, signals, exit, probes, admin, logger, route";
const policies = '"auto" or "while-serving" or "until-termination"';
const loggers = "an object with info, warn and error, as console and pino are, or false";
const milliseconds = "a number of milliseconds, 0 or more";

describe("an option that is not what it should be is refused at the call", () => {
  it.each<[unknown, string]>([
    [null, "Expected `options` to be an object, got null"],
    [5_000, "Expected `options` to be an object, got 5000 (number)"],
    ["SIGTERM", 'Expected `options` to be an object, got "SIGTERM"'],
    [[], "Expected `options` to be an object, got an array"],
    [server, "Expected `options` to be an object, got the function server"],
    [{ timeout: 5_000 }, `Expected \`options\` to have only ${names}, got \`timeout\``],
    [{ gracePeriod: 5_000 }, `Expected \`options\` to have only ${names}, got \`gracePeriod\``],
  ])("%o", (options, message) => {
    expect(() => make(options)).toThrow(new TypeError(message));
  });

  it.each<[unknown, string]>([
    [0, "0 (number)"],
    [-1, "-1 (number)"],
    [0.5, "0.5 (number)"],
    [Number.NaN, "NaN (number)"],
    [Number.POSITIVE_INFINITY, "Infinity (number)"],
    ["30000", '"30000"'],
    [null, "null"],
    [true, "true"],
    [30_000n, "30000 (bigint)"],
    [Symbol("soon"), "Symbol(soon) (symbol)"],
    [{}, "an object of class Object"],
    [Object.create(null), "an object of class (none)"],
    [new Date(0), "an object of class Date"],
    [[30_000], "an array"],
    [() => 30_000, "the function gracePeriodMs"],
  ])("gracePeriodMs: %o", (gracePeriodMs, got) => {
    const message = `Expected \`gracePeriodMs\` to be a number of milliseconds, 1 or more, got ${got}`;
    const named = typeof gracePeriodMs === "function" ? { gracePeriodMs: () => 30_000 } : { gracePeriodMs };
    expect(() => make(named)).toThrow(new TypeError(message));
  });

  it.each(["gracePeriodMs", "lingerMs", "lameDuck.maximumMs"])(
    "%s, longer than any timer of Node's",
    (name) => {
      const ms = 2 ** 31;
      const options = name === "lameDuck.maximumMs" ? { lameDuck: { maximumMs: ms } } : { [name]: ms };
      expect(() => make(options)).toThrow(
        new TypeError(
          `Expected \`${name}\` to be at most 2147483647 milliseconds (24.8 days), got ${ms} (number)`,
        ),
      );
    },
  );

  it.each(["lingerMs", "lameDuck.minimumMs", "lameDuck.quietMs", "lameDuck.maximumMs"])("%s", (name) => {
    for (const [wrong, got] of [
      [-1, "-1 (number)"],
      [Number.NaN, "NaN (number)"],
      ["1s", '"1s"'],
      [null, "null"],
      [false, "false"],
    ] as const) {
      const [group, key = ""] = name.split(".");
      const options = key === "" ? { lingerMs: wrong } : { [String(group)]: { [key]: wrong } };
      expect(() => make(options)).toThrow(
        new TypeError(`Expected \`${name}\` to be ${milliseconds}, got ${got}`),
      );
    }
  });

  it.each<[unknown, string]>([
    [true, "Expected `lameDuck` to be an object or false, got true"],
    [10_000, "Expected `lameDuck` to be an object or false, got 10000 (number)"],
    [null, "Expected `lameDuck` to be an object or false, got null"],
    [{ delayMs: 1 }, "Expected `lameDuck` to have only minimumMs, quietMs, maximumMs, got `delayMs`"],
    [
      { minimumMs: 2_000, maximumMs: 1_000 },
      "Expected `lameDuck.minimumMs` to be at most `lameDuck.maximumMs` (1000), got 2000 (number)",
    ],
    [
      { quietMs: 2_000, maximumMs: 1_000 },
      "Expected `lameDuck.quietMs` to be at most `lameDuck.maximumMs` (1000), got 2000 (number)",
    ],
  ])("lameDuck: %j", (lameDuck, message) => {
    expect(() => make({ lameDuck })).toThrow(new TypeError(message));
  });

  it.each<[unknown, string]>([
    ["ready", '"ready"'],
    [true, "true"],
    [null, "null"],
  ])("readiness: %j", (readiness, got) => {
    expect(() => make({ readiness })).toThrow(
      new TypeError(`Expected \`readiness\` to be ${policies}, got ${got}`),
    );
  });

  it.each(["manualReady", "exit"])("%s", (name) => {
    for (const [wrong, got] of [
      ["true", '"true"'],
      [1, "1 (number)"],
      [null, "null"],
    ] as const) {
      expect(() => make({ [name]: wrong })).toThrow(
        new TypeError(`Expected \`${name}\` to be true or false, got ${got}`),
      );
    }
  });

  it.each<[unknown, string]>([
    ["SIGTERM", 'an array of signal names, or false, got "SIGTERM"'],
    [true, "an array of signal names, or false, got true"],
    [null, "an array of signal names, or false, got null"],
    [["TERM"], 'signal names such as "SIGTERM", got "TERM"'],
    [["SIGTERM", "sigint"], 'signal names such as "SIGTERM", got "sigint"'],
    [["toString"], 'signal names such as "SIGTERM", got "toString"'],
    [[15], 'signal names such as "SIGTERM", got 15 (number)'],
    [["SIGKILL"], 'signals that a process can handle for itself, got "SIGKILL"'],
    [["SIGTERM", "SIGSTOP"], 'signals that a process can handle for itself, got "SIGSTOP"'],
    [["SIGUSR1"], 'signals that a process can handle for itself, got "SIGUSR1"'],
  ])("signals: %j", (signals, message) => {
    expect(() => make({ signals })).toThrow(new TypeError(`Expected \`signals\` to be ${message}`));
  });

  it.each<[unknown, string]>([
    [true, "Expected `probes` to be an object, got true"],
    [null, "Expected `probes` to be an object, got null"],
    [{ readiness: "/" }, "Expected `probes` to have only ready, live, ignore, got `readiness`"],
    [
      { ready: "readyz" },
      'Expected `probes.ready` to be a path that begins with "/", without a query, got "readyz"',
    ],
    [{ ready: "" }, 'Expected `probes.ready` to be a path that begins with "/", without a query, got ""'],
    [
      { ready: "/readyz?full" },
      'Expected `probes.ready` to be a path that begins with "/", without a query, got "/readyz?full"',
    ],
    [
      { live: 5 },
      'Expected `probes.live` to be a path that begins with "/", without a query, got 5 (number)',
    ],
    [{ live: null }, 'Expected `probes.live` to be a path that begins with "/", without a query, got null'],
    [
      { ready: "/health", live: "/health" },
      'Expected `probes.ready` to be another path than `probes.live`, got "/health"',
    ],
    [{ ready: "/livez" }, 'Expected `probes.ready` to be another path than `probes.live`, got "/livez"'],
    [{ live: "/readyz" }, 'Expected `probes.ready` to be another path than `probes.live`, got "/readyz"'],
    [{ ignore: "/metrics" }, 'Expected `probes.ignore` to be a function, got "/metrics"'],
    [{ ignore: null }, "Expected `probes.ignore` to be a function, got null"],
  ])("probes: %j", (probes, message) => {
    expect(() => make({ probes })).toThrow(new TypeError(message));
  });

  it.each<[unknown, string]>([
    [true, "true"],
    [null, "null"],
    ["stderr", '"stderr"'],
    [{}, "an object of class Object"],
    [{ info() {}, warn() {} }, "an object of class Object"],
    [{ info() {}, warn() {}, error: "no" }, "an object of class Object"],
    [log, "the function log"],
  ])("logger: %o", (logger, got) => {
    expect(() => make({ logger })).toThrow(new TypeError(`Expected \`logger\` to be ${loggers}, got ${got}`));
  });

  it.each<[unknown, string]>([
    ["/users/:id", '"/users/:id"'],
    [null, "null"],
  ])("route: %j", (route, got) => {
    expect(() => make({ route })).toThrow(new TypeError(`Expected \`route\` to be a function, got ${got}`));
  });
});
