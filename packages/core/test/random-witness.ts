import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { Outcome, Phase, ShutdownOptions } from "../src/index.ts";
import { FakeHost, type FakeHostOptions } from "./fake-host.ts";
import { Begun } from "./random-begun.ts";
import type { World } from "./random-ending.ts";
import type { EndedStream } from "./random-stream.ts";
import type { Close } from "./random-web-sockets.ts";

/** Something of the application's that was called, and the phase that it found. */
export interface Call {
  readonly name: string;
  readonly phase: Phase;
}

/** A shutdown on a process of its own, and all that is seen of it. */
export class Witness implements World {
  readonly host: FakeHost;
  readonly shutdown: GracefulShutdown;
  readonly begun = new Begun();
  readonly thrown: string[] = [];
  readonly phases: Phase[] = [];
  readonly hooksCalled: Call[] = [];
  readonly hooksAdded: string[] = [];
  readonly verbsCalled: Call[] = [];
  readonly closes: Close[] = [];
  readonly streamsEnded: EndedStream[] = [];
  /** One at most. */
  readonly outcomes: Outcome[] = [];
  /** What was under way when the rest was cut off, or at the end. */
  unfinished: readonly string[] | undefined;
  /** What the application had thrown by the end. */
  thrownByTheEnd: readonly string[] = [];
  /** How many timers there were at the end that are not the application's. */
  timersLeft = 0;
  #ownTimers = 0;

  constructor(options: ShutdownOptions, surroundings: FakeHostOptions) {
    this.host = new FakeHost(surroundings);
    this.shutdown = new GracefulShutdown({ logger: false, ...options }, this.host);
    this.shutdown.on((event) => {
      if (event.type === "entered") this.phases.push(event.phase);
      if (event.type === "cut off" || event.type === "stopped") this.unfinished ??= this.begun.unfinished;
      if (event.type === "stopped") this.#stopped(event.outcome);
    });
  }

  get outcome(): Outcome | undefined {
    return this.outcomes[0];
  }

  get phase(): Phase {
    return this.shutdown.phase;
  }

  readonly after = (ms: number, callback: () => void): void => {
    this.#ownTimers += 1;
    this.host.after(ms, () => {
      this.#ownTimers -= 1;
      callback();
    });
  };

  #stopped(outcome: Outcome): void {
    this.outcomes.push(outcome);
    this.thrownByTheEnd = [...this.thrown];
    this.timersLeft = this.host.leftovers.timers - this.#ownTimers;
  }
}
