import { parseArgs } from "node:util";

export interface Flags {
  readonly seconds: number;
  readonly seed: number;
  readonly isJson: boolean;
  readonly isHelpWanted: boolean;
}

const shortestSeconds = 15;
const longestSeconds = 86_400;
const largestSeed = 2 ** 32 - 1;

export const HELP = `npm run soak [-- flags]

Keeps three replicas under traffic of every kind, stops and starts them at random, and counts what is lost.

  --seconds N  how long, from ${shortestSeconds} (default 180)
  --seed N     another course of everything (default: another each time)
  --json       the result as JSON, for a machine
  --help       this text

Exit codes: 0 nothing was lost, 1 something was, or a replica ended otherwise than with 0; 2 wrong use.
`;

/** What is wrong with the command line, in one sentence. */
export class WrongUse extends Error {}

/** Reads the command line; throws WrongUse. */
export function readFlags(args: readonly string[]): Flags {
  const { seconds, seed, json, help } = parse(args);
  return {
    seconds: whole("--seconds", seconds ?? "180", shortestSeconds, longestSeconds),
    seed: whole("--seed", seed ?? String(Math.floor(Math.random() * largestSeed)), 0, largestSeed),
    isJson: json ?? false,
    isHelpWanted: help ?? false,
  };
}

function parse(args: readonly string[]): { seconds?: string; seed?: string; json?: boolean; help?: boolean } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seconds: { type: "string" },
        seed: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new WrongUse((error as Error).message, { cause: error });
  }
}

function whole(name: string, came: string, least: number, most: number): number {
  const number = Number(came);
  if (/^\d+$/.test(came) && number >= least && number <= most) return number;
  throw new WrongUse(`Expected \`${name}\` to be a whole number from ${least} to ${most}, got \`${came}\``);
}
