import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Phase } from "@lameduck/core";
import type { FromReplica, Job, Ports, ToReplica } from "../program/messages.ts";
import { gracePeriodMs } from "../terms.ts";

const program = fileURLToPath(new URL("../program/replica.ts", import.meta.url));
const listensWithinMs = 15_000;
/** So many of its last lines are kept, for a report of what went wrong. */
const keptLines = 20;

/** How a process ended: by its own exit code, or by a signal. */
export type Ending = number | NodeJS.Signals;

/** A process that serves as a Pod does. */
export class Replica {
  readonly name: string;
  readonly listening: Promise<Ports>;
  readonly exited: Promise<Ending>;
  /** The last phase that it has told of. */
  phase: Phase | "gone" = "starting";
  /** What it wrote to stderr. */
  lines: string[] = [];
  readonly #child: ChildProcess;

  constructor(name: string, epochMs: number, heard: (message: FromReplica) => void) {
    this.name = name;
    // Detached, because Ctrl-C in a terminal goes to the whole group, and a replica must hear from us only.
    this.#child = fork(program, [], {
      detached: true,
      execArgv: ["--conditions=@lameduck/source"],
      env: {
        PATH: process.env["PATH"],
        KUBERNETES_SERVICE_HOST: "127.0.0.1",
        LAMEDUCK_GRACE_PERIOD_SECONDS: String(gracePeriodMs / 1_000),
        SOAK_EPOCH_MS: String(epochMs),
      },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.lines = [...this.lines, ...text.trimEnd().split("\n")].slice(-keptLines);
    });
    this.exited = once(this.#child, "close").then(([code, signal]) => (code ?? signal) as Ending);
    void this.exited.then(() => (this.phase = "gone"));
    this.listening = new Promise((resolve, reject) => {
      const late = AbortSignal.timeout(listensWithinMs);
      const failed = (): void => reject(new Error(`${name} does not listen: ${this.lines.join("\n")}`));
      late.addEventListener("abort", failed);
      void this.exited.then(failed);
      this.#child.on("message", (message: FromReplica) => {
        if (message.say === "listening") resolve(message.ports);
        else if (message.say === "entered") this.phase = message.phase;
        else heard(message);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  give(job: Job): void {
    this.#child.send({ job } satisfies ToReplica);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
