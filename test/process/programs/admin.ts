/** Services with an admin listener each, whose close hooks take their time. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { gracefulShutdown, type ShutdownOptions } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, hears, letGo, listen, say, sayWhatHappens } from "./parent.ts";

interface Given {
  readonly options: ShutdownOptions;
  readonly services: readonly string[];
}

const { options, services } = given as Given;

for (const name of services) {
  const shutdown = gracefulShutdown({ ...options, admin: { port: 0, ...options.admin } });
  const server = shutdown.attach(pages());
  const sayWhenClosed = async (): Promise<void> => {
    while (server.listening) await nextTurn();
    say(`${name} refuses`);
  };
  shutdown.on((event) => {
    if (event.type === "admin listens") say(`admin of ${name} listens on ${event.port}`);
    if (event.type === "entered" && event.phase === "draining") void sayWhenClosed();
    if (event.type === "stopped") say(`${name} has stopped`);
  });
  sayWhatHappens(shutdown);
  shutdown.onClose("pool", async () => {
    say(`${name} closes`);
    await hears(`close ${name}`);
  });
  listen(server, name);
  void hears("stop").then(() => shutdown.stop());
  void hears("close the server").then(() => server.close());
}
void hears("let go").then(letGo);
