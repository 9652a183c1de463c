import { gracefulShutdown } from "@lameduck/core";
import { hears, options, say, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
say("created");
await hears("nothing");
