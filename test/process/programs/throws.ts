/** Throws or rejects when it is told to, where nobody catches it. */
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, hears, listen, say, sayWhatHappens } from "./parent.ts";

const { isHandled } = given as { readonly isHandled: boolean };

const shutdown = gracefulShutdown({ gracePeriodMs: 60_000, lameDuck: false, lingerMs: 0 });
sayWhatHappens(shutdown);
listen(shutdown.attach(pages()));

if (isHandled) {
  process.on("uncaughtException", (error) => say(`handled: ${error.message}`));
}
void hears("throw").then(() =>
  setImmediate(() => {
    throw new Error("nobody catches it");
  }),
);
void hears("reject").then(() => void Promise.reject(new Error("nobody catches it")));
