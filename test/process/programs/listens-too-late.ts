/** Attaches a server, and listens only while it is closing, or when the test says so. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { hears, listen, options, say, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
const server = shutdown.attach(pages());
shutdown.onClose("pool", async () => {
  // Without a host there is nothing to look up: it listens before `listen` returns, if it does.
  server.listen(0);
  const hasListened = server.listening;
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  say(hasListened || server.listening ? "it listens" : "it does not listen");
});
say("attached");
void hears("listen").then(() => listen(server));
