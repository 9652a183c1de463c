/** Closes the server at SIGTERM itself, as most applications do; the listener is added before or after ours. */
import { gracefulShutdown, type ShutdownOptions } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, hears, listen, say, sayWhatHappens } from "./parent.ts";

interface Given {
  readonly isFirst: boolean;
  /** Exits when the server is closed, as most applications do that know of no shutdown library. */
  readonly isExiting: boolean;
  readonly options: ShutdownOptions;
}

const { isFirst, isExiting, options } = given as Given;
const server = pages();

function closeServer(): void {
  server.close(() => {
    say("closed");
    if (isExiting) process.exit(5);
  });
  server.closeIdleConnections();
}

if (isFirst) process.on("SIGTERM", closeServer);
const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
shutdown.onClose("pool", async () => {
  say("the pool closes");
  await hears("close");
});
listen(shutdown.attach(server));
if (!isFirst) process.on("SIGTERM", closeServer);
