import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { hears, letGo, listen, options, say, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
listen(shutdown.attach(pages()));

void hears("stop").then(() => shutdown.stop());
void hears("are you there?").then(() => say("yes"));
void hears("let go").then(letGo);
