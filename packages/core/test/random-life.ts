import { createServer, type Server } from "node:http";
import * as fc from "fast-check";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { Outcome, Phase, ShutdownOptions } from "../src/index.ts";
import { FakeHost, type FakeHostOptions } from "./fake-host.ts";
import { connect, type MemoryClient } from "./memory-client.ts";
import { forever } from "./service.ts";

/** How something ends: after a while, well or badly, or never. */
interface Ending {
  readonly how: "well" | "badly" | "never";
  readonly ms: number;
}

export type Step =
  | { readonly do: "attach" | "ready" | "stop" | "dispose" | "break a listener" | "leave" }
  | { readonly do: "signal"; readonly signal: NodeJS.Signals }
  | { readonly do: "work" | "hook" | "request"; readonly ending: Ending }
  | { readonly do: "wait"; readonly ms: number };

const ms = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 12_000 }));
const endings: fc.Arbitrary<Ending> = fc.record({
  how: fc.constantFrom("well" as const, "badly" as const, "never" as const),
  ms,
});

/** What may happen to a service, in any order. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constantFrom<("attach" | "ready" | "stop" | "dispose" | "break a listener" | "leave")[]>(
        ...(["attach", "ready", "stop", "dispose", "break a listener", "leave"] as const),
      ),
    }),
    fc.record({
      do: fc.constant("signal" as const),
      signal: fc.constantFrom("SIGTERM" as const, "SIGINT" as const),
    }),
    fc.record({ do: fc.constantFrom("work" as const, "hook" as const, "request" as const), ending: endings }),
    fc.record({ do: fc.constant("wait" as const), ms }),
  ),
  { maxLength: 25 },
);

/** A service to which random things happen, and what was seen of it. */
export class RandomLife {
  readonly host: FakeHost;
  readonly phases: Phase[] = [];
  /** Each hook that was called, with the phase that it found. */
  readonly hooksCalled: { readonly name: string; readonly phase: Phase }[] = [];
  readonly hooksAdded: string[] = [];
  /** Work and requests that have begun, and whether they have ended. */
  readonly begun = new Map<string, boolean>();
  /** What was under way when the rest was cut off, or at the end. */
  unfinished: readonly string[] | undefined;
  /** One at most. */
  readonly outcomes: Outcome[] = [];
  readonly #shutdown: GracefulShutdown;
  readonly #servers: Server[] = [];
  readonly #clients: MemoryClient[] = [];

  constructor(options: ShutdownOptions, surroundings: FakeHostOptions) {
    this.host = new FakeHost(surroundings);
    this.#shutdown = new GracefulShutdown({ logger: false, ...options }, this.host);
    this.#shutdown.on((event) => {
      if (event.type === "entered") this.phases.push(event.phase);
      if (event.type === "stopped") this.outcomes.push(event.outcome);
      if (event.type === "cut off" || event.type === "stopped") this.unfinished ??= this.#underWay();
    });
  }

  get outcome(): Outcome | undefined {
    return this.outcomes[0];
  }

  get phase(): Phase {
    return this.#shutdown.phase;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "attach":
        if (!this.#isDraining) this.#servers.push(this.#shutdown.attach(this.#server()));
        break;
      case "ready":
        this.#shutdown.ready();
        break;
      case "stop":
        this.stop();
        break;
      case "dispose":
        void this.#shutdown[Symbol.asyncDispose]();
        break;
      case "break a listener":
        this.#shutdown.on(() => {
          throw new Error("broken");
        });
        break;
      case "leave":
        this.#clients.shift()?.leave();
        break;
      case "signal":
        await this.host.deliver(step.signal);
        break;
      case "work":
        this.#work(step.ending);
        break;
      case "hook":
        this.#hook(step.ending);
        break;
      case "request":
        this.#request(step.ending);
        break;
      case "wait":
        await this.host.advance(step.ms);
        break;
      default:
        step satisfies never;
    }
    await this.host.settle();
  }

  stop(): void {
    void this.#shutdown.stop();
  }

  get #isDraining(): boolean {
    return !["starting", "ready", "lame-duck"].includes(this.phase);
  }

  #underWay(): string[] {
    return [...this.begun].filter(([, isFinished]) => !isFinished).map(([name]) => name);
  }

  #work(ending: Ending): void {
    // What comes later is not waited for, and said so.
    if (["closing", "stopped"].includes(this.phase)) return;
    const name = `work ${this.begun.size}`;
    this.begun.set(name, false);
    const work = this.#ended(ending).finally(() => this.begun.set(name, true));
    this.#shutdown.waitUntil(work, name).catch(() => {});
  }

  #hook(ending: Ending): void {
    if (["closing", "stopped"].includes(this.phase)) return;
    const name = `hook ${this.hooksAdded.length}`;
    this.hooksAdded.push(name);
    this.#shutdown.onClose(name, () => {
      this.hooksCalled.push({ name, phase: this.phase });
      if (ending.how === "badly" && ending.ms < 100) throw new Error("broken at once");
      return this.#ended(ending);
    });
  }

  #request({ how, ms: afterMs }: Ending): void {
    const server = this.#servers.at(-1);
    if (server === undefined || this.#isDraining) return;
    const client = connect(server);
    this.#clients.push(client);
    client.send(`/${how}/${afterMs}/${this.#clients.length}/${this.begun.size}`);
  }

  #server(): Server {
    return createServer((req, res) => {
      const url = req.url ?? "";
      const [, how, afterMs] = url.split("/");
      this.begun.set(url, false);
      // Answered, or left by its client: either way it is over.
      res.on("close", () => this.begun.set(url, true));
      if (how !== "never") this.host.after(Number(afterMs), () => res.end(how));
    });
  }

  async #ended({ how, ms: afterMs }: Ending): Promise<void> {
    if (how === "never") return forever;
    await new Promise<void>((resolve) => void this.host.after(afterMs, resolve));
    if (how === "badly") throw new Error("broken");
  }
}
