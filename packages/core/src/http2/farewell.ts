import { Agenda } from "../agenda.ts";
import type { Host } from "../host.ts";
import type { Session } from "./session.ts";

/** How long a session is looked at before it is known how many streams it has at a time. */
const lookMs = 100;
/** A session that is due is told after this long, whether the best moment for it has come or not. */
const patienceMs = 3_000;
/** A session that comes when the linger is over still gets this long. */
const lastChanceMs = 1_000;

/**
 * Tells every session once, by a GOAWAY without error, to go elsewhere (RFC 9113 section 6.8). A stream that is on its way
 * then is refused; its client may send it again, but node:http2 for one does not. So the best moment is when nothing can
 * be on its way: when a request has just come, and as many are open as the client ever had at a time. It is told before
 * any of them is answered, and who waits for an answer sends nothing new.
 */
export class Farewell {
  readonly #host: Host;
  /** When each session is told without regard for the moment. */
  readonly #latest: Agenda<Session>;
  /** When a session that was told, and has nothing left to do, is ended if its client has not done so. */
  readonly #ends: Agenda<Session>;
  #lastChanceMs = lastChanceMs;
  #beganAt = 0;
  #minimumMs = 0;
  #lingersUntil = Number.POSITIVE_INFINITY;

  constructor(host: Host) {
    this.#host = host;
    this.#latest = new Agenda(host, (session) => this.#tell(session));
    this.#ends = new Agenda(host, ({ open, socket }) => {
      if (open.size === 0) socket?.destroy();
    });
  }

  begin(minimumMs: number): void {
    this.#beganAt = this.#host.now();
    this.#minimumMs = minimumMs;
  }

  /** Draws the session's moment in the second half of the minimum, early enough to wait for the best one. */
  schedule(session: Session): void {
    const half = this.#minimumMs / 2;
    const start = Math.max(this.#host.now(), this.#beganAt + half);
    const end = this.#beganAt + half + Math.max(half - patienceMs, half / 4);
    session.tellAt = start + this.#host.random() * Math.max(0, end - start);
    const latestAt = Math.min(session.tellAt + patienceMs, this.#lingersUntil);
    this.#latest.set(session, Math.max(latestAt, this.#host.now() + this.#lastChanceMs));
  }

  /** From now on everyone is due. */
  hasten(sessions: Iterable<Session>): void {
    this.#minimumMs = 0;
    for (const session of sessions) session.tellAt = 0;
  }

  /** Who was not told by `until` is told then, or when `unless` fires. */
  linger(until: number, unless: AbortSignal): void {
    this.#endBy(until);
    const hurry = (): void => {
      this.#lastChanceMs = 0;
      this.#endBy(this.#host.now());
    };
    unless.addEventListener("abort", hurry, { once: true });
    if (unless.aborted) hurry();
  }

  /**
   * Hands a stream to the application: as it comes, or from a session that is due in the next turn, when all that came
   * with it has been seen; then this may be the moment.
   */
  deliver(session: Session, pass: () => void): void {
    if (session.isTold || this.#host.now() < Math.max(session.tellAt, session.busySince + lookMs))
      return pass();
    // Each in a callback of its own: what an application throws at one must not keep it from the others.
    this.#host.afterTurn(() => {
      if (session.open.size >= session.most) this.#tell(session);
      pass();
    });
  }

  /** A session has nothing left to do. */
  noteIdle(session: Session): void {
    if (session.isTold) this.#ends.set(session, this.#host.now() + this.#lastChanceMs);
  }

  forget(session: Session): void {
    this.#latest.delete(session);
    this.#ends.delete(session);
  }

  stop(): void {
    this.#latest.clear();
    this.#ends.clear();
  }

  #endBy(at: number): void {
    this.#lingersUntil = Math.min(this.#lingersUntil, at);
    this.#latest.hasten(at);
  }

  #tell(session: Session): void {
    this.#latest.delete(session);
    if (session.isTold || session.session.destroyed) return;
    session.isTold = true;
    // Node's `goaway()` for a first, warning GOAWAY makes nghttp2 swallow the streams that follow; one is all there is.
    session.session.close();
    if (session.open.size === 0) this.noteIdle(session);
  }
}
