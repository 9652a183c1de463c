import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type Abortable,
  type AbortSignals,
  gracefulShutdown as makeShutdown,
  type Shutdown,
  type ShutdownOptions,
} from "@lameduck/core";

/** What is used of a Koa context, in Koa 2 and 3 alike. */
export interface Context {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  respond?: boolean | undefined;
}

/** A middleware of Koa 2 and 3. */
export type Middleware = (ctx: Context, next: () => Promise<unknown>) => Promise<unknown>;

export interface KoaShutdown extends Omit<Shutdown, "abortSignals"> {
  /** A middleware that answers `GET /livez` and `GET /readyz`; mount it before the others. */
  probes(): Middleware;
  /** `leaving` and `deadline` for one request, given as context or as request. */
  abortSignals(ctx: Pick<Context, "req"> | Abortable): AbortSignals;
}

/**
 * Makes the shutdown of a Koa application: `gracefulShutdown` of `@lameduck/core`, with the probes as a middleware, and
 * abort signals for a context.
 *
 * @throws TypeError for an option that is not what it should be
 */
export function gracefulShutdown(options: ShutdownOptions = {}): KoaShutdown {
  const shutdown = makeShutdown(options);
  const abortSignals = shutdown.abortSignals.bind(shutdown);
  return Object.assign(shutdown, {
    // No async function: it would cost every request that passes the probes 1.5 %.
    probes: (): Middleware => (ctx, next) => {
      if (!shutdown.probe(ctx.req, ctx.res)) return next();
      // The answer is ours: Koa must not write its own.
      ctx.respond = false;
      return Promise.resolve();
    },
    abortSignals: (ctx: Pick<Context, "req"> | Abortable) =>
      abortSignals((ctx as Partial<Context> | undefined)?.req ?? (ctx as Abortable)),
  });
}

export type * from "@lameduck/core";
