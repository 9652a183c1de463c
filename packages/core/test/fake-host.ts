import type { Host } from "../src/host.ts";

export interface FakeHostOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly parentCommand?: string;
  readonly isInitProcess?: boolean;
  /** What `random()` gives, in this order; 0.5 when it is used up. */
  readonly random?: readonly number[];
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A timer of Node's fires at once beyond this. */
const longestMs = 0x7fff_ffff;

/** How often the event loop may turn at one moment before a test is told that nobody will ever be done. */
const mostTurns = 10_000;

/** A process that a test owns: its clock stands still until it is advanced, and nothing of the real one is touched. */
export class FakeHost implements Host {
  readonly environment: Readonly<Record<string, string>>;
  readonly isInitProcess: boolean;
  readonly runtime = { name: "node", version: "24.0.0" };
  /** The code of every exit; after the first, no timer fires and no signal is heard any more. */
  readonly exits: number[] = [];
  readonly printed: string[] = [];
  /** The signal that had its default effect, since nobody listened. */
  killedBy: NodeJS.Signals | undefined;
  /** What `flush` waits for. */
  flushed: Promise<void> = Promise.resolve();

  readonly #parentCommand: string;
  readonly #random: number[];
  readonly #timers = new Set<Timer>();
  readonly #signals = new Map<NodeJS.Signals, (() => void)[]>();
  readonly #exitListeners: ((code: number) => void)[] = [];
  readonly #shared = new Map<string, object>();
  #turns: (() => void)[] = [];
  #now = 0;

  constructor(options: FakeHostOptions = {}) {
    this.environment = options.environment ?? {};
    this.isInitProcess = options.isInitProcess ?? false;
    this.#parentCommand = options.parentCommand ?? "";
    this.#random = [...(options.random ?? [])];
  }

  /** Lets this much time pass: timers fire in their order, and all that needs no time happens in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#allTurns();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.#allTurns();
    }
    this.#now = end;
  }

  /** Blocks the event loop: when it goes on, timers that are due fire before what has arrived is read. */
  async block(ms: number, arrive: () => void): Promise<void> {
    this.#now += ms;
    for (let next = this.#next(this.#now); next !== undefined; next = this.#next(this.#now)) {
      this.#timers.delete(next);
      next.callback();
      await promisesSettled();
    }
    await this.turn();
    arrive();
    await this.settle();
  }

  /** Lets everything happen that needs no time. */
  settle(): Promise<void> {
    return this.advance(0);
  }

  /** Lets the event loop turn once. */
  async turn(): Promise<void> {
    const due = this.#turns;
    this.#turns = [];
    for (const callback of due) {
      callback();
      await promisesSettled();
    }
  }

  /** Sends the process a signal. */
  async deliver(signal: NodeJS.Signals): Promise<void> {
    if (this.exits.length > 0) return;
    const listeners = this.signalListeners(signal);
    if (listeners.length === 0) this.killedBy ??= signal;
    for (const listener of listeners) listener();
    await this.settle();
  }

  /** How many timers are running, turns asked for, and listeners of signals and of the exit installed. */
  get leftovers(): { timers: number; turns: number; listeners: number } {
    const signals = [...this.#signals.values()].reduce((sum, { length }) => sum + length, 0);
    return {
      timers: this.#timers.size,
      turns: this.#turns.length,
      listeners: signals + this.#exitListeners.length,
    };
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + (ms > longestMs ? 1 : Math.max(0, ms)), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  afterTurn(callback: () => void): void {
    this.#turns.push(callback);
  }

  random(): number {
    return this.#random.shift() ?? 0.5;
  }

  parentCommand(): string {
    return this.#parentCommand;
  }

  onSignal(name: NodeJS.Signals, heard: () => void): () => void {
    const listeners = this.#listenersOf(name);
    listeners.unshift(heard);
    return () => remove(listeners, heard);
  }

  /** Adds a listener as the application does, behind those that are there. */
  addForeignListener(name: NodeJS.Signals, heard: () => void): void {
    this.#listenersOf(name).push(heard);
  }

  signalListeners(name: NodeJS.Signals): readonly (() => void)[] {
    return [...(this.#signals.get(name) ?? [])];
  }

  onExit(exiting: (code: number) => void): () => void {
    this.#exitListeners.push(exiting);
    return () => remove(this.#exitListeners, exiting);
  }

  flush(): Promise<void> {
    return this.flushed;
  }

  exit(code: number): void {
    this.exits.push(code);
    for (const exiting of [...this.#exitListeners]) exiting(code);
  }

  readonly print = (line: string): void => void this.printed.push(line);

  shared<T extends object>(name: string, make: () => T): T {
    const value = (this.#shared.get(name) as T | undefined) ?? make();
    this.#shared.set(name, value);
    return value;
  }

  #listenersOf(name: NodeJS.Signals): (() => void)[] {
    const listeners = this.#signals.get(name) ?? [];
    this.#signals.set(name, listeners);
    return listeners;
  }

  async #allTurns(): Promise<void> {
    await promisesSettled();
    for (let turns = 0; this.#turns.length > 0; turns += 1) {
      if (turns === mostTurns) throw new Error("The event loop turns and turns, and no time passes");
      await this.turn();
    }
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end);
    return this.exits.length > 0 ? undefined : due.toSorted((one, other) => one.at - other.at)[0];
  }
}

function remove<T>(all: T[], one: T): void {
  if (all.includes(one)) all.splice(all.indexOf(one), 1);
}

/** Promises settle, however long their chains are, before the real event loop turns. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
