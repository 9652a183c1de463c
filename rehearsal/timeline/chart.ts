import { PART_MS } from "../journal.ts";
import type { Journal } from "../journal.ts";
import { bars } from "./bars.ts";
import { toneAt } from "./conditions-over-time.ts";
import type { Paint, Tone } from "./paint.ts";

const LABEL = 11;

/** From this width on, each part of the time is two columns wide. */
const WIDE = 90;

/** Answers over time, a column for each half second: rows for each replica, and one for what was lost. */
export function chart(
  journal: Journal,
  nowMs: number,
  size: { readonly columns: number; readonly barRows: number },
  paint: Paint,
): string[] {
  const perPart = size.columns - LABEL >= WIDE ? 2 : 1;
  const width = Math.max(1, Math.floor((size.columns - LABEL) / perPart));
  const parts = Math.floor(nowMs / PART_MS);
  const first = Math.max(0, parts - width);
  const shown = Array.from({ length: Math.min(width, parts) }, (_, index) => first + index);
  const maximum = Math.max(1, ...journal.replicas.flatMap((replica) => replica.answeredInPart));

  const scale = { first, width, perPart };
  const row = (name: string, bar: string, tones: readonly Tone[]): void => {
    lines.push(label(name) + painted(Array.from(bar), tones, perPart, paint));
  };
  const lines = [label("") + paint("leaving", markers(journal, scale))];
  for (const replica of journal.replicas) {
    const values = shown.map((part) => replica.answeredInPart[part] ?? 0);
    const tones = shown.map((part) => toneAt(replica, part));
    for (const [index, bar] of bars(values, maximum, size.barRows).entries()) {
      row(index === size.barRows - 1 ? replica.name : "", bar, tones);
    }
  }
  const lost = shown.map((part) => journal.lostInPart[part] ?? 0);
  const tones = lost.map((count): Tone => (count === 0 ? "soft" : "lost"));
  const [lostBars = ""] = bars(lost, Math.max(1, ...journal.lostInPart), 1);
  row("lost", lostBars.replaceAll(" ", "·"), tones);
  lines.push(label("seconds") + paint("soft", axis(journal, scale)));
  return lines;
}

function label(text: string): string {
  return text.padEnd(LABEL);
}

/** Neighbours of one tone are painted together, which keeps a frame small. */
function painted(chars: readonly string[], tones: readonly Tone[], perPart: number, paint: Paint): string {
  let text = "";
  let run = "";
  for (const [index, char] of chars.entries()) {
    run += char.repeat(perPart);
    const tone = tones[index] ?? "plain";
    if (tones[index + 1] !== tone) {
      text += paint(tone, run);
      run = "";
    }
  }
  return text;
}

/** Which part of the time is at the left, how many there is room for, and how wide each is. */
interface Scale {
  readonly first: number;
  readonly width: number;
  readonly perPart: number;
}

function markers(journal: Journal, { first, width, perPart }: Scale): string {
  const exited = journal.replicas.find((replica) => replica.exited !== undefined)?.exited?.atMs;
  const marks = [
    [journal.terminatedAtMs, "▼ SIGTERM"],
    [exited, "▼ exit"],
  ] as const;
  let line = "";
  for (const [atMs, text] of marks) {
    if (atMs === undefined) continue;
    const column = (Math.floor(atMs / PART_MS) - first) * perPart;
    if (column >= line.length && column + text.length <= width * perPart) line = line.padEnd(column) + text;
  }
  return line;
}

/** A number every five seconds, counted from SIGTERM as soon as there was one. */
function axis(journal: Journal, { first, width, perPart }: Scale): string {
  const zero = Math.floor((journal.terminatedAtMs ?? 0) / PART_MS);
  const step = 5_000 / PART_MS;
  let line = "";
  for (let tick = Math.ceil((first - zero) / step); ; tick += 1) {
    const column = (zero + tick * step - first) * perPart;
    const text = String((tick * step * PART_MS) / 1_000);
    if (column + text.length > width * perPart) return line;
    line = line.padEnd(column) + text;
  }
}
