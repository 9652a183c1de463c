import { parseArgs } from "node:util";

export interface Flags {
  readonly isQuick: boolean;
  readonly pairs: number | undefined;
  readonly seed: number;
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new TypeError(`Expected \`--${name}\` to be a whole number, 1 or more, got \`${value}\``);
}

function readFlags(): Flags {
  const { values } = parseArgs({
    options: { quick: { type: "boolean" }, pairs: { type: "string" }, seed: { type: "string" } },
  });
  return {
    isQuick: values.quick === true,
    pairs: values.pairs === undefined ? undefined : wholeNumber("pairs", values.pairs),
    seed: values.seed === undefined ? Math.ceil(Math.random() * 2 ** 31) : wholeNumber("seed", values.seed),
  };
}

/** What was asked for on the command line; a flag that is none ends the process with a sentence. */
export function flagsOrExit(): Flags {
  try {
    return readFlags();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(1);
  }
}
