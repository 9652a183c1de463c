import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Checks } from "./checks.ts";
import { expected } from "./expectations.ts";
import { DEFAULTS, type ShutdownOptions } from "./options.ts";
import type { Conditions, Phase } from "./phases.ts";
import type { RequestHead } from "./server/under-way.ts";

/** A request that may be a probe, and its response. */
export type ProbeRequest = IncomingMessage | Http2ServerRequest;
export type ProbeResponse = ServerResponse | Http2ServerResponse;

/** Health checkers that are known by their user agent: kubelet, AWS, Google Cloud, Envoy. */
const healthCheckers = /^(kube-probe|ELB-HealthChecker|GoogleHC|Envoy\/HC)/;

interface Service {
  readonly phase: Phase;
  readonly conditions: Conditions;
}

/** Answers liveness and readiness, and tells probes from traffic. */
export class Probes {
  readonly #readyPath: string;
  readonly #livePath: string;
  readonly #ignore: (req: RequestHead) => boolean;
  readonly #service: Service;
  readonly #checks: Checks;

  constructor(options: ShutdownOptions["probes"], service: Service, checks: Checks) {
    this.#readyPath = options?.ready ?? DEFAULTS.readyPath;
    this.#livePath = options?.live ?? DEFAULTS.livePath;
    this.#ignore = options?.ignore ?? (() => false);
    this.#service = service;
    this.#checks = checks;
  }

  /** Answers the request and returns true if it is a probe of ours; otherwise returns false and leaves it alone. */
  answer(req: ProbeRequest, res: ProbeResponse): boolean {
    if (req.method !== "GET" && req.method !== "HEAD") return false;
    const path = pathOf(req);
    if (path !== this.#livePath && path !== this.#readyPath) return false;
    if (typeof (res as ServerResponse | undefined)?.writeHead !== "function") {
      throw expected("res", "a response of node:http", res);
    }
    if (path === this.#livePath) respond(res, 200, { phase: this.#service.phase });
    else void this.#answerReadiness(res);
    return true;
  }

  /** True for our own paths, known health checkers, and what the application's `ignore` says: no traffic. */
  isProbe(req: RequestHead): boolean {
    const path = pathOf(req);
    if (path === this.#livePath || path === this.#readyPath) return true;
    if (healthCheckers.test(req.headers["user-agent"] ?? "")) return true;
    try {
      return this.#ignore(req);
    } catch {
      return false;
    }
  }

  async #answerReadiness(res: ProbeResponse): Promise<void> {
    const checks = await this.#checks.run();
    const { phase, conditions } = this.#service;
    respond(res, conditions.serving ? 200 : 503, { phase, ...conditions, checks });
  }
}

/** The path of a request without its query; `split` would cost every request that passes the probes 1.5 %. */
function pathOf({ url = "" }: { readonly url?: string | undefined }): string {
  const end = url.indexOf("?");
  return end === -1 ? url : url.slice(0, end);
}

function respond(res: ProbeResponse, status: number, body: object): void {
  if (res.headersSent) return;
  const text = `${JSON.stringify(body)}\n`;
  // What both kinds of response take, their types do not say together.
  (res as ServerResponse).writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  // For HEAD, Node itself leaves the body out.
  res.end(text);
}
