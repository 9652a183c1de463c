/** Eleven shutdowns in one process. */
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { listen, options } from "./parent.ts";

for (const number of Array.from({ length: 11 }).keys()) {
  const shutdown = gracefulShutdown(options);
  listen(shutdown.attach(pages()), `server ${number}`);
}
