/** Raises a signal again when it has heard it, as Nest does. */
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { listen, options, say, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    process.kill(process.pid, signal);
    process.on(signal, () => say(`heard ${signal} again`));
  });
}
listen(shutdown.attach(pages()));
