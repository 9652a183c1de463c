import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/express";
import express from "express";
import { listen } from "./listen.ts";
import { site } from "./site.ts";

const shutdown = gracefulShutdown();

const app = express();
app.use(shutdown.probes());
app.use(
  site({
    leaving: (req) => shutdown.abortSignals(req).leaving,
    status: () => ({
      phase: shutdown.phase,
      conditions: shutdown.conditions,
      inFlight: shutdown.inFlight(),
    }),
  }),
);

listen(shutdown.attach(createServer(app)));
