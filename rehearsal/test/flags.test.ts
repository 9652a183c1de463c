import { describe, expect, it } from "vitest";
import { DEFAULT_SEED, readFlags, WrongUse } from "../flags.ts";

describe("readFlags", () => {
  it.each([
    [[], { server: "lameduck", seed: DEFAULT_SEED, isHelpWanted: false }],
    [["--without"], { server: "without", seed: DEFAULT_SEED, isHelpWanted: false }],
    [["--with", "stoppable"], { server: "stoppable", seed: DEFAULT_SEED, isHelpWanted: false }],
    [["--with=stoppable", "--seed=0"], { server: "stoppable", seed: 0, isHelpWanted: false }],
    [["--seed", "4294967295"], { server: "lameduck", seed: 4_294_967_295, isHelpWanted: false }],
    [["--help"], { server: "lameduck", seed: DEFAULT_SEED, isHelpWanted: true }],
    [["-h"], { server: "lameduck", seed: DEFAULT_SEED, isHelpWanted: true }],
  ])("%j", (args, flags) => {
    expect(readFlags(args)).toStrictEqual(flags);
  });

  const anyFlag = "Expected `--without`, `--with stoppable`, `--seed N` or `--help`";
  const anySeed = "Expected `--seed` to be a whole number from 0 to 4294967295";
  it.each([
    [["--fast"], `${anyFlag}, got \`--fast\``],
    [["-x"], `${anyFlag}, got \`-x\``],
    [["--", "--seed"], `${anyFlag}, got \`--seed\``],
    [["now"], `${anyFlag}, got \`now\``],
    [["--without=yes"], `${anyFlag}, got \`--without=yes\``],
    [["--with"], "Expected `--with` to be `stoppable`, got nothing"],
    [["--with", "terminus"], "Expected `--with` to be `stoppable`, got `terminus`"],
    [["--with", "stoppable", "--without"], "Expected `--with` or `--without`, got both"],
    [["--seed"], `${anySeed}, got nothing`],
    [["--seed", "x"], `${anySeed}, got \`x\``],
    [["--seed", "-1"], `${anySeed}, got \`-1\``],
    [["--seed", "1.5"], `${anySeed}, got \`1.5\``],
    [["--seed", "4294967296"], `${anySeed}, got \`4294967296\``],
    [["--seed", "1", "--seed", "2"], "Expected `--seed` once, got it twice"],
  ])("%j is refused", (args, message) => {
    expect(() => readFlags(args)).toThrow(new WrongUse(message));
  });
});
