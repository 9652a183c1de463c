import { describe, expect, it } from "vitest";
import { Journal } from "../journal.ts";
import type { Exchange } from "../traffic/exchange.ts";
import { evidence, howLost } from "../verdict/how-lost.ts";
import { report } from "../verdict/report.ts";
import { judge } from "../verdict/verdict.ts";

function journalOf(requests: number, lost: readonly string[] = []): Journal {
  const journal = new Journal(["GET"]);
  for (let index = 0; index < requests; index += 1) journal.noteAsked("GET");
  for (const how of lost) journal.noteLost("GET", { atMs: 0, how, endpoint: "replica-1", evidence: "" });
  return journal;
}

describe("judge", () => {
  it("gives the bound of 3 in N when nothing was lost", () => {
    expect(judge(journalOf(5_210), "replica-1")).toStrictEqual({
      sentence:
        "0 of 5,210 requests lost while replica-1 was replaced (95 % confidence: fewer than 1 in 1,736)",
      exitCode: 0,
    });
  });

  it("is inconclusive below 3,000 requests", () => {
    const { sentence, exitCode } = judge(journalOf(2_999), "replica-1");
    expect(exitCode).toBe(2);
    expect(sentence).toBe(
      "Inconclusive: 0 of 2,999 requests lost while replica-1 was replaced, but fewer than 3,000 requests prove nothing",
    );
    expect(judge(journalOf(3_000), "replica-1").exitCode).toBe(0);
  });

  it("says how they were lost, the most frequent way first, however few requests there were", () => {
    const lost = ["reset", "refused", "refused", "answered 503", "refused", "reset"];
    expect(judge(journalOf(10, lost), "replica-1")).toStrictEqual({
      sentence: "6 of 10 requests lost while replica-1 was replaced: 3 refused, 2 reset, 1 answered 503",
      exitCode: 1,
    });
  });
});

const WHOLE: Exchange = {
  question: { method: "GET", path: "/", isRightBody: ({ body }) => body.toString() === "hello" },
  endpoint: "replica-1",
  reached: "whole",
  code: undefined,
  nthOfConnection: 1,
  answer: { status: 200, headers: {}, body: Buffer.from("hello") },
};

describe("howLost", () => {
  it.each<[string | undefined, Partial<Exchange>]>([
    [undefined, {}],
    ["answered 503", { answer: { ...WHOLE.answer, status: 503 } }],
    ["answered 304", { answer: { ...WHOLE.answer, status: 304 } }],
    ["wrong body", { answer: { ...WHOLE.answer, body: Buffer.from("hell") } }],
    ["refused", { reached: "connecting", code: "ECONNREFUSED" }],
    ["reset", { reached: "connecting", code: "ECONNRESET" }],
    ["reset", { reached: "waiting", code: "ECONNRESET" }],
    ["reset", { reached: "waiting", code: "EPIPE" }],
    ["truncated", { reached: "answering", code: "ECONNRESET" }],
    ["truncated", { reached: "answering" }],
    ["timed out", { reached: "waiting", code: "TIMEOUT" }],
    ["timed out", { reached: "answering", code: "TIMEOUT" }],
  ])("%s: %j", (how, exchange) => {
    expect(howLost({ ...WHOLE, ...exchange })).toBe(how);
  });

  it("keeps the client's evidence", () => {
    expect(evidence({ ...WHOLE, reached: "connecting", code: "ECONNREFUSED" })).toBe(
      "GET /, new connection, ECONNREFUSED",
    );
    expect(evidence({ ...WHOLE, reached: "answering", code: "ECONNRESET", nthOfConnection: 4 })).toBe(
      "GET /, request 4 of a kept connection, ECONNRESET after 5 bytes of the body",
    );
  });
});

describe("report", () => {
  it("shows each kind, the sum, how the replica ended, and the verdict", () => {
    const journal = new Journal(["GET, kept connection", "POST"]);
    journal.addReplica("replica-1");
    journal.noteAsked("GET, kept connection");
    journal.noteAnswered(10, "GET, kept connection", "replica-1");
    journal.noteAsked("POST");
    journal.noteLost("POST", { atMs: 20, how: "reset", endpoint: "replica-1", evidence: "" });
    journal.terminatedAtMs = 1_000;
    journal.noteExit(9_500, "replica-1", "exited with 0");
    expect(report(journal, "replica-1", judge(journal, "replica-1"))).toStrictEqual([
      "",
      "                          requests  answered      lost",
      "GET, kept connection             1         1         0",
      "POST                             1         0         1",
      "all                              2         1         1",
      "",
      "replica-1 exited with 0, 8.50 s after SIGTERM",
      "",
      "1 of 2 requests lost while replica-1 was replaced: 1 reset",
    ]);
  });
});
