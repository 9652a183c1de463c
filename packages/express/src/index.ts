import type { IncomingMessage, ServerResponse } from "node:http";
import { gracefulShutdown as makeShutdown, type Shutdown, type ShutdownOptions } from "@lameduck/core";

/** A middleware of Express 4 and 5 alike, which have no common type for one. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

export interface ExpressShutdown extends Shutdown {
  /** A middleware that answers `GET /livez` and `GET /readyz`; mount it before the others. */
  probes(): Middleware;
}

/**
 * Makes the shutdown of an Express application: `gracefulShutdown` of `@lameduck/core`, and what Express adds to it:
 * the probes as a middleware, and the route of each request in flight.
 *
 * @throws TypeError for an option that is not what it should be
 */
export function gracefulShutdown(options: ShutdownOptions = {}): ExpressShutdown {
  const shutdown = makeShutdown({ ...options, route: options.route ?? routeOf });
  return Object.assign(shutdown, {
    probes: (): Middleware => (req, res, next) => {
      if (!shutdown.probe(req, res)) next();
    },
  });
}

/** What Express leaves on a request once a route has matched. */
interface Routed extends IncomingMessage {
  readonly baseUrl?: string;
  readonly route?: { readonly path?: unknown };
}

function routeOf({ baseUrl = "", route }: Routed): string | undefined {
  return route === undefined ? undefined : `${baseUrl}${String(route.path)}`;
}

export type * from "@lameduck/core";
