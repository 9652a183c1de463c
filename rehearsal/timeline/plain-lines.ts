import type { Journal } from "../journal.ts";
import { answeredPerSecond, conditionsAt } from "./conditions-over-time.ts";
import { secondsSince } from "./since-sigterm.ts";

const MOST_LOSSES = 40;

/** The run as lines for a pipe: each event once, and one line a second for the state of all. */
export class PlainLines {
  readonly #journal: Journal;
  #notes = 0;
  #losses = 0;
  #nextStateMs = 1_000;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** What is new since the last call. */
  linesAt(nowMs: number): string[] {
    const { notes, losses } = this.#journal;
    const events = notes.slice(this.#notes);
    const lost = losses.slice(this.#losses, MOST_LOSSES).map(({ atMs, how, endpoint, evidence }) => {
      return { atMs, text: `LOST ${how} by ${endpoint}: ${evidence}` };
    });
    if (this.#losses < MOST_LOSSES && losses.length >= MOST_LOSSES) {
      lost.push({ atMs: nowMs, text: "LOST further ones are counted only" });
    }
    this.#notes = notes.length;
    this.#losses = losses.length;
    const lines = [...events, ...lost]
      .toSorted((one, other) => one.atMs - other.atMs)
      .map(({ atMs, text }) => this.#line(atMs, text));
    // Whole seconds on the scale that is shown, which counts from the SIGTERM as soon as there was one.
    const zeroMs = this.#journal.terminatedAtMs ?? 0;
    const secondMs = zeroMs + Math.floor((nowMs - zeroMs) / 1_000) * 1_000;
    if (secondMs >= this.#nextStateMs) {
      lines.push(this.#line(secondMs, this.#state(secondMs)));
      this.#nextStateMs = secondMs + 1_000;
    }
    return lines;
  }

  #line(atMs: number, text: string): string {
    return `${secondsSince(this.#journal.terminatedAtMs, atMs).padStart(9)}  ${text}`;
  }

  #state(atMs: number): string {
    const replicas = this.#journal.replicas.map((replica) => {
      const conditions = conditionsAt(replica, atMs);
      const names = (["ready", "serving", "terminating"] as const).filter(
        (name) => conditions?.[name] === true,
      );
      const state = names.length > 0 ? names.join("+") : replica.exited === undefined ? "starting" : "gone";
      return `${replica.name} ${state} ${answeredPerSecond(replica, atMs)}/s`;
    });
    return [...replicas, `lost ${this.#journal.totals.lost}`].join(" | ");
  }
}
