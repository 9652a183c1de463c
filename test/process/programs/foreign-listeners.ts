/** Listens for signals itself, before and after our own listeners are there. */
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { listen, options, sayWhatHappens } from "./parent.ts";

process.on("SIGTERM", function flushTelemetry() {});
const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
listen(shutdown.attach(pages()));
process.on("SIGTERM", () => {
  // It has no name, so that its source has to tell.
});
process.on("SIGINT", function saveDraft() {});
process.on("SIGHUP", function reload() {});
