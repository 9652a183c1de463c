import type { SeededRandom } from "../seeded-random.ts";
import type { Question } from "./exchange.ts";
import { askForPage, askToDownload, askToUpload } from "./site-content.ts";
import type { Pages } from "./site-content.ts";

/** A kind of client: what it asks, on which connections, and how long it thinks between an answer and its next question. */
export interface Kind {
  readonly name: string;
  readonly clients: number;
  readonly keepAlive: boolean;
  /** Whether one request takes seconds, so that no new one is begun when the run is nearly over. */
  readonly isLong: boolean;
  thinkMs(random: SeededRandom): number;
  ask(random: SeededRandom, pages: Pages): Question;
}

/** Some 250 requests a second, all kinds together. */
export const KINDS: readonly Kind[] = [
  {
    name: "GET, kept connection",
    clients: 12,
    keepAlive: true,
    isLong: false,
    thinkMs: (random) => random.exponential(90, 1_000),
    ask: (random, pages) => askForPage(pages, random),
  },
  {
    name: "GET, new connection",
    clients: 6,
    keepAlive: false,
    isLong: false,
    thinkMs: (random) => random.exponential(80, 1_000),
    ask: (random, pages) => askForPage(pages, random),
  },
  {
    name: "POST, kept connection",
    clients: 6,
    keepAlive: true,
    isLong: false,
    thinkMs: (random) => random.exponential(100, 1_000),
    ask: askToUpload,
  },
  {
    name: "POST, 1 to 4 s apart",
    clients: 12,
    keepAlive: true,
    isLong: false,
    thinkMs: (random) => random.between(1_000, 4_000),
    ask: askToUpload,
  },
  {
    name: "download of 2 to 4 s",
    clients: 6,
    keepAlive: false,
    isLong: true,
    thinkMs: (random) => random.between(100, 600),
    ask: askToDownload,
  },
];
