import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { KoaShutdown } from "@lameduck/koa";
import { bytesOf, ownConnection, Pages, whenFired } from "../pages.ts";

interface Context {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly path: string;
  readonly method: string;
  status: number;
  body: unknown;
  respond?: boolean;
  flushHeaders(): void;
}

/** What Koa 2 and 3 have in common, as far as it is used here. */
interface Application {
  silent: boolean;
  use(middleware: (ctx: Context, next: () => Promise<unknown>) => Promise<unknown>): unknown;
  callback(): unknown;
}

async function* begunThen(rest: Promise<string>): AsyncGenerator<string> {
  yield "begun, ";
  yield await rest;
}

/** The application under test, as one writes it with Koa. */
export function koaApplication(app: Application, shutdown: KoaShutdown, pages: Pages): RequestListener {
  // What a test cuts off is no news.
  app.silent = true;
  app.use(shutdown.probes());
  app.use(async (ctx) => {
    const [, page, name = ""] = decodeURI(ctx.path).split("/");
    if (page === "now") ctx.body = pages.now(name);
    else if (page === "later") ctx.body = await pages.released(name);
    else if (page === "streamed") ctx.body = Readable.from(begunThen(pages.released(name)));
    else if (page === "flushed") {
      ctx.status = 200;
      ctx.flushHeaders();
      ctx.body = await pages.released(name);
    } else if (page === "own") {
      await pages.released(name);
      ctx.respond = false;
      ctx.res.statusCode = 200;
      ownConnection[name]?.(ctx.res);
      ctx.res.end("own");
    } else if (page === "status") ctx.status = Number(name);
    else if (page === "large") ctx.body = Pages.large;
    else if (page === "upload") ctx.body = `${await bytesOf(ctx.req)} bytes`;
    else if (page === "refused") {
      ctx.status = 413;
      ctx.body = pages.now("refused");
    } else if (page === "signal") {
      if (ctx.method === "POST") await bytesOf(ctx.req);
      const signals = shutdown.abortSignals(ctx);
      pages.now(name);
      ctx.body = await whenFired(name === "leaving" ? signals.leaving : signals.deadline, name);
    }
  });
  return app.callback() as RequestListener;
}
