import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Whether a process can be kept on one core: where there is `taskset`, and two cores that we may use. */
export const canPin: boolean =
  availableParallelism() > 1 &&
  [0, 1].every((core) => spawnSync("taskset", ["-c", `${core}`, "true"]).status === 0);

export type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Starts a file of this folder as a process of its own, on a core of its own where possible; spoken to through pipes. */
export function startChild(file: string, core: 0 | 1, ...args: readonly (string | number)[]): Child {
  const script = [...process.execArgv, fileURLToPath(new URL(file, import.meta.url)), ...args.map(String)];
  const [command, ...rest] = canPin ? ["taskset", "-c", `${core}`, process.execPath] : [process.execPath];
  const child = spawn(command ?? "", [...rest, ...script], { stdio: ["pipe", "pipe", "inherit"] });
  child.once("exit", (code) => {
    // A child that fails fails the measurement; its own words are on stderr.
    if (code !== 0) process.exit(1);
  });
  return child;
}

/** Ends this process with the one that started it, however that ended. */
export function endWithParent(): void {
  process.stdin.once("end", () => process.exit()).resume();
}

/** All that a child prints, parsed, when it has ended. */
export async function answerOf<T>(child: Child): Promise<T> {
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await once(child, "close");
  return JSON.parse(text) as T;
}
