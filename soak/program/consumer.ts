import { setTimeout as sleep } from "node:timers/promises";
import type { Drainable } from "@lameduck/core";
import { type Job, tell, type ToReplica } from "./messages.ts";

const atATime = 5;

/** Takes jobs from the queue of the parent, a few at a time, and reports each that is done. */
export class Consumer implements Drainable {
  readonly name = "queue";
  readonly #running = new Set<Promise<void>>();
  #isLeaving = false;

  constructor() {
    process.on("message", ({ job }: ToReplica) => this.#begin(job));
    for (let n = 0; n < atATime; n += 1) void tell({ say: "has room" });
  }

  discourage(): void {
    this.#isLeaving = true;
  }

  async drain(): Promise<void> {
    await Promise.all(this.#running);
  }

  cutOff(): string[] {
    return [...this.#running].map(() => "a job");
  }

  #begin(job: Job): void {
    const work = this.#work(job).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  async #work({ id, ms }: Job): Promise<void> {
    await sleep(ms);
    await tell({ say: "done", job: id });
    if (!this.#isLeaving) await tell({ say: "has room" });
  }
}
