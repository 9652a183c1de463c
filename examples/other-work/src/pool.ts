import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What a worker thread does: something that keeps its processor busy for so many milliseconds. */
const busy = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (ms) => {
    for (const until = Date.now() + ms; Date.now() < until; );
    parentPort.postMessage("done");
  });
`;

/** Worker threads that take one task at a time, each from the same list. */
export class Pool {
  readonly #threads: readonly Worker[];
  readonly #running = new Map<string, Promise<void>>();
  #isClosed = false;

  constructor(size: number) {
    this.#threads = Array.from({ length: size }, () => new Worker(busy, { eval: true }));
  }

  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Gives every thread one task after another, until the pool is closed. */
  work(nextTask: () => string, takesMs: number, onDone: (task: string) => void): void {
    for (const thread of this.#threads) void this.#keepBusy(thread, nextTask, takesMs, onDone);
  }

  /** Begins nothing new, and resolves when all that runs is done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#running.values());
    await this.terminate();
  }

  /** Ends the threads in the middle of their work. */
  async terminate(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #keepBusy(
    thread: Worker,
    nextTask: () => string,
    takesMs: number,
    onDone: (task: string) => void,
  ): Promise<void> {
    while (!this.#isClosed) {
      const task = nextTask();
      const done = this.#run(thread, task, takesMs);
      this.#running.set(task, done);
      await done;
      onDone(task);
    }
  }

  async #run(thread: Worker, task: string, takesMs: number): Promise<void> {
    // eslint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads knows no origins
    thread.postMessage(takesMs);
    await once(thread, "message");
    this.#running.delete(task);
  }
}
