import { Admin } from "./admin.ts";
import type { Attachments } from "./attachments.ts";
import { Checks, type CheckOptions } from "./checks.ts";
import { type CloseHookOptions, CloseHooks } from "./close-hooks.ts";
import type { Shutdown } from "./contract.ts";
import { surroundings } from "./environment.ts";
import type { EventStream, EventStreamOptions } from "./event-streams.ts";
import { Events, type Listener } from "./events.ts";
import type { Host } from "./host.ts";
import { Lifecycle } from "./lifecycle.ts";
import { logTo, printingLogger } from "./log.ts";
import { SignalDispatcher } from "./on-signals.ts";
import { type ShutdownOptions, validateOptions } from "./options.ts";
import type { InFlight, Outcome } from "./outcome.ts";
import { type Conditions, conditionsOf, isBefore, type Phase } from "./phases.ts";
import { type ProbeRequest, type ProbeResponse, Probes } from "./probes.ts";
import { servesWhileTerminating } from "./readiness-policy.ts";
import { type Abortable, type AbortSignals, RequestSignals } from "./request-signals.ts";
import { type Attachable, expectAttachable } from "./server/attachable.ts";
import { timetable } from "./timetable.ts";
import { WaitedWork } from "./waited-work.ts";
import type { WebSocketOptions, WebSocketServer } from "./web-sockets/contract.ts";
import { validateWebSockets } from "./web-sockets/options.ts";

/** Everything that one shutdown consists of, put together. What happens in it stands in `shutdown.ts`. */
export class GracefulShutdown implements Shutdown {
  readonly #servesWhileTerminating: boolean;
  readonly #events: Events;
  readonly #signals = new RequestSignals();
  readonly #hooks: CloseHooks;
  readonly #work: WaitedWork;
  readonly #checks: Checks;
  readonly #probes: Probes;
  readonly #dispatcher: SignalDispatcher;
  readonly #life: Lifecycle;
  readonly #admin: Admin | undefined;

  constructor(options: ShutdownOptions, host: Host) {
    validateOptions(options);
    const where = surroundings(host);
    this.#servesWhileTerminating = servesWhileTerminating(options.readiness, where);
    this.#events = new Events(host);
    const { logger = printingLogger(host.print) } = options;
    if (logger !== false) this.#events.on(logTo(logger));
    const { warning } = timetable(options, where, true);
    if (warning !== undefined) this.#events.tell({ type: "noticed", what: warning });

    this.#hooks = new CloseHooks(host);
    this.#work = new WaitedWork(host);
    this.#checks = new Checks(host, (name, error) => this.#failed(name, error));
    this.#probes = new Probes(options.probes, this, this.#checks);
    if (options.admin !== undefined) {
      this.#admin = new Admin(options.admin, {
        answerProbe: (req, res) => this.#probes.answer(req, res),
        listens: (address) => this.#events.tell({ type: "admin listens", ...address }),
        failed: (error) => this.#failed("admin handler", error),
      });
    }
    this.#dispatcher = SignalDispatcher.of(host);
    this.#life = new Lifecycle({
      options,
      host,
      surroundings: where,
      events: this.#events,
      signals: this.#signals,
      hooks: this.#hooks,
      work: this.#work,
      dispatcher: this.#dispatcher,
      isTraffic: (head) => !this.#probes.isProbe(head),
      onChange: () => this.#openOrCloseAdmin(),
    });
  }

  get phase(): Phase {
    return this.#life.phase;
  }

  get conditions(): Conditions {
    return conditionsOf(this.phase, this.#servesWhileTerminating, this.#checks.areAllOk);
  }

  get leaving(): AbortSignal {
    return this.#signals.service.leaving;
  }

  get deadline(): AbortSignal {
    return this.#signals.service.deadline;
  }

  attach<A extends Attachable>(attachable: A): A {
    expectAttachable(attachable);
    this.#expectBeforeDraining("attach a server");
    const attached = this.#attachments.add(attachable);
    if (this.#life.isLeaving) attached.discourage(0);
    else this.#life.attached();
    return attachable;
  }

  webSockets<W extends WebSocketServer>(wss: W, options: WebSocketOptions = {}): W {
    validateWebSockets(wss, options);
    this.#expectBeforeDraining("register a WebSocketServer");
    this.#attachments.addWebSockets(wss, options);
    return wss;
  }

  eventStream<S extends EventStream>(res: S, options: EventStreamOptions = {}): S {
    this.#attachments.eventStreams.add(res, options);
    return res;
  }

  ready(): void {
    this.#life.ready();
  }

  stop(reason = "requested"): Promise<Outcome> {
    return this.#life.stop(reason, true);
  }

  inFlight(): InFlight[] {
    return this.#life.inFlight();
  }

  abortSignals(req: Abortable): AbortSignals {
    return this.#signals.of(req);
  }

  waitUntil<T>(work: Promise<T>, name = "work outside of a request"): Promise<T> {
    this.#work.add(work, name);
    if (!isBefore(this.phase, "closing")) {
      this.#life.notice(`waitUntil("${name}") came while ${this.phase}: nobody waits for it any more`);
    }
    return work;
  }

  onClose(name: string, hook: () => unknown, options: CloseHookOptions = {}): void {
    if (isBefore(this.phase, "closing")) return this.#hooks.add(name, hook, options);
    this.#life.notice(
      `onClose("${name}") came while ${this.phase}: it is not called, close it where you opened it`,
    );
  }

  check(name: string, check: () => unknown, options: CheckOptions = {}): void {
    this.#checks.add(name, check, options);
  }

  probe(req: ProbeRequest, res: ProbeResponse): boolean {
    return this.#probes.answer(req, res);
  }

  on(listener: Listener): () => void {
    return this.#events.on(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#life.stopAtOnce("disposed");
  }

  get #attachments(): Attachments {
    return this.#life.attachments;
  }

  #failed(name: string, error: unknown): void {
    this.#events.tell({ type: "failed", name, error });
  }

  #expectBeforeDraining(what: string): void {
    if (isBefore(this.phase, "draining")) return;
    throw new Error(`Cannot ${what} while ${this.phase}: make a new gracefulShutdown() for it`);
  }

  /** The admin listener lives from the first `attach` until nothing is attached any more, or to the exit. */
  #openOrCloseAdmin(): void {
    const isDone = this.phase === "stopped" && !this.#dispatcher.isExiting;
    const isAlone = !this.#life.isLeaving && this.#attachments.isEmpty;
    if (isDone || isAlone) this.#admin?.close();
    else if (!this.#life.isLeaving) this.#admin?.open();
  }
}
