import { describe, expect, it } from "vitest";
import { DEFAULTS, type ShutdownOptions } from "../../packages/core/src/options.ts";
import { conditionsOf, PHASES } from "../../packages/core/src/phases.ts";
import { deadlines, timetable } from "../../packages/core/src/timetable.ts";
import { codeBlocks, readDocument, tableRows } from "./documents.ts";

const readme = readDocument("README.md");
const yesNo = (is: boolean): string => (is ? "yes" : "no");

describe("the README", () => {
  it("shows every option with its default", () => {
    const defaults = Object.fromEntries(
      tableRows(readme, "option").map(([option, value]) => [option, value]),
    );
    const { readyPath, livePath, ...plain } = DEFAULTS;
    const written = { ...plain, "probes.ready": readyPath, "probes.live": livePath };
    for (const [option, value] of Object.entries(written))
      expect([option, defaults[option]]).toEqual([option, JSON.stringify(value)]);
    const all: Record<keyof ShutdownOptions, true> = {
      gracePeriodMs: true,
      lameDuck: true,
      lingerMs: true,
      readiness: true,
      manualReady: true,
      signals: true,
      exit: true,
      probes: true,
      admin: true,
      logger: true,
      route: true,
    };
    const shown = new Set(Object.keys(defaults).map((option) => option.split(".")[0]));
    expect([...shown].toSorted()).toEqual(Object.keys(all).toSorted());
  });

  it("shows the conditions of every phase", () => {
    const shown = tableRows(readme, "phase").map(([phase, ready, serving, terminating]) => [
      phase,
      ready,
      serving,
      terminating,
    ]);
    const expected = PHASES.map((phase) => {
      const { ready, serving, terminating } = conditionsOf(phase, true, true);
      return [phase, yesNo(ready), phase === "lame-duck" ? "policy" : yesNo(serving), yesNo(terminating)];
    });
    expect(shown).toEqual(expected);
  });

  it("shows the figures of the timetable", () => {
    const surroundings = { isWatched: false, gracePeriodMs: undefined };
    const inKubernetes = timetable({}, { ...surroundings, isKubernetes: true }, true);
    const elsewhere = timetable({}, { ...surroundings, isKubernetes: false }, true);
    expect(tableRows(readme, "").map((row) => row.slice(0, 5))).toEqual([
      ["in Kubernetes", "30 s", "min(10 s, 0.35 G)", "2 s", "G/2"],
      ["elsewhere", "10 s", "0", "1 s", "G/2"],
      ["SIGINT, node --watch, never became ready, G ≤ 4 s", "", "0", "0", "0"],
    ]);
    expect(inKubernetes).toMatchObject({
      graceMs: 30_000,
      minimumMs: 10_000,
      quietMs: 2_000,
      maximumMs: 15_000,
    });
    expect(inKubernetes.endAt).toBe(28_000);
    expect(deadlines(inKubernetes, true).deadlineAt).toBe(23_000);
    expect(deadlines(inKubernetes, false).deadlineAt).toBe(28_000);
    expect(elsewhere).toMatchObject({ graceMs: 10_000, minimumMs: 0, quietMs: 1_000, maximumMs: 5_000 });
    const short = { ...surroundings, isKubernetes: true, gracePeriodMs: 4_000 };
    expect(timetable({}, short, true)).toMatchObject({ minimumMs: 0, quietMs: 0, maximumMs: 0 });
  });

  it("names commands that exist", () => {
    const { scripts } = JSON.parse(readDocument("package.json")) as { scripts: Record<string, string> };
    const texts = [readme, readDocument("CONTRIBUTING.md")].join("\n");
    const named = [...texts.matchAll(/npm (run [\w:]+|start|test)/g)].map(([, name = ""]) =>
      name.replace("run ", ""),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(codeBlocks(readme, "sh").map((code) => code.trim())).toEqual([
      "npm ci && npm start",
      "npm ci && npm test",
    ]);
  });
});
