import type { IncomingMessage, ServerResponse } from "node:http";
import { Attachments } from "./attachments.ts";
import { Checks, type CheckOptions } from "./checks.ts";
import { type CloseHookOptions, CloseHooks } from "./close-hooks.ts";
import type { Shutdown } from "./contract.ts";
import { type Surroundings, surroundings } from "./environment.ts";
import type { Drainable } from "./drainable.ts";
import { Events, type Listener } from "./events.ts";
import type { Host } from "./host.ts";
import { type Attachable, expectAttachable } from "./http1/attachable.ts";
import { exitLines, logTo, printingLogger } from "./log.ts";
import { Journal } from "./journal.ts";
import { type Member, SignalDispatcher } from "./on-signals.ts";
import { DEFAULTS, type ShutdownOptions, validateOptions } from "./options.ts";
import type { InFlight, Outcome } from "./outcome.ts";
import { Patience } from "./patience.ts";
import { type Conditions, conditionsOf, isBefore, type Phase } from "./phases.ts";
import { Probes } from "./probes.ts";
import { Quiet } from "./quiet.ts";
import { type AbortSignals, RequestSignals } from "./request-signals.ts";
import { servesWhileTerminating } from "./readiness-policy.ts";
import { shutDown } from "./shutdown.ts";
import { timetable } from "./timetable.ts";
import { WaitedWork } from "./waited-work.ts";

/** Everything that one shutdown consists of, put together. What happens in it stands in `shutdown.ts`. */
export class GracefulShutdown implements Shutdown {
  readonly #options: ShutdownOptions;
  readonly #host: Host;
  readonly #surroundings: Surroundings;
  readonly #servesWhileTerminating: boolean;
  readonly #events: Events;
  readonly #signals = new RequestSignals();
  readonly #patience = new Patience();
  readonly #hooks: CloseHooks;
  readonly #work: WaitedWork;
  readonly #checks: Checks;
  readonly #probes: Probes;
  readonly #attachments: Attachments;
  readonly #dispatcher: SignalDispatcher;
  readonly #member: Member;
  #phase: Phase = "starting";
  #quiet: Quiet | undefined;
  #journal: Journal | undefined;
  #outcome: Promise<Outcome> | undefined;

