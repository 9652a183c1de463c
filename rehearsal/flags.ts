import { parseArgs } from "node:util";

/** The server that is rehearsed. */
export type ServerChoice = "lameduck" | "without" | "stoppable";

export interface Flags {
  readonly server: ServerChoice;
  readonly seed: number;
  readonly isHelpWanted: boolean;
}

/** The same for everyone who gives none, so that the variants can be compared. */
export const DEFAULT_SEED = 1;

const LARGEST_SEED = 2 ** 32 - 1;

export const HELP = `npm start [-- flags]

Replaces one of two replicas of the nginx-style example under traffic, and counts what is lost.

  --without         with a plain server instead that closes at SIGTERM
  --with stoppable  with the stoppable package instead, after a delay of 2 s
  --seed N          another course of the traffic (default ${DEFAULT_SEED})
  --help            this text

Exit codes: 0 nothing was lost, 1 something was, 2 wrong use or inconclusive, 130 Ctrl-C.
`;

/** What is wrong with the command line, in one sentence. */
export class WrongUse extends Error {}

/** Reads the command line; throws WrongUse. */
export function readFlags(args: readonly string[]): Flags {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      without: { type: "boolean" },
      with: { type: "string" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
    strict: false,
    tokens: true,
  });
  const flags: { server: ServerChoice; seed: number; isHelpWanted: boolean } = {
    server: "lameduck",
    seed: DEFAULT_SEED,
    isHelpWanted: false,
  };
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") throw unexpected(token.value);
    if (seen.has(token.name)) throw new WrongUse(`Expected \`${token.rawName}\` once, got it twice`);
    seen.add(token.name);
    if (token.name === "with") flags.server = readPackage(token.value);
    else if (token.name === "seed") flags.seed = readSeed(token.value);
    else if (token.value !== undefined) throw unexpected(`${token.rawName}=${token.value}`);
    else if (token.name === "without") flags.server = "without";
    else if (token.name === "help") flags.isHelpWanted = true;
    else throw unexpected(token.rawName);
  }
  if (seen.has("with") && seen.has("without")) {
    throw new WrongUse("Expected `--with` or `--without`, got both");
  }
  return flags;
}

function readPackage(came: string | undefined): "stoppable" {
  if (came === "stoppable") return came;
  throw new WrongUse(`Expected \`--with\` to be \`stoppable\`, got ${shown(came)}`);
}

function readSeed(came: string | undefined): number {
  const isWhole = came !== undefined && /^\d{1,10}$/.test(came);
  if (isWhole && Number(came) <= LARGEST_SEED) return Number(came);
  throw new WrongUse(
    `Expected \`--seed\` to be a whole number from 0 to ${LARGEST_SEED}, got ${shown(came)}`,
  );
}

function unexpected(came: string): WrongUse {
  return new WrongUse(
    `Expected \`--without\`, \`--with stoppable\`, \`--seed N\` or \`--help\`, got \`${came}\``,
  );
}

function shown(came: string | undefined): string {
  return came === undefined ? "nothing" : `\`${came}\``;
}
