import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import type { Job } from "../program/messages.ts";

/** Who takes jobs. */
interface Taker {
  readonly name: string;
  give(job: Job): void;
}

/** The queue that all replicas consume: a job that was given must be done by the end of whoever took it. */
export class Queue {
  begun = 0;
  finished = 0;
  readonly #random: SeededRandom;
  readonly #open = new Map<number, Taker>();
  #isClosed = false;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** There is always a job for whoever has room, until the queue is closed. */
  hasRoom(taker: Taker): void {
    if (this.#isClosed) return;
    this.begun += 1;
    this.#open.set(this.begun, taker);
    // Some take longer than a lame duck, so that draining has to wait for them.
    const isLong = this.#random.next() < 0.2;
    const ms = isLong ? this.#random.whole(5_000, 7_000) : this.#random.whole(50, 1_000);
    taker.give({ id: this.begun, ms });
  }

  done(job: number): void {
    if (this.#open.delete(job)) this.finished += 1;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Those that somebody who is gone has taken and not done; each is told of once. */
  lostWith(taker: Taker): readonly number[] {
    const lost = [...this.#open].filter(([, takenBy]) => takenBy === taker).map(([job]) => job);
    for (const job of lost) this.#open.delete(job);
    return lost;
  }
}
