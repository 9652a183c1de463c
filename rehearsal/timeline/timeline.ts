import type { WriteStream } from "node:tty";
import type { Journal } from "../journal.ts";
import { frame } from "./frame.ts";
import { inColour } from "./paint.ts";
import { PlainLines } from "./plain-lines.ts";

const HIDE_CURSOR = "\u001B[?25l";
const SHOW_CURSOR = "\u001B[?25h";
const CLEAR_LINE = "\u001B[K";
const CLEAR_BELOW = "\u001B[J";
const CLEAR_ALL = "\u001B[2J\u001B[H";

/** What a timeline shows, and where. */
export interface TimelinePlan {
  readonly title: string;
  readonly journal: Journal;
  readonly out: WriteStream;
  readonly nowMs: () => number;
}

/** Shows the run while it lasts, as a picture in a terminal and as lines otherwise; the function returned ends it. */
export function showTimeline(plan: TimelinePlan): () => void {
  return isPictureWanted(plan.out) ? showPicture(plan) : showLines(plan);
}

function isPictureWanted(out: WriteStream): boolean {
  const { TERM, NO_COLOR = "" } = process.env;
  return out.isTTY && TERM !== "dumb" && NO_COLOR === "";
}

function showLines({ title, journal, out, nowMs }: TimelinePlan): () => void {
  const lines = new PlainLines(journal);
  const print = (): void => {
    for (const line of lines.linesAt(nowMs())) out.write(`${line}\n`);
  };
  out.write(`${title}\n`);
  const timer = setInterval(print, 100);
  return () => {
    clearInterval(timer);
    print();
  };
}

function showPicture({ title, journal, out, nowMs }: TimelinePlan): () => void {
  let drawn = 0;
  const draw = (): void => {
    const lines = frame(journal, title, nowMs(), { columns: out.columns, rows: out.rows }, inColour);
    const up = drawn > 0 ? `\u001B[${drawn}A` : "";
    drawn = lines.length;
    out.write(`${up}\r${lines.map((line) => `${line}${CLEAR_LINE}\n`).join("")}${CLEAR_BELOW}`);
  };
  // Lines that the terminal has wrapped anew can no longer be counted.
  const startOver = (): void => {
    drawn = 0;
    out.write(CLEAR_ALL);
    draw();
  };
  const showCursor = (): void => void out.write(SHOW_CURSOR);
  out.write(HIDE_CURSOR);
  // Also when this process ends by an error of its own.
  process.once("exit", showCursor);
  out.on("resize", startOver);
  const timer = setInterval(draw, 200);
  return () => {
    clearInterval(timer);
    out.off("resize", startOver);
    process.off("exit", showCursor);
    draw();
    showCursor();
  };
}
