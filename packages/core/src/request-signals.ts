import type { IncomingMessage } from "node:http";

/** The two moments that work may want to hear of. */
export interface AbortSignals {
  /** The lame duck has begun: take no new work, answer long polls early. */
  readonly leaving: AbortSignal;
  /** The time is nearly up: give up what cannot finish. */
  readonly deadline: AbortSignal;
}

const reasons = {
  leaving: "The server is shutting down",
  deadline: "The server's time to shut down is nearly up",
};

type Moment = keyof AbortSignals;
type Controllers = Readonly<Record<Moment, AbortController>>;

function controllers(): Controllers {
  return { leaving: new AbortController(), deadline: new AbortController() };
}

function signalsOf({ leaving, deadline }: Controllers): AbortSignals {
  return { leaving: leaving.signal, deadline: deadline.signal };
}

/** The signals of the whole service, and those of single requests, which go with their request. */
export class RequestSignals {
  readonly #service = controllers();
  readonly #byRequest = new Map<IncomingMessage, Controllers>();
  readonly service: AbortSignals = signalsOf(this.#service);

  /** The signals of one request, made when first asked for, so that its listeners do not pile up on the service's. */
  of(req: IncomingMessage): AbortSignals {
    const known = this.#byRequest.get(req);
    if (known !== undefined) return signalsOf(known);
    const made = controllers();
    for (const moment of ["leaving", "deadline"] as const) {
      if (this.#service[moment].signal.aborted) abort(made, moment);
    }
    if (!req.destroyed) {
      this.#byRequest.set(req, made);
      req.once("close", () => this.#byRequest.delete(req));
    }
    return signalsOf(made);
  }

  fire(moment: Moment): void {
    if (this.#service[moment].signal.aborted) return;
    for (const made of [this.#service, ...this.#byRequest.values()]) abort(made, moment);
  }
}

function abort(made: Controllers, moment: Moment): void {
  made[moment].abort(new DOMException(reasons[moment], "AbortError"));
}
