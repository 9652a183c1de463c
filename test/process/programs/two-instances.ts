/** Two shutdowns in one process, each with a server of its own; each copy of the library is imported by its address. */
import type { gracefulShutdown as GracefulShutdown, ShutdownOptions } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, hears, listen, say } from "./parent.ts";

interface Instance {
  readonly copy: string;
  readonly options: ShutdownOptions;
  readonly isBroken?: boolean;
}

for (const [name, instance] of Object.entries(given as Readonly<Record<string, Instance>>)) {
  const { copy, options, isBroken = false } = instance;
  const { gracefulShutdown } = (await import(copy)) as { gracefulShutdown: typeof GracefulShutdown };
  const shutdown = gracefulShutdown(options);
  shutdown.onClose("pool", async () => {
    say(`${name} closes`);
    await hears(`close ${name}`);
    if (isBroken) throw new Error("it is broken");
  });
  shutdown.on((event) => {
    if (event.type === "stopped") say(`${name} stopped with ${event.outcome.code}`);
  });
  listen(shutdown.attach(pages()), name);
}
