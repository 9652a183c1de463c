import { constants } from "node:os";
import type { Host } from "./host.ts";
import { never, within } from "./within.ts";

/** One shutdown, as the process's signals see it. */
export interface Member {
  readonly signals: readonly NodeJS.Signals[];
  /** Whether the process shall exit when this shutdown, begun by a signal, is done. */
  readonly exits: boolean;
  /** Begins the shutdown, or joins the one under way; resolves to its exit code. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number>;
  readonly hurry: (signal: NodeJS.Signals) => void;
  /** The process exits: prints what is lost by it, if anything is. */
  readonly exiting: (code: number) => void;
}

/** A signal so soon after another is its echo: Nest raises it again, npm and `node --watch` send two. */
const echoMs = 200;
/** How long stdout and stderr may take to accept what was written; Node loses all beyond 64 KiB of a pipe otherwise. */
const flushMs = 1_000;

/**
 * Hears the signals for every shutdown of the process, so that there is one listener for each signal however many
 * instances and copies of the library there are: they stop side by side, the exit waits for all of them, and the worst
 * code wins. This is the only place that exits the process.
 */
export class SignalDispatcher {
  readonly #host: Host;
  readonly #members = new Set<Member>();
  readonly #listeners = new Map<NodeJS.Signals, { readonly hear: () => void; readonly off: () => void }>();
  readonly #stopped = new WeakSet<Member>();
  /** What the exit waits for. */
  readonly #stopping: Promise<number>[] = [];
  #exits = false;
  #heard: { readonly signal: NodeJS.Signals; readonly at: number; readonly isHurried: boolean } | undefined;
  #stopListeningForExit: (() => void) | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The dispatcher of this process. */
  static of(host: Host): SignalDispatcher {
    return host.shared("lameduck.signals", () => new SignalDispatcher(host));
  }

  /** Adds a shutdown; its signals are handled from now on. One that joins while others stop may have to stop at once. */
  join(member: Member): void {
    if (this.#members.has(member)) return;
    this.#members.add(member);
    for (const signal of member.signals) {
      if (!this.#listeners.has(signal)) this.#listen(signal);
    }
    this.#stopListeningForExit ??= this.#host.onExit((code) => {
      for (const { exiting } of this.#members) exiting(code);
    });
    if (this.#heard === undefined) return;
    const { signal, isHurried } = this.#heard;
    if (!this.#exits && !member.signals.includes(signal)) return;
    this.#stop(member, signal);
    if (isHurried) member.hurry("SIGINT");
  }

  /** Takes out a shutdown that is done; what nobody listens for any more goes, unless the process is about to exit. */
  leave(member: Member): void {
    this.#members.delete(member);
    if (this.#heard === undefined) this.#uninstall();
  }

  /** True once a signal has come after which the process exits. */
  get isExiting(): boolean {
    return this.#exits;
  }

  /** The names of other listeners of the signals that end a process: each may exit before we are done. */
  foreignListeners(): readonly string[] {
    return (["SIGTERM", "SIGINT"] as const).flatMap((signal) =>
      this.#host
        .signalListeners(signal)
        .filter((listener) => listener !== this.#listeners.get(signal)?.hear)
        .map((listener) => `${signal}: ${nameOf(listener)}`),
    );
  }

  #listen(signal: NodeJS.Signals): void {
    const hear = (): void => this.#hear(signal);
    this.#listeners.set(signal, { hear, off: this.#host.onSignal(signal, hear) });
  }

  #hear(signal: NodeJS.Signals): void {
    const isNews = this.#stopHearing(signal);
    const now = this.#host.now();
    if (this.#heard === undefined) {
      this.#heard = { signal, at: now, isHurried: false };
      void this.#exitWhenStopped();
      return;
    }
    if (isNews || now - this.#heard.at < echoMs) return;
    // A restarted kubelet repeats SIGTERM: only a person's SIGINT hurries anything.
    if (signal !== "SIGINT") return;
    if (this.#heard.isHurried) return this.#host.exit(128 + constants.signals.SIGINT);
    this.#heard = { ...this.#heard, at: now, isHurried: true };
    for (const { hurry } of this.#members) hurry(signal);
  }

  /** Stops those that listen for this signal, and all others if one of those wants the process to exit. */
  #stopHearing(signal: NodeJS.Signals): boolean {
    const members = [...this.#members];
    const hearing = members.filter(({ signals }) => signals.includes(signal));
    const concerned = hearing.some(({ exits }) => exits) ? members : hearing;
    const news = concerned.filter((member) => !this.#stopped.has(member));
    for (const member of news) this.#stop(member, signal);
    return news.length > 0;
  }

  #stop(member: Member, signal: NodeJS.Signals): void {
    this.#stopped.add(member);
    this.#exits ||= member.exits && member.signals.includes(signal);
    this.#stopping.push(member.stop(signal));
  }

  async #exitWhenStopped(): Promise<void> {
    let code = 0;
    // One that joins in the meantime is waited for, too.
    for (let next = this.#stopping.shift(); next !== undefined; next = this.#stopping.shift()) {
      code = Math.max(code, await next);
    }
    if (this.#exits) {
      const limit = { ms: flushMs, unless: never };
      await within(this.#host, limit, () => this.#host.flush());
      this.#host.exit(code);
    }
    this.#heard = undefined;
    this.#exits = false;
    this.#uninstall();
  }

  /** Removes the listeners that no member asks for. */
  #uninstall(): void {
    const wanted = new Set([...this.#members].flatMap(({ signals }) => signals));
    for (const [signal, { off }] of this.#listeners) {
      if (wanted.has(signal)) continue;
      off();
      this.#listeners.delete(signal);
    }
    if (this.#members.size > 0) return;
    this.#stopListeningForExit?.();
    this.#stopListeningForExit = undefined;
  }
}

/** A listener's name, or how its source begins. */
function nameOf(listener: () => void): string {
  const source = String(listener).replaceAll(/\s+/g, " ");
  return listener.name || (source.length > 60 ? `${source.slice(0, 60)}…` : source);
}
