import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** How a process ended: its exit code, or the signal that killed it. */
export type Ending = readonly [code: number | null, signal: NodeJS.Signals | null];

/** A child process that says what happens in it, by messages, in plain words. */
export class Program {
  readonly child: ChildProcess;
  /** Everything it has said, in its order. */
  readonly said: string[] = [];
  stdout = "";
  stderr = "";
  /** Resolves when the process is gone and all that it wrote has been read. */
  readonly ended: Promise<Ending>;
  #isOver = false;
  #waiting: (() => void)[] = [];

  constructor(child: ChildProcess, { isUnread = false } = {}) {
    this.child = child;
    child.on("message", (message) => {
      if (typeof message === "string") this.said.push(message);
      this.#changed();
    });
    if (!isUnread) this.read();
    this.ended = once(child, "close").then(([code, signal]) => {
      this.#isOver = true;
      this.#changed();
      return [code, signal] as Ending;
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("The program did not start");
    return this.child.pid;
  }

  /** Begins to read stdout and stderr. */
  read(): void {
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
      this.#changed();
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
      this.#changed();
    });
  }

  /** Resolves when it has said something that matches, for the `times`th time, to what it said. */
  says(pattern: string | RegExp, times = 1): Promise<string> {
    const matches = (text: string): boolean =>
      typeof pattern === "string" ? text === pattern : pattern.test(text);
    return this.#until(() => this.said.filter(matches)[times - 1], `says ${pattern}`);
  }

  /** Resolves when stderr shows a match, to the match. */
  logs(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(() => pattern.exec(this.stderr) ?? undefined, `logs ${pattern}`);
  }

  /** Resolves when stdout shows a match, to the match. */
  prints(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(() => pattern.exec(this.stdout) ?? undefined, `prints ${pattern}`);
  }

  /** The port that it listens on, or that its server of this name does. */
  async port(name = "server"): Promise<number> {
    const words = await this.says(new RegExp(`^${name} listens on \\d+$`));
    return Number(words.split(" ").at(-1));
  }

  tell(words: string): void {
    this.child.send(words);
  }

  /** Lets a program go on that blocks its event loop by reading stdin. */
  unblock(): void {
    this.child.stdin?.end("x");
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async #until<T>(found: () => T | undefined, what: string): Promise<T> {
    for (;;) {
      const value = found();
      if (value !== undefined) return value;
      if (this.#isOver) {
        throw new Error(`It ended before it ${what}. It said: ${this.said.join("; ")}\n${this.stderr}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
