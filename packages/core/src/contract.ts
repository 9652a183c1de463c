import type { CheckOptions } from "./checks.ts";
import type { CloseHookOptions } from "./close-hooks.ts";
import type { EventStream, EventStreamOptions } from "./event-streams.ts";
import type { Listener } from "./events.ts";
import type { InFlight, Outcome } from "./outcome.ts";
import type { Conditions, Phase } from "./phases.ts";
import type { ProbeRequest, ProbeResponse } from "./probes.ts";
import type { Abortable, AbortSignals } from "./request-signals.ts";
import type { Attachable } from "./server/attachable.ts";
import type { WebSocketOptions, WebSocketServer } from "./web-sockets/contract.ts";

/** A service that can leave without losing a request; made by `gracefulShutdown()`. */
export interface Shutdown extends AsyncDisposable {
  /**
   * Protects every request on this server, before or after it listens, and returns it. From the first `attach` on, the
   * signals are handled. A server that the application closes while it is ready is let go, and its errors stay the
   * application's. A drainable, work of the application's own, is drained beside the servers.
   *
   * @throws TypeError for what is neither a server of `node:http`, `node:https` or `node:http2` nor a drainable
   * @throws Error for what is attached already, and once draining has begun
   */
  attach<A extends Attachable>(attachable: A): A;
  /**
   * Registers a server of the `ws` package, made with `server` or `noServer`, and returns it. Its clients are served, and
   * new ones accepted, until draining begins; then each is closed with 1001 between two messages, spread over the first
   * half of the time there is. A client that does not answer the close is cut off at the deadline, and named.
   *
   * @throws TypeError for what is no such server, and for a code or reason that cannot be sent
   * @throws Error for a server that is registered already, and once draining has begun
   */
  webSockets<W extends WebSocketServer>(wss: W, options?: WebSocketOptions): W;
  /**
   * Ends a stream of server-sent events in time, and returns it: once draining has begun, at a moment of its own in the
   * first half of the time there is, between two events, with a `retry:` so that the client comes back to another server.
   * What the application writes afterwards is dropped and harms nothing; to stop earlier, listen to `abortSignals(req)`.
   *
   * @throws TypeError for what is no response, and for an option that is none
   */
  eventStream<S extends EventStream>(res: S, options?: EventStreamOptions): S;
  /** Says that the service is ready; only with `manualReady`, otherwise it is ready when every server listens. */
  ready(): void;
  /**
   * Begins the shutdown, or joins the one that has begun: everyone gets the same promise. It never rejects, and settles
   * by the end of the grace period at the latest. It does not exit the process.
   *
   * @param reason why, for the log and the outcome; default `requested`
   */
  stop(reason?: string): Promise<Outcome>;
  readonly phase: Phase;
  readonly conditions: Conditions;
  /** Fires when the lame duck begins: consumers and timers stop taking work. For a request use `abortSignals`. */
  readonly leaving: AbortSignal;
  /** Fires when the time is nearly up, if there is work left by then: give up what cannot finish. */
  readonly deadline: AbortSignal;
  /** The requests that are being served now. */
  inFlight(): InFlight[];
  /** `leaving` and `deadline` for one request: made when first asked for, gone with the request. */
  abortSignals(req: Abortable): AbortSignals;
  /** Makes the shutdown wait for work outside of a request, and returns the same promise. */
  waitUntil<T>(work: Promise<T>, name?: string): Promise<T>;
  /**
   * Adds what is to be closed after the last request. Hooks run one after the other, the last added first. One that
   * throws, rejects or takes too long is named in the outcome, and the next has its turn. Added once closing has begun, it
   * is not called, and the log says so.
   *
   * @throws TypeError for a name, hook or option that is none
   */
  onClose(name: string, hook: () => unknown, options?: CloseHookOptions): void;
  /**
   * Adds a condition of readiness; it fails by throwing, rejecting, returning false, or taking too long.
   *
   * @throws TypeError for a name, check or option that is none
   * @throws Error for a name that is taken
   */
  check(name: string, check: () => unknown, options?: CheckOptions): void;
  /** Answers `GET /livez` and `GET /readyz` and returns true; leaves any other request alone and returns false. */
  probe(req: ProbeRequest, res: ProbeResponse): boolean;
  /** Adds a listener for everything that happens, and returns the function that removes it. */
  on(listener: Listener): () => void;
  /** Stops at once: no lame duck and no lingering; requests in flight are finished. For tests, by `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
