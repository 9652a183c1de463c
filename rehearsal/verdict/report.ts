import type { Journal } from "../journal.ts";
import { secondsSince } from "../timeline/since-sigterm.ts";
import { summaryTable } from "./summary-table.ts";
import type { Verdict } from "./verdict.ts";

/** The end of a run as lines: what was asked and what became of it, how the replica ended, and the verdict. */
export function report(journal: Journal, replaced: string, verdict: Verdict): string[] {
  const rows = [...journal.kinds].map(([name, history]) => ({ name, ...history }));
  const exited = journal.replica(replaced)?.exited;
  const when =
    exited === undefined ? "" : `, ${secondsSince(journal.terminatedAtMs, exited.atMs)} after SIGTERM`;
  const ending = `${replaced} ${exited?.how ?? "is still there"}${when.replace("+", "")}`;
  return ["", ...summaryTable(rows), "", ending, "", verdict.sentence];
}
