import { Attachments } from "./attachments.ts";
import type { CloseHooks } from "./close-hooks.ts";
import type { Surroundings } from "./environment.ts";
import type { Events } from "./events.ts";
import type { Host } from "./host.ts";
import { Journal } from "./journal.ts";
import { exitLines } from "./log.ts";
import type { Member, SignalDispatcher } from "./on-signals.ts";
import { DEFAULTS, type ShutdownOptions } from "./options.ts";
import type { InFlight, Outcome } from "./outcome.ts";
import { Patience } from "./patience.ts";
import { isBefore, type Phase } from "./phases.ts";
import { Quiet } from "./quiet.ts";
import type { RequestSignals } from "./request-signals.ts";
import type { RequestHead } from "./server/under-way.ts";
import { shutDown } from "./shutdown.ts";
import { timetable } from "./timetable.ts";
import type { WaitedWork } from "./waited-work.ts";

/** What a life is made of. */
export interface Parts {
  readonly options: ShutdownOptions;
  readonly host: Host;
  readonly surroundings: Surroundings;
  readonly events: Events;
  readonly signals: RequestSignals;
  readonly hooks: CloseHooks;
  readonly work: WaitedWork;
  readonly dispatcher: SignalDispatcher;
  /** Whether a request counts: probes do not. */
  readonly isTraffic: (head: RequestHead) => boolean;
  /** What is attached has changed. */
  readonly onChange: () => void;
}

/** The life of a service from `starting` to `stopped`: what begins its shutdown, and what shortens it. */
export class Lifecycle {
  readonly attachments: Attachments;
  readonly #parts: Parts;
  readonly #patience = new Patience();
  readonly #member: Member;
  #phase: Phase = "starting";
  #quiet: Quiet | undefined;
  #journal: Journal | undefined;
  #outcome: Promise<Outcome> | undefined;

  constructor(parts: Parts) {
    const { options, host, events, signals } = parts;
    this.#parts = parts;
    this.attachments = new Attachments({
      host,
      route: options.route ?? (() => undefined),
      onUnderWay: ({ handles }) => {
        for (const handle of handles) signals.catchUp(handle);
      },
      onRequest: (head) => void (parts.isTraffic(head) && this.#quiet?.noteRequest()),
      onClosedBySomebody: () => this.#closedBySomebody(),
      notice: (what) => this.notice(what),
      failed: (name, error) => {
        if (this.#journal === undefined) events.tell({ type: "failed", name, error });
        else this.#journal.failed(name, error);
      },
      onChange: () => this.#changed(),
      isLeaving: () => this.isLeaving,
    });
    const exits = options.exit ?? DEFAULTS.exit;
    const heard = options.signals ?? DEFAULTS.signals;
    this.#member = {
      signals: heard === false ? [] : heard,
      exits,
      stop: (signal) => this.#stopBySignal(signal),
      hurry: (signal) => this.#hurry(signal),
      exiting: (code) => this.#exiting(code),
    };
    // The first process of a container ignores a signal that it has no handler for.
    if (host.isInitProcess) this.#join();
  }

  get phase(): Phase {
    return this.#phase;
  }

  get isLeaving(): boolean {
    return !isBefore(this.#phase, "lame-duck");
  }

  /** Something was attached: from now on the signals are handled, and it may be ready. */
  attached(): void {
    if (this.isLeaving) return;
    this.#join();
    // Work is ready at once, but a server that is attached in the same breath may not listen yet.
    if (this.attachments.servers.length === 0) this.#parts.host.afterTurn(() => this.#changed());
    else this.#changed();
  }

  ready(): void {
    if (this.#phase === "starting") this.#enter("ready");
  }

  inFlight(): InFlight[] {
    return this.attachments.servers.flatMap((server) => server.inFlight());
  }

  /** Writes down what is odd, once a shutdown has begun. */
  notice(what: string): void {
    this.#journal?.notice(what);
  }

  /** Every caller holds the same promise. */
  stop(reason: string, isPatient: boolean): Promise<Outcome> {
    if (this.#outcome === undefined) {
      const isWorthWaiting = isPatient && !this.#parts.surroundings.isWatched && this.#phase === "ready";
      this.#phase = "lame-duck";
      // Stored before it runs, since a listener of its events may call `stop()`; and run at once, so that the servers are
      // guarded before another listener of the same signal closes them.
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      this.#outcome = promise;
      resolve(this.#run(reason, isWorthWaiting));
    }
    return this.#outcome;
  }

  /** Stops without regard for anyone but those whose requests are in flight. */
  async stopAtOnce(reason: string): Promise<Outcome> {
    const outcome = this.stop(reason, false);
    // Also where a stop was under way: whoever presses Ctrl-C waits for requests only.
    this.#patience.endCourtesy();
    return outcome;
  }

  async #stopBySignal(signal: NodeJS.Signals): Promise<number> {
    const outcome = signal === "SIGINT" ? this.stopAtOnce(signal) : this.stop(signal, true);
    return (await outcome).code;
  }

  async #run(reason: string, isPatient: boolean): Promise<Outcome> {
    const { options, host, surroundings, events, signals, hooks, work, dispatcher } = this.#parts;
    const plan = timetable(options, surroundings, isPatient);
    const journal = new Journal(reason, host, events);
    const quiet = new Quiet(host);
    this.#journal = journal;
    this.#quiet = quiet;
    this.#join();
    if (!isPatient) this.#patience.endCourtesy();
    const { servers } = this.attachments;
    const inFlight = this.inFlight().length;
    const connections = servers.reduce((sum, { connectionCount }) => sum + connectionCount, 0);
    events.tell({ type: "stopping", reason, graceMs: plan.graceMs, inFlight, connections });
    for (const name of dispatcher.foreignListeners()) {
      journal.notice(`another listener of ${name}; if it exits the process, requests are lost`);
    }
    const outcome = await shutDown({
      host,
      timetable: plan,
      events,
      journal,
      signals,
      patience: this.#patience,
      quiet,
      hooks,
      attached: () => this.attachments.all,
      servers: () => this.attachments.servers,
      work,
      enter: (phase) => this.#enter(phase),
    });
    this.attachments.release();
    dispatcher.leave(this.#member);
    events.tell({ type: "stopped", outcome });
    this.#parts.onChange();
    return outcome;
  }

  #join(): void {
    this.#parts.dispatcher.join(this.#member);
  }

  #changed(): void {
    if (!this.#parts.options.manualReady && this.attachments.areAllListening) this.ready();
    this.#parts.onChange();
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#journal?.entered(phase);
    this.#parts.events.tell({ type: "entered", phase });
  }

  #hurry(signal: NodeJS.Signals): void {
    this.#parts.events.tell({ type: "hurried", by: signal });
    this.#patience.hurry();
  }

  #closedBySomebody(): void {
    if (this.#phase !== "lame-duck") return;
    this.notice("somebody else closed the listener: newcomers are refused, so draining begins");
    this.#patience.endLameDuck();
  }

  #exiting(code: number): void {
    if (this.#outcome === undefined || this.#phase === "stopped") return;
    const lost = [...this.inFlight(), ...this.#parts.work.running()];
    for (const line of exitLines(code, this.#phase, lost)) this.#parts.host.print(line);
  }
}
