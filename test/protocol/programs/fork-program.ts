import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of this folder as a process of its own, and what it says. */
export class Program {
  readonly #child: ChildProcess;

  constructor(name: string, args: readonly string[] = []) {
    const path = fileURLToPath(new URL(name, import.meta.url));
    // What the test runner's own process was started with is not meant for this one.
    this.#child = fork(path, args, { execArgv: ["--conditions=@lameduck/source"], silent: true });
  }

  /** The next message; rejects when the program ends without one. */
  says<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#child.once("message", (message) => resolve(message as T));
      // Not at its exit, which may be known before its last words are read; the channel ends behind them.
      this.#child.once("disconnect", () => reject(new Error("The program ended and said nothing")));
    });
  }

  tell(message: string): void {
    this.#child.send(message);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}
