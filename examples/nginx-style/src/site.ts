import type { ServerResponse } from "node:http";
import express from "express";
import type { Express } from "express";
import { logAccess } from "./access-log.ts";
import { download } from "./pages/download.ts";
import { events } from "./pages/events.ts";
import { slow } from "./pages/slow.ts";
import { upload } from "./pages/upload.ts";
import { publicFolder } from "./public-folder.ts";

/** What the pages want to know of the server they are on. */
export interface ServerState {
  /** Sees to it that a stream of server-sent events ends in time when the server leaves. */
  readonly endInTime: (res: ServerResponse) => unknown;
  /** What GET /status shows. */
  readonly status: () => unknown;
}

/** The whole site as an Express application that knows nothing of shutdowns; mount it or serve it. */
export function site(server: ServerState): Express {
  const app = express();
  app.use((req, res, next) => {
    logAccess(req, res);
    next();
  });
  app.get("/slow", slow);
  app.get("/download", download);
  app.get("/events", (req, res) => events(req, res, server.endInTime));
  app.all("/upload", upload);
  app.get("/status", (_req, res) => void res.json(server.status()));
  app.use(express.static(publicFolder));
  return app;
}
