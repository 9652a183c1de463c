import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Begins a command line whose program is the first process of its own PID namespace, as in a container. */
const unshare = [
  "unshare",
  "--user",
  "--map-root-user",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
] as const;

/** Plays PID 1 where the machine allows no namespaces: then only what the library makes of it can be seen. */
const played = ["--import", "data:text/javascript,Object.defineProperty(process,'pid',{value:1})"] as const;

/** Whether this machine lets an ordinary user make a PID namespace: many containers do not, and only Linux can. */
export const hasNamespaces: boolean = spawnSync(unshare[0], [...unshare.slice(1), "true"]).status === 0;

export const asPidOne: { readonly before: readonly string[]; readonly nodeOptions: readonly string[] } =
  hasNamespaces ? { before: unshare, nodeOptions: [] } : { before: [], nodeOptions: played };

/** What the process that plays PID 1 is called outside of its namespace. */
export function pidOutside(pid: number): number {
  if (!hasNamespaces) return pid;
  const child = readdirSync("/proc").find((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  if (child === undefined) throw new Error(`Process ${pid} has no child`);
  return Number(child);
}

function parentOf(pid: string): number | undefined {
  try {
    // The command in parentheses may hold spaces: behind it come the state and the parent.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    return undefined;
  }
}
