import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest, ServerHttp2Stream } from "node:http2";
import { expected } from "./expectations.ts";

/** What abort signals can be asked for: a request, or a stream of the stream API of node:http2. */
export type Abortable = IncomingMessage | Http2ServerRequest | ServerHttp2Stream;

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
const moments: readonly Moment[] = ["leaving", "deadline"];
type Controllers = Readonly<Record<Moment, AbortController>>;

function controllers(): Controllers {
  return { leaving: new AbortController(), deadline: new AbortController() };
}

function signalsOf({ leaving, deadline }: Controllers): AbortSignals {
  return { leaving: leaving.signal, deadline: deadline.signal };
}

/** The signals of the whole service, and those of single requests. */
export class RequestSignals {
  readonly #service = controllers();
  readonly #byRequest = new WeakMap<object, Controllers>();
  readonly service: AbortSignals = signalsOf(this.#service);

  /** The signals of one request, made when first asked for, so that listeners do not pile up on the service's. */
  of(req: Abortable): AbortSignals {
    const { headers, respond } = ((req as unknown) ?? {}) as Partial<IncomingMessage & ServerHttp2Stream>;
    if (typeof headers !== "object" && typeof respond !== "function") {
      throw expected("req", "a request of node:http or node:http2", req);
    }
    const made = this.#byRequest.get(req) ?? controllers();
    this.#byRequest.set(req, made);
    this.catchUp(req);
    return signalsOf(made);
  }

  /**
   * Fires a signal of the service and of these requests, the ones under way: a listener that outlives its request is not
   * called, since what it writes to an ended response would crash the process.
   */
  fire(moment: Moment, requests: Iterable<object>): void {
    abort(this.#service, moment);
    for (const req of requests) this.catchUp(req);
  }

  /** Fires for one request what has been fired for the service: it may have waited behind another. */
  catchUp(req: object): void {
    const made = this.#byRequest.get(req);
    for (const moment of moments) {
      if (made !== undefined && this.#service[moment].signal.aborted) abort(made, moment);
    }
  }
}

function abort(made: Controllers, moment: Moment): void {
  if (!made[moment].signal.aborted) made[moment].abort(new DOMException(reasons[moment], "AbortError"));
}