  constructor(options: ShutdownOptions, host: Host) {
    validateOptions(options);
    this.#options = options;
    this.#host = host;
    this.#surroundings = surroundings(host);
    this.#servesWhileTerminating = servesWhileTerminating(options.readiness, this.#surroundings);
    this.#events = new Events(host);
    const { logger = printingLogger(host.print) } = options;
    if (logger !== false) this.#events.on(logTo(logger));
    const { warning } = timetable(options, this.#surroundings, true);
    if (warning !== undefined) this.#events.tell({ type: "noticed", what: warning });

    this.#hooks = new CloseHooks(host);
    this.#work = new WaitedWork(host);
    this.#checks = new Checks(host, (name, error) => this.#events.tell({ type: "failed", name, error }));
    this.#probes = new Probes(options.probes, this, this.#checks);
    this.#attachments = new Attachments({
      host,
      route: options.route ?? (() => undefined),
      onUnderWay: (req) => this.#signals.catchUp(req),
      onRequest: (req) => void (this.#probes.isProbe(req) || this.#quiet?.noteRequest()),
      onClosedBySomebody: () => this.#closedBySomebody(),
      notice: (what) => this.#journal?.notice(what),
    });

    this.#dispatcher = SignalDispatcher.of(host);
    const signals = options.signals ?? DEFAULTS.signals;
    this.#member = {
      signals: signals === false ? [] : signals,
      exits: options.exit ?? DEFAULTS.exit,
      stop: (signal) => this.#stopBySignal(signal),
      hurry: (signal) => this.#hurry(signal),
      exiting: (code) => this.#exiting(code),
    };
    // The first process of a container ignores a signal that it has no handler for.
    if (host.isInitProcess) this.#dispatcher.join(this.#member);
  }

  get phase(): Phase {
    return this.#phase;
  }

  get conditions(): Conditions {
    return conditionsOf(this.#phase, this.#servesWhileTerminating, this.#checks.areAllOk);
  }

  get leaving(): AbortSignal {
    return this.#signals.service.leaving;
  }

  get deadline(): AbortSignal {
    return this.#signals.service.deadline;
  }

  attach<S extends Attachable>(server: S): S {
    expectAttachable(server);
    if (!isBefore(this.#phase, "draining")) {
      throw new Error(`Cannot attach a server while ${this.#phase}: make a new gracefulShutdown() for it`);
    }
    const isLeaving = (): boolean => !isBefore(this.#phase, "lame-duck");
    const drainable = this.#attachments.add(server, () => this.#readyIfListening(), isLeaving);
    if (isLeaving()) {
      drainable.discourage(0);
      return server;
    }
    this.#dispatcher.join(this.#member);
    this.#readyIfListening();
    return server;
  }

  ready(): void {
    if (this.#phase === "starting") this.#enter("ready");
  }

  stop(reason = "requested"): Promise<Outcome> {
    return this.#begin(reason, true);
  }

  inFlight(): InFlight[] {
    return this.#attachments.drainables.flatMap((drainable) => drainable.inFlight());
  }

  abortSignals(req: IncomingMessage): AbortSignals {
    return this.#signals.of(req);
  }

  waitUntil<T>(work: Promise<T>, name = "work outside of a request"): Promise<T> {
    this.#work.add(work, name);
    if (!isBefore(this.#phase, "closing")) {
      this.#journal?.notice(`waitUntil("${name}") came while ${this.#phase}: nobody waits for it any more`);
    }
    return work;
  }

  onClose(name: string, hook: () => unknown, options: CloseHookOptions = {}): void {
    if (isBefore(this.#phase, "closing")) return this.#hooks.add(name, hook, options);
    this.#journal?.notice(
      `onClose("${name}") came while ${this.#phase}: it is not called, close it where you opened it`,
    );
  }

  check(name: string, check: () => unknown, options: CheckOptions = {}): void {
    this.#checks.add(name, check, options);
  }

  probe(req: IncomingMessage, res: ServerResponse): boolean {
    return this.#probes.answer(req, res);
  }

  on(listener: Listener): () => void {
    return this.#events.on(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const outcome = this.#begin("disposed", false);
    this.#patience.endCourtesy();
    await outcome;
  }

  /** Every caller holds the same promise. */
  #begin(reason: string, isPatient: boolean): Promise<Outcome> {
    if (this.#outcome === undefined) {
      const isWorthWaiting = isPatient && !this.#surroundings.isWatched && this.#phase === "ready";
      this.#phase = "lame-duck";
      // Stored before it runs, since a listener of its events may call `stop()`; and run at once, so that the servers are
      // guarded before another listener of the same signal closes them.
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      this.#outcome = promise;
      resolve(this.#run(reason, isWorthWaiting));
    }
    return this.#outcome;
  }

  async #stopBySignal(signal: NodeJS.Signals): Promise<number> {
    const outcome = this.#begin(signal, signal !== "SIGINT");
    // Also where a stop was under way: who presses Ctrl-C waits for requests only.
    if (signal === "SIGINT") this.#patience.endCourtesy();
    return (await outcome).code;
  }

  async #run(reason: string, isPatient: boolean): Promise<Outcome> {
    const servers = (): readonly Drainable[] => this.#attachments.drainables;
    const plan = timetable(this.#options, this.#surroundings, isPatient);
    const journal = new Journal(reason, this.#host, this.#events);
    const quiet = new Quiet(this.#host);
    this.#journal = journal;
    this.#quiet = quiet;
    this.#dispatcher.join(this.#member);
    if (!isPatient) this.#patience.endCourtesy();
    const inFlight = this.inFlight().length;
    const connections = servers().reduce((sum, { connectionCount }) => sum + connectionCount, 0);
    this.#events.tell({ type: "stopping", reason, graceMs: plan.graceMs, inFlight, connections });
    for (const name of this.#dispatcher.foreignListeners()) {
      journal.notice(`another listener of ${name}; if it exits the process, requests are lost`);
    }
    const outcome = await shutDown({
      host: this.#host,
      timetable: plan,
      events: this.#events,
      journal,
      signals: this.#signals,
      patience: this.#patience,
      quiet,
      hooks: this.#hooks,
      servers,
      work: this.#work,
      enter: (phase) => this.#enter(phase),
    });
    this.#attachments.release();
    this.#dispatcher.leave(this.#member);
    this.#events.tell({ type: "stopped", outcome });
    return outcome;
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#journal?.entered(phase);
    this.#events.tell({ type: "entered", phase });
  }

  #readyIfListening(): void {
    if (!this.#options.manualReady && this.#attachments.areAllListening) this.ready();
  }

  #hurry(signal: NodeJS.Signals): void {
    this.#events.tell({ type: "hurried", by: signal });
    this.#patience.hurry();
  }

  #closedBySomebody(): void {
    if (this.#phase !== "lame-duck") return;
    this.#journal?.notice("somebody else closed the listener: newcomers are refused, so draining begins");
    this.#patience.endLameDuck();
  }

  #exiting(code: number): void {
    if (this.#outcome === undefined || this.#phase === "stopped") return;
    const lost = [...this.inFlight(), ...this.#work.running()];
    for (const line of exitLines(code, this.#phase, lost)) this.#host.print(line);
  }
}
