import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Guardian } from "./guardian.ts";

const START_WITHIN_MS = 10_000;

/** How a process ended: by its own exit code or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server process with an address of its own, started as in a Pod. */
export interface Replica {
  readonly name: string;
  /** Where it listens; rejects if it ends before or takes too long. */
  readonly listening: Promise<{ readonly port: number }>;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
}

/** What to start, and where. */
export interface ReplicaPlan {
  readonly name: string;
  readonly program: string;
  readonly host: string;
  readonly gracePeriodSeconds: number;
  readonly guardian: Guardian;
  /** Is given each line that the replica writes to stderr. */
  readonly heard: (line: string) => void;
}

/** Starts a process that says `listening on http://HOST:PORT` on stderr when it listens. */
export function startReplica(plan: ReplicaPlan): Replica {
  // Detached, because Ctrl-C in a terminal goes to the whole group, and a replica must hear from us only.
  const child = spawn(process.execPath, ["--conditions=@lameduck/source", plan.program], {
    detached: true,
    env: podEnvironment(plan),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once("error", () => resolve({ code: null, signal: null }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  if (child.pid !== undefined) void exited.then(plan.guardian.guard(child.pid));

  const said: string[] = [];
  const listening = new Promise<{ port: number }>((resolve, reject) => {
    const fail = (what: string): void => {
      clearTimeout(late);
      reject(new Error(`${plan.name} ${what}; it said:\n${said.slice(-20).join("\n")}`));
    };
    const late = setTimeout(() => fail(`was not listening after ${START_WITHIN_MS} ms`), START_WITHIN_MS);
    void exited.then(() => fail("ended before it listened"));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const url = /^listening on (?<url>http:\/\/\S+)$/.exec(line)?.groups?.["url"];
      said.push(line);
      if (url === undefined) return plan.heard(line);
      clearTimeout(late);
      return resolve({ port: Number(new URL(url).port) });
    });
  });
  return { name: plan.name, listening, exited, kill: (signal) => void child.kill(signal) };
}

/** What a container in Kubernetes sees, and nothing else of our own environment, so that each run is the same. */
function podEnvironment(plan: ReplicaPlan): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOST: plan.host,
    PORT: "0",
    ADMIN_PORT: "0",
    NODE_ENV: "production",
    KUBERNETES_SERVICE_HOST: "127.0.0.1",
    LAMEDUCK_GRACE_PERIOD_SECONDS: String(plan.gracePeriodSeconds),
  };
}
