/** Exits when it is told to, whatever goes on. */
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { hears, listen, options, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
listen(shutdown.attach(pages()));
void hears("exit").then(() => process.exit(3));
