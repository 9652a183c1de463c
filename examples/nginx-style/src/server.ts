import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/express";
import express from "express";
import { listen } from "./listen.ts";
import { site } from "./site.ts";
import { statusAddress } from "./status-page/status-address.ts";
import { StatusPage } from "./status-page/status-page.ts";

const shutdown = gracefulShutdown({
  admin: { ...statusAddress(), handler: (req, res) => statusPage.answer(req, res) },
});
const statusPage = new StatusPage(shutdown);

const app = express();
app.use(shutdown.probes());
app.use(
  site({
    endInTime: (res) => shutdown.eventStream(res),
    status: () => ({
      phase: shutdown.phase,
      conditions: shutdown.conditions,
      inFlight: shutdown.inFlight(),
    }),
  }),
);

listen(shutdown.attach(createServer(app)));
