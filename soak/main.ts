import { endWhenInterrupted } from "../rehearsal/interruption.ts";
import { type Flags, HELP, readFlags, WrongUse } from "./flags.ts";
import { judge, report } from "./report.ts";
import { type Seen, soak } from "./soak.ts";

const exitCodes = { nothingLost: 0, lost: 1, wrongUse: 2 } as const;

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags.isHelpWanted) process.stdout.write(HELP);
  else process.exitCode = await run(flags);
} catch (error) {
  process.exitCode = error instanceof WrongUse ? exitCodes.wrongUse : exitCodes.lost;
  process.stderr.write(`${error instanceof WrongUse ? error.message : String(error)}\n`);
}

async function run({ seconds, seed, isJson }: Flags): Promise<number> {
  const print = (line: string): void => {
    if (!isJson) process.stdout.write(`${line}\n`);
  };
  print(`Three replicas under traffic for ${seconds} s, stopped and started at random, seed ${seed}\n`);
  const seen = await soak({
    seconds,
    seed,
    note: (atMs, text) => print(`${(atMs / 1_000).toFixed(1).padStart(6)} s  ${text}`),
    began: (fleet) => endWhenInterrupted(() => fleet.kill()),
  });
  const verdict = judge(seen);
  if (isJson) process.stdout.write(`${JSON.stringify({ seconds, seed, ...shape(seen), ...verdict })}\n`);
  else for (const line of report(seen)) print(line);
  return verdict.failed === 0 ? exitCodes.nothingLost : exitCodes.lost;
}

function shape({ tallies, stops }: Seen): object {
  const kinds = tallies.map(({ kind, sent, answered, retried, losses }) => {
    return { kind, sent, answered, retried, lost: losses.length };
  });
  return { kinds, losses: tallies.flatMap(({ losses }) => losses), stops };
}
