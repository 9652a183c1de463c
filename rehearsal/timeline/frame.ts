import type { Journal, ReplicaHistory } from "../journal.ts";
import { chart } from "./chart.ts";
import { answeredPerSecond, conditionsAt } from "./conditions-over-time.ts";
import type { Paint, Tone } from "./paint.ts";
import { secondsSince } from "./since-sigterm.ts";

/** The terminal's size. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const WIDEST = 110;
/** Below this a picture would not fit, and one line has to do. */
const NARROWEST = 64;

/** One picture of the run, as lines that fit into the terminal; the last row stays free for the cursor. */
export function frame(journal: Journal, title: string, nowMs: number, size: Size, paint: Paint): string[] {
  if (size.columns < NARROWEST) return [fit(inShort(journal, nowMs), size.columns)];
  const columns = Math.min(size.columns, WIDEST);
  const barRows = size.rows >= 36 ? 3 : size.rows >= 30 ? 2 : 1;
  const top = [
    heading(title, nowMs, columns, paint),
    "",
    ...conditionsTable(journal, nowMs, columns, paint),
    "",
    ...chart(journal, nowMs, { columns, barRows }, paint),
    "",
    totalsLine(journal, nowMs, columns, paint),
    "",
  ];
  const left = size.rows - 1 - top.length;
  return [...top, ...recently(journal, left, columns, paint)].slice(0, Math.max(1, size.rows - 1));
}

function heading(title: string, nowMs: number, columns: number, paint: Paint): string {
  const time = `${(nowMs / 1_000).toFixed(1)} s`;
  return paint("title", fit(title, columns - time.length - 2).padEnd(columns - time.length)) + time;
}

function conditionsTable(journal: Journal, nowMs: number, columns: number, paint: Paint): string[] {
  const head = `${"".padEnd(11)}${"ready".padEnd(8)}${"serving".padEnd(10)}${"terminating".padEnd(14)}answered`;
  const rows = journal.replicas.map((replica) => {
    const perSecond = `${answeredPerSecond(replica, nowMs)}/s`.padStart(7);
    const all = replica.answered.toLocaleString("en").padStart(8);
    const where = fit(`   ${replica.address}`, columns - 58);
    return replica.name.padEnd(11) + cells(replica, nowMs, paint) + perSecond + all + paint("soft", where);
  });
  return [paint("soft", fit(head, columns)), ...rows];
}

function cells(replica: ReplicaHistory, nowMs: number, paint: Paint): string {
  const { exited } = replica;
  if (exited !== undefined && exited.atMs <= nowMs) return paint("gone", fit(exited.how, 31).padEnd(32));
  const conditions = conditionsAt(replica, nowMs);
  if (conditions === undefined) return paint("gone", "starting".padEnd(32));
  const cell = (value: boolean, width: number, tone: Tone): string => {
    return paint(value ? tone : "gone", (value ? "yes" : "no").padEnd(width));
  };
  const serving = cell(conditions.serving, 10, conditions.terminating ? "leaving" : "ready");
  return cell(conditions.ready, 8, "ready") + serving + cell(conditions.terminating, 14, "leaving");
}

function totalsLine(journal: Journal, nowMs: number, columns: number, paint: Paint): string {
  const { requests, answered, lost } = journal.totals;
  const counts = [`${whole(requests)} requests`, `${whole(answered)} answered`];
  counts.push(`${whole(requests - answered - lost)} in flight`);
  const isLearned = (atMs: number): boolean => atMs <= nowMs;
  const known = journal.tablesLearnAtMs;
  const views =
    known.length > 0 ? ` · ${known.filter(isLearned).length} of ${known.length} views updated` : "";
  const text = `${counts.join(" · ")} · `;
  const lostText = `${whole(lost)} lost`;
  return (
    text + paint(lost > 0 ? "lost" : "ready", lostText) + fit(views, columns - text.length - lostText.length)
  );
}

/** The newest notes and the newest losses in order of time; either takes the room that the other leaves. */
function recently(journal: Journal, rows: number, columns: number, paint: Paint): string[] {
  if (rows < 1) return [];
  const lost = journal.losses.slice(-Math.ceil(rows / 2)).map(({ atMs, how, endpoint, evidence }) => {
    return { atMs, text: `${how} by ${endpoint}: ${evidence}`, tone: "lost" as const };
  });
  const room = rows - lost.length;
  const noted = room > 0 ? journal.notes.slice(-room) : [];
  return [...noted.map((note) => ({ ...note, tone: "plain" as const })), ...lost]
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ atMs, text, tone }) => {
      const when = secondsSince(journal.terminatedAtMs, atMs).padStart(9);
      return `${paint("soft", when)}  ${paint(tone, fit(text, columns - 11))}`;
    });
}

function inShort(journal: Journal, nowMs: number): string {
  const { requests, lost } = journal.totals;
  return `${(nowMs / 1_000).toFixed(1)} s: ${whole(lost)} of ${whole(requests)} lost`;
}

function fit(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 1 ? "" : `${text.slice(0, width - 1)}…`;
}

function whole(count: number): string {
  return count.toLocaleString("en");
}
