/** A queue in memory, in the manner of BullMQ: jobs wait until a worker takes them. */
export class Queue {
  readonly #waiting: string[] = [];

  add(...jobs: readonly string[]): void {
    this.#waiting.push(...jobs);
  }

  take(): string | undefined {
    return this.#waiting.shift();
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }
}

/** Takes jobs from a queue, several at a time. */
export class Worker {
  readonly #queue: Queue;
  readonly #work: (job: string) => Promise<void>;
  readonly #inHand = new Map<string, Promise<void>>();
  #isPaused = false;

  constructor(queue: Queue, work: (job: string) => Promise<void>) {
    this.#queue = queue;
    this.#work = work;
  }

  /** Begins to take jobs, so many at a time. */
  run(concurrency: number): void {
    for (let n = 0; n < concurrency; n += 1) this.#takeNext();
  }

  get jobsInHand(): readonly string[] {
    return [...this.#inHand.keys()];
  }

  /** Takes no more jobs; those in hand go on. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Takes no more jobs, and resolves when those in hand are done. */
  async close(): Promise<void> {
    this.pause();
    await Promise.all(this.#inHand.values());
  }

  #takeNext(): void {
    const job = this.#isPaused ? undefined : this.#queue.take();
    if (job === undefined) return;
    this.#inHand.set(job, this.#finish(job));
  }

  async #finish(job: string): Promise<void> {
    await this.#work(job);
    this.#inHand.delete(job);
    this.#takeNext();
  }
}
