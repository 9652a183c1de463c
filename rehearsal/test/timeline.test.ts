import { describe, expect, it } from "vitest";
import { Journal } from "../journal.ts";
import { bars } from "../timeline/bars.ts";
import { frame } from "../timeline/frame.ts";
import { withoutColour } from "../timeline/paint.ts";
import type { Paint } from "../timeline/paint.ts";
import { PlainLines } from "../timeline/plain-lines.ts";
import { secondsSince } from "../timeline/since-sigterm.ts";

const READY = { ready: true, serving: true, terminating: false };
const LEAVING = { ready: false, serving: true, terminating: true };

/** SIGTERM at 3 s, two requests lost at 4.2 s, exit at 5 s. */
function aRun(): Journal {
  const journal = new Journal(["GET"]);
  for (const name of ["replica-1", "replica-2"]) {
    journal.addReplica(name);
    journal.noteListening(name, "127.0.0.1:8080");
    journal.replica(name)?.conditions.push({ atMs: 100, conditions: READY });
    journal.note(100, `${name} is ready`);
  }
  for (let atMs = 0; atMs < 6_000; atMs += 50) {
    journal.noteAsked("GET");
    journal.noteAnswered(atMs, "GET", atMs < 4_000 && atMs % 100 === 0 ? "replica-1" : "replica-2");
  }
  journal.terminatedAtMs = 3_000;
  journal.tablesLearnAtMs = [4_000, 5_000, 7_000];
  journal.note(3_000, "replica-1 gets SIGTERM");
  journal.replica("replica-1")?.conditions.push({ atMs: 3_000, conditions: LEAVING });
  for (const atMs of [4_200, 4_210]) {
    journal.noteAsked("GET");
    journal.noteLost("GET", { atMs, how: "refused", endpoint: "replica-1", evidence: "GET /" });
  }
  journal.noteExit(5_000, "replica-1", "exited with 0");
  return journal;
}

describe("bars", () => {
  it("draws eighths, one or more rows high, and never hides a value", () => {
    expect(bars([0, 1, 50, 100, 1_000], 100, 1)).toStrictEqual([" ▁▄██"]);
    expect(bars([0, 1, 50, 75, 100], 100, 2)).toStrictEqual(["   ▄█", " ▁███"]);
    expect(bars([0, 0], 0, 1)).toStrictEqual(["  "]);
  });
});

describe("secondsSince", () => {
  it("counts from the SIGTERM, once there was one", () => {
    expect(secondsSince(undefined, 1_234)).toBe("1.23 s");
    expect(secondsSince(3_000, 4_250)).toBe("+1.25 s");
    expect(secondsSince(3_000, 2_500)).toBe("-0.50 s");
    expect(secondsSince(3_000, 2_999.9)).toBe("0.00 s");
  });
});

describe("frame", () => {
  it("shows conditions, answers and losses over time, and what happened last", () => {
    const size = { columns: 80, rows: 24 };
    expect(frame(aRun(), "A rolling update", 5_600, size, withoutColour).join("\n")).toMatchInlineSnapshot(`
      "A rolling update                                                           5.6 s

                 ready   serving   terminating   answered
      replica-1  exited with 0                       0/s      40   127.0.0.1:8080
      replica-2  yes     yes       no               20/s      80   127.0.0.1:8080

                       ▼ SIGTERM
      replica-1  ▄▄▄▄▄▄▄▄   
      replica-2  ▄▄▄▄▄▄▄▄███
      lost       ········█··
      seconds          0         5         10        15        20        25        30

      122 requests · 120 answered · 0 in flight · 2 lost · 2 of 3 views updated

        -2.90 s  replica-1 is ready
        -2.90 s  replica-2 is ready
         0.00 s  replica-1 gets SIGTERM
        +1.20 s  refused by replica-1: GET /
        +1.21 s  refused by replica-1: GET /
        +2.00 s  replica-1 exited with 0"
    `);
  });

  it.each([
    [80, 24],
    [120, 40],
    [100, 30],
    [40, 12],
    [20, 5],
    [10, 2],
  ])("fits into %i columns and %i rows at every moment", (columns, rows) => {
    const journal = aRun();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 700) {
      const lines = frame(journal, "A rolling update of something", nowMs, { columns, rows }, withoutColour);
      expect(lines.length).toBeLessThan(rows);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  it("paints a replica by its conditions, a loss as lost, and changes no width", () => {
    const tones = new Set<string>();
    const marked: Paint = (tone, text) => {
      tones.add(`${tone}:${text.trim()}`);
      return text;
    };
    const size = { columns: 80, rows: 24 };
    const plain = frame(aRun(), "A run", 5_600, size, withoutColour);
    expect(frame(aRun(), "A run", 5_600, size, marked)).toStrictEqual(plain);
    expect(tones).toContain("lost:2 lost");
    expect(tones).toContain("leaving:▼ SIGTERM");
    expect(tones).toContain("ready:▄▄▄▄▄▄");
    expect(tones).toContain("leaving:▄▄");
  });
});

describe("PlainLines", () => {
  it("prints each event once, and the state once a second", () => {
    const lines = new PlainLines(aRun());
    expect(lines.linesAt(5_500)).toMatchInlineSnapshot(`
      [
        "  -2.90 s  replica-1 is ready",
        "  -2.90 s  replica-2 is ready",
        "   0.00 s  replica-1 gets SIGTERM",
        "  +1.20 s  LOST refused by replica-1: GET /",
        "  +1.21 s  LOST refused by replica-1: GET /",
        "  +2.00 s  replica-1 exited with 0",
        "  +2.00 s  replica-1 gone 0/s | replica-2 ready+serving 20/s | lost 2",
      ]
    `);
    expect(lines.linesAt(5_900)).toStrictEqual([]);
    expect(lines.linesAt(6_000)).toHaveLength(1);
  });

  it("counts losses silently after the first forty", () => {
    const journal = new Journal(["GET"]);
    for (let index = 0; index < 100; index += 1) {
      journal.noteLost("GET", { atMs: index, how: "reset", endpoint: "replica-1", evidence: "GET /" });
    }
    const lines = new PlainLines(journal);
    expect(lines.linesAt(100)).toHaveLength(41);
    journal.noteLost("GET", { atMs: 200, how: "reset", endpoint: "replica-1", evidence: "GET /" });
    expect(lines.linesAt(300)).toStrictEqual([]);
  });
});
