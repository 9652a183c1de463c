import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("guardian-process.ts", import.meta.url));

/** A process of its own that kills the replicas when this one is gone, even by SIGKILL or a crash. */
export class Guardian {
  readonly #process: ChildProcess = fork(PROGRAM, { detached: true, stdio: "ignore", serialization: "json" });

  /** Guards the process with this id; the function returned ends that. */
  guard(pid: number): () => void {
    this.#process.send({ started: pid });
    return () => {
      if (this.#process.connected) this.#process.send({ ended: pid });
    };
  }

  /** Lets the guardian go, which kills what it still guards. */
  end(): void {
    if (this.#process.connected) this.#process.disconnect();
  }
}
