import type { Stop } from "./fleet/fleet.ts";
import type { Seen } from "./soak.ts";
import type { Loss, Tally } from "./tally.ts";

/** So many losses of a kind are shown; the rest is counted. */
const shown = 5;

/** What a soak comes to. */
export interface Verdict {
  readonly passed: number;
  readonly failed: number;
}

/** A kind passes that has sent something and lost nothing, and a stop that ended with 0. */
export function judge({ tallies, stops }: Seen): Verdict {
  const checks = [...tallies.map(isWhole), ...stops.map(({ ending }) => ending === 0)];
  const passed = checks.filter(Boolean).length;
  return { passed, failed: checks.length - passed };
}

function isWhole({ sent, losses }: Tally): boolean {
  return sent > 0 && losses.length === 0;
}

/** The report as lines: what became of each kind, what was lost, how the replicas ended, and the verdict. */
export function report(seen: Seen): string[] {
  const { tallies, stops } = seen;
  const { passed, failed } = judge(seen);
  return [
    "",
    ...table(tallies),
    ...tallies.flatMap(lossLines),
    "",
    ...endings(stops),
    "",
    `${passed} passed, ${failed} failed`,
  ];
}

function table(tallies: readonly Tally[]): string[] {
  const sum = (of: (tally: Tally) => number): number =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const columns: ((tally: Tally) => number)[] = [
    ({ sent }) => sent,
    ({ answered }) => answered,
    ({ retried }) => retried,
    (tally) => tally.losses.length,
  ];
  const rows: [string, ...(string | number)[]][] = [
    ["", "sent", "answered", "retried", "lost"],
    ...tallies.map((tally): [string, ...number[]] => [tally.kind, ...columns.map((of) => of(tally))]),
    ["all", ...columns.map((of) => sum(of))],
  ];
  return rows.map(([name, ...cells]) => {
    return `${name.padEnd(30)}${cells.map((cell) => cell.toLocaleString("en").padStart(10)).join("")}`;
  });
}

function lossLines({ kind, sent, losses: all }: Tally): string[] {
  if (sent === 0) return ["", `${kind}: nothing was sent, which proves nothing`];
  if (all.length === 0) return [];
  const lines = all.slice(0, shown).map((loss) => `  ${lossLine(loss)}`);
  const rest = all.length > shown ? [`  and ${all.length - shown} more`] : [];
  return ["", `lost of ${kind}:`, ...lines, ...rest];
}

function lossLine({ atMs, what, replica, phase }: Loss): string {
  return `${seconds(atMs)}  ${replica}, ${phase}: ${what}`;
}

function endings(stops: readonly Stop[]): string[] {
  const times = stops.map(({ tookMs }) => tookMs);
  const span = `${seconds(Math.min(...times))} to ${seconds(Math.max(...times))}`;
  const clean = stops.filter(({ ending }) => ending === 0).length;
  const bad = stops.filter(({ ending }) => ending !== 0);
  return [
    `${stops.length} stops, each of ${span.trim()}: ${clean} exited with 0, ${bad.length} otherwise`,
    ...bad.flatMap(({ replica, ending, lines }) => [
      "",
      `${replica} ended with ${ending}; its last lines:`,
      ...lines.map((line) => `  ${line}`),
    ]),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
