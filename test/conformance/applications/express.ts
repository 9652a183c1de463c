import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { ExpressShutdown, Middleware } from "@lameduck/express";
import { bytesOf, ownConnection, Pages, whenFired } from "../pages.ts";

interface Request extends IncomingMessage {
  readonly params: { readonly name: string };
}

interface Response extends ServerResponse {
  send(body: string | Buffer): this;
  status(code: number): this;
}

type Handler = (req: Request, res: Response) => unknown;

/** What Express 4 and 5 have in common, as far as it is used here. */
interface Application extends RequestListener {
  disable(setting: string): unknown;
  use(middleware: Middleware): unknown;
  all(path: string, handler: Handler): unknown;
}

/** The application under test, as one writes it with Express. */
export function expressApplication(
  app: Application,
  shutdown: ExpressShutdown,
  pages: Pages,
): RequestListener {
  const routes: Readonly<Record<string, Handler>> = {
    "/now/:name": (req, res) => res.send(pages.now(req.params.name)),
    "/later/:name": async (req, res) => res.send(await pages.released(req.params.name)),
    "/streamed/:name": async (req, res) => {
      res.write("begun, ");
      res.end(await pages.released(req.params.name));
    },
    "/flushed/:name": async (req, res) => {
      res.flushHeaders();
      res.end(await pages.released(req.params.name));
    },
    "/own/:name": async (req, res) => {
      await pages.released(req.params.name);
      ownConnection[req.params.name]?.(res);
      res.end("own");
    },
    "/status/:name": (req, res) => res.status(Number(req.params.name)).end(),
    "/large/:name": (_req, res) => res.send(Pages.large),
    "/upload/:name": async (req, res) => res.send(`${await bytesOf(req)} bytes`),
    "/refused/:name": (_req, res) => res.status(413).send(pages.now("refused")),
    "/signal/:name": async (req, res) => {
      if (req.method === "POST") await bytesOf(req);
      const signals = shutdown.abortSignals(req);
      const { name } = req.params;
      pages.now(name);
      res.send(await whenFired(name === "leaving" ? signals.leaving : signals.deadline, name));
    },
  };
  // Node refuses `writeHead` with pairs once a header is set, with and without us.
  app.disable("x-powered-by");
  app.use(shutdown.probes());
  for (const [path, handler] of Object.entries(routes)) app.all(path, handler);
  return app;
}
