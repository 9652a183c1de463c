/** A service with an admin listener, whose close hook takes its time. */
import { gracefulShutdown, type ShutdownOptions } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, hears, listen, say, sayWhatHappens } from "./parent.ts";

const { options } = given as { readonly options: ShutdownOptions };
const shutdown = gracefulShutdown({ ...options, admin: { port: 0, ...options.admin } });
shutdown.on((event) => {
  if (event.type === "admin listens") say(`admin listens on ${event.port}`);
});
sayWhatHappens(shutdown);
shutdown.onClose("pool", async () => {
  say("the pool closes");
  await hears("close");
});
listen(shutdown.attach(pages()));
