/** One row: a kind of request and what became of its requests. */
export interface SummaryRow {
  readonly name: string;
  readonly requests: number;
  readonly answered: number;
  readonly lost: number;
}

/** The rows and their sum as lines of text, columns aligned. */
export function summaryTable(rows: readonly SummaryRow[]): string[] {
  const sum = (of: "requests" | "answered" | "lost"): number =>
    rows.reduce((total, row) => total + row[of], 0);
  const all = { name: "all", requests: sum("requests"), answered: sum("answered"), lost: sum("lost") };
  const cells = [
    ["", "requests", "answered", "lost"],
    ...[...rows, all].map(({ name, requests, answered, lost }) => {
      return [name, ...[requests, answered, lost].map((count) => count.toLocaleString("en"))];
    }),
  ];
  return cells.map(([name = "", ...counts]) => {
    return `${name.padEnd(24)}${counts.map((count) => count.padStart(10)).join("")}`;
  });
}
