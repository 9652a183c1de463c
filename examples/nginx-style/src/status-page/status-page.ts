import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { urlOf } from "../address.ts";
import { publicFolder } from "../public-folder.ts";
import { LiveState, type Watched } from "./live-state.ts";
import { Watchers } from "./watchers.ts";

const folder = fileURLToPath(new URL("../../status-page", import.meta.url));

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Nothing is loaded from elsewhere, nothing of what a request's URL says can run, and no other page can frame this one. */
const headers = {
  "content-security-policy":
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-cache",
};

/**
 * A page that shows a shutdown live, for the admin listener, where it can be read to the end: GET / is the page, which
 * has its look from the site's public folder, and GET /events the state as server-sent events.
 */
export class StatusPage {
  readonly #watchers: Watchers;
  readonly #files = new Map<string, Buffer>();

  constructor(shutdown: Watched) {
    const state = new LiveState(shutdown);
    this.#watchers = new Watchers(state);
    for (const from of [publicFolder, folder]) {
      for (const name of readdirSync(from)) this.#files.set(`/${name}`, readFileSync(join(from, name)));
    }
    shutdown.on((event) => {
      if (event.type === "admin listens") process.stderr.write(`status page on ${urlOf(event)}\n`);
      state.note(event);
      this.#watchers.tell();
    });
  }

  answer(req: IncomingMessage, res: ServerResponse): void {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const [path] = (req.url ?? "/").split("?");
    if (path === "/events") return this.#watchers.add(req, res);
    const name = path === "/" ? "/index.html" : String(path);
    const file = this.#files.get(name);
    if (file === undefined) {
      res.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is no such page.\n");
      return;
    }
    res.writeHead(200, { "content-type": contentTypes[extname(name)], "content-length": file.length });
    res.end(file);
  }
}
