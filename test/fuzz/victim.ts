import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ShutdownOptions } from "@lameduck/core";
import type { Kind } from "./kinds.ts";
import type { Answer, Listening, Order, Stopped, Weight } from "./programs/messages.ts";

const program = fileURLToPath(new URL("programs/victim.ts", import.meta.url));

/** How a process ended, and what it wrote to stderr. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A process whose servers are stopped again and again. */
export class Victim {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #ended: Promise<End>;
  #stderr = "";
  #lastId = 0;

  constructor(kind: Kind) {
    // What the test runner's own process was started with is not meant for this one.
    this.#child = fork(program, [kind], {
      execArgv: ["--conditions=@lameduck/source", "--expose-gc"],
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    this.#child.on("message", (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#ended = once(this.#child, "close").then(([code, signal]) => {
      return { code, signal, stderr: this.#stderr };
    });
  }

  serve(options: ShutdownOptions): Promise<Listening> {
    this.#lastId += 1;
    return this.#ask({ do: "serve", id: this.#lastId, options });
  }

  stop(id: number): Promise<Stopped> {
    return this.#ask({ do: "stop", id });
  }

  weigh(): Promise<Weight> {
    return this.#ask({ do: "weigh", id: 0 });
  }

  /** Lets it go, and tells how it ended: by itself. */
  async end(): Promise<End> {
    this.#child.send({ do: "leave" } satisfies Order);
    return this.#ended;
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Rejects when it ends without an answer, with all that it wrote. */
  async #ask<A extends Answer>(order: Exclude<Order, { do: "leave" }>): Promise<A> {
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(order.id, resolve));
    // Where it is gone, its end says more than a message that did not arrive.
    if (this.#child.connected) this.#child.send(order, () => {});
    const ended = this.#ended.then((end): never => {
      throw new Error(`It ended instead of an answer to "${order.do}": ${JSON.stringify(end)}`);
    });
    return (await Promise.race([answered, ended])) as A;
  }
}
