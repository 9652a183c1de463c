import type { AttachedServer, DrainTime } from "../src/drainable.ts";
import type { CutOff } from "../src/index.ts";

/** A server that a test has in its hand; it writes down which of its verbs were used, in their order. */
export class FakeServer implements AttachedServer {
  readonly name: string;
  connectionCount = 0;
  finishedCount = 0;
  /** What `drain` gives. */
  readonly drained: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  /** What `cutOff` names. */
  cut: readonly CutOff[] = [];
  readonly #told: (what: string) => void;

  constructor(name: string, told: (what: string) => void) {
    this.name = name;
    this.#told = told;
  }

  discourage(minimumMs: number): void {
    this.#told(`${this.name}: discourage over ${minimumMs} ms`);
  }

  drain({ lingerMs, unless }: DrainTime): Promise<void> {
    this.#told(`${this.name}: drain, linger ${lingerMs} ms`);
    unless.addEventListener("abort", () => this.#told(`${this.name}: linger no longer`));
    return this.drained.promise;
  }

  cutOff(): readonly CutOff[] {
    this.#told(`${this.name}: cut off`);
    return this.cut;
  }

  release(): void {
    this.#told(`${this.name}: release`);
  }

  inFlight(): readonly [] {
    return [];
  }

  requests(): readonly [] {
    return [];
  }
}
