import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { hears, listen, options, say, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => say(`heard ${signal}`));
}
shutdown.onClose("pool", async () => {
  say("the pool closes");
  await hears("close");
  say("the pool is closed");
});
listen(shutdown.attach(pages()));
