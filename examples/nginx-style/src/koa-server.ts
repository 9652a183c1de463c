import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gracefulShutdown } from "@lameduck/koa";
import Koa from "koa";
import { logAccess } from "./access-log.ts";
import { listen } from "./listen.ts";
import { download } from "./pages/download.ts";
import { events } from "./pages/events.ts";
import { slow } from "./pages/slow.ts";
import { upload } from "./pages/upload.ts";
import { publicFolder } from "./public-folder.ts";
import { statusAddress } from "./status-page/status-address.ts";
import { StatusPage } from "./status-page/status-page.ts";

const shutdown = gracefulShutdown({
  admin: { ...statusAddress(), handler: (req, res) => statusPage.answer(req, res) },
});
const statusPage = new StatusPage(shutdown);

const pages = new Map<string, (ctx: Koa.Context) => void>([
  ["/slow", (ctx) => slow(ctx.req, ctx.res)],
  ["/download", (ctx) => download(ctx.req, ctx.res)],
  ["/events", (ctx) => events(ctx.req, ctx.res, (res) => shutdown.eventStream(res))],
  ["/upload", (ctx) => upload(ctx.req, ctx.res)],
]);
const files = new Map<string, Buffer>(
  readdirSync(publicFolder).map((name) => [`/${name}`, readFileSync(join(publicFolder, name))]),
);

const app = new Koa();
app.use(shutdown.probes());
app.use((ctx, next) => {
  logAccess(ctx.req, ctx.res);
  return next();
});
app.use((ctx) => {
  const path = ctx.path === "/" ? "/index.html" : ctx.path;
  const page = pages.get(path);
  if (page !== undefined) {
    // These pages answer by themselves, on Node's own response.
    ctx.respond = false;
    page(ctx);
  } else if (path === "/status") {
    ctx.body = { phase: shutdown.phase, conditions: shutdown.conditions, inFlight: shutdown.inFlight() };
  } else if (files.has(path)) {
    ctx.type = extname(path);
    ctx.body = files.get(path);
  }
});

const answer = app.callback();
listen(shutdown.attach(createServer((req, res) => void answer(req, res))));
